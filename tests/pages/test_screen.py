"""What a member can read depends on when one looks: a view that fades in is not read before it stands."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from pages.perception.screen import Screen

VIEW = """
<style>
  @keyframes arrive { from { opacity: 0 } }
  @keyframes turn { to { rotate: 1turn } }
  main { animation: arrive 400ms ease-in }
  .spinner { display: inline-block; animation: turn 1s infinite }
</style>
<main><h1>Password recovery</h1><p>We send you a link.</p><p><span class="spinner">o</span></p></main>
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of this test's own."""
    with browser.new_context() as context:
        yield context.new_page()


def test_words_that_fade_in_are_read_once_they_have(page: Page) -> None:
    page.set_content(VIEW)

    assert Screen(page).texts() == ["Password recovery", "We send you a link.", "o"]


def test_what_moves_for_ever_keeps_nobody_waiting(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.perception.screen.SETTLING", 60_000)
    page.set_content(VIEW.replace("400ms ease-in", "1ms"))
    began = time.monotonic()

    assert "We send you a link." in Screen(page).texts()
    assert time.monotonic() - began < 30
