"""What a member can read while a view fades in."""

import time
from typing import Any

import pytest
from playwright.sync_api import Error, Page

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


def test_text_that_fades_in_is_read_once_it_is_visible(page: Page) -> None:
    page.set_content(VIEW)

    assert Screen(page).texts() == ["Password recovery", "We send you a link.", "o"]


def test_an_endless_animation_is_not_waited_for(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.perception.screen.SETTLING", 60_000)
    page.set_content(VIEW.replace("400ms ease-in", "1ms"))
    began = time.monotonic()

    assert "We send you a link." in Screen(page).texts()
    assert time.monotonic() - began < 30


def test_assistive_technology_reads_what_a_style_sheet_adds(page: Page) -> None:
    page.set_content(
        """<style>.met::after { content: " ✓" / "met" } .missed::before { content: "still" }</style>
        <ul><li class="met">8 characters</li><li class="missed">a digit</li></ul>"""
    )

    assert Screen(page).accessible_text() == "8 characters met\na digit still"


def test_a_page_that_is_left_while_it_is_read_is_read_again(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    page.set_content("<h1>Your dashboard</h1>")
    left = iter([Error("Page.evaluate: Execution context was destroyed, most likely because of a navigation")])
    evaluate = page.evaluate

    def leave_once(*args: Any) -> Any:
        for error in left:
            raise error
        return evaluate(*args)

    monkeypatch.setattr(page, "evaluate", leave_once)

    assert Screen(page).texts() == ["Your dashboard"]
