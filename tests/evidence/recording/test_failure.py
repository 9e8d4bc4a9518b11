"""A failure is explained by what was expected and what was found, without code, values and exception names."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from evidence.recording.failure import explain, message_of, redacted_error

PAGE = """
<form><label>Email <input></label><label>PIN <input type=password></label>
<button disabled>Go</button><p role=alert>Hello</p>
<button style="display: none">Later</button></form>
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(PAGE)
        yield page


def explained(act: Callable[[], object], when: str = "call") -> str:
    """The reason given for what this raises."""
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - whatever it is
        act()
    return explain(caught, when, Path(__file__).parents[3]).reason


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        (
            lambda page: expect(page.get_by_role("alert"), "the member is welcomed").to_have_text("Hi", timeout=50),
            "Expected that the member is welcomed ('Hi'); found 'Hello'.",
        ),
        (
            lambda page: expect(page.get_by_role("alert")).to_have_text("Hi", timeout=50),
            "Expected alert to have text 'Hi'; found 'Hello'.",
        ),
        (
            lambda page: expect(page.get_by_role("alert"), "it is plain").to_have_text(re.compile("^Hi"), timeout=50),
            "Expected that it is plain; found 'Hello'.",
        ),
        (
            lambda page: expect(page.get_by_role("alert"), "no mail is confirmed").to_have_count(0, timeout=50),
            "Expected that no mail is confirmed; found 1 on the page.",
        ),
        (
            lambda page: expect(page.get_by_role("alert"), "nothing is shown").not_to_be_visible(timeout=50),
            "Expected that nothing is shown; found alert visible.",
        ),
        (
            lambda page: expect(
                page.locator("form").get_by_role("textbox", name=re.compile("passw")), "the view is shown"
            ).to_be_visible(timeout=50),
            'Expected that the view is shown; found no textbox "passw" on the page.',
        ),
        (
            lambda page: expect(page.locator("nav").describe("way back"), "there is a way").to_be_visible(timeout=50),
            "Expected that there is a way; found no way back on the page.",
        ),
        (
            lambda page: expect(page.get_by_label("PIN"), "the PIN is shown").to_have_attribute(
                "type", "text", timeout=50
            ),
            "Expected that the PIN is shown; the password stays masked.",
        ),
        (
            lambda page: expect(page.get_by_label("PIN"), "the PIN is shown").not_to_have_attribute(
                "type", "password", timeout=50
            ),
            "Expected that the PIN is shown; the password stays masked.",
        ),
        (
            lambda page: page.get_by_role("searchbox", name=re.compile("^(?!.*passw)")).fill("a", timeout=50),
            "Expected to fill in searchbox within 0.05 s; it is not on the page.",
        ),
        (
            lambda page: page.get_by_role("searchbox").describe("email of the form").fill("a", timeout=50),
            "Expected to fill in the email of the form within 0.05 s; it is not on the page.",
        ),
        (
            lambda page: page.get_by_role("button", name="Go").click(timeout=500),
            'Expected to click button "Go" within 0.5 s; it is disabled.',
        ),
        (
            lambda page: page.get_by_label("Password").fill("x", timeout=500),
            'Expected to fill in "Password" within 0.5 s; it is not on the page.',
        ),
        (
            lambda page: page.get_by_role("menuitem", name=re.compile(r"\b(sign|log)[ -]?(out|off)\b")).wait_for(
                timeout=50
            ),
            'Expected menuitem "sign out" to appear within 0.05 s; it is not on the page.',
        ),
    ],
)
def test_what_playwright_raises_is_explained(page: Page, check: Callable[[Page], object], reason: str) -> None:
    assert explained(lambda: check(page)) == reason


def test_an_address_that_does_not_open_is_named(browser: Browser) -> None:
    page = browser.new_page()

    reason = explained(lambda: page.goto("http://127.0.0.1:9/reset"))
    page.close()

    assert reason.startswith("Expected http://127.0.0.1:9/reset to open; found ")


def test_a_page_that_crashed_or_was_closed_is_named(page: Page) -> None:
    page.close()

    reason = explained(page.get_by_role("alert").click)

    assert reason == "Expected the page to stay open; it was closed while the scenario used it."
    crashed = explained(fail(Error("Locator.click: Target crashed \nCall log:\n  - waiting for nothing")))
    assert crashed == "Expected the page to stay open; it crashed in the browser."


REFUSED = (
    "HTTPConnectionPool(host='m', port=80): Max retries exceeded with url: / (Caused by NewConnectionError("
    "'<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish: [Errno 111] Connection refused'))"
)


def test_objects_of_a_connection_that_failed_are_left_out() -> None:
    assert explained(fail(RuntimeError(f"Cannot reach m: {REFUSED}"))) == "Cannot reach m: connection refused."
    assert explained(fail(RuntimeError("Cannot reach m: HTTPSConnectionPool(x)"))) == "Cannot reach m: no connection."


def fail(error: BaseException) -> Callable[[], object]:
    """Something that raises this."""

    def act() -> None:
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "when", "reason"),
    [
        (AssertionError("expected 200; found 500\nassert 500 == 200\n +  where"), "call", "Expected 200; found 500"),
        (RuntimeError("no member could be made"), "setup", "Precondition failed: No member could be made"),
        (ExceptionGroup("both", [ValueError("the first of them")]), "teardown", "Clean-up failed: The first of them"),
        (KeyError("exp"), "call", "The suite itself failed with KeyError 'exp' at tests/evidence/recording/"),
        (AssertionError("assert 1 == 2"), "call", "A check without a message failed: tests/evidence/recording/"),
    ],
)
def test_every_other_error_is_explained_by_its_own_message(error: BaseException, when: str, reason: str) -> None:
    assert explained(fail(error), when).startswith(reason)


class OddError(Exception):
    """An error that nothing can inherit from, and whose text can't be made."""

    def __init_subclass__(cls) -> None:
        raise ValueError("one only")

    def __str__(self) -> str:
        raise RuntimeError("no text")


def test_an_error_that_has_no_text_and_can_t_be_copied_ends_no_run() -> None:
    error = OddError("x")

    assert message_of(error) == "OddError, whose text can't be made (RuntimeError)."
    assert str(redacted_error(error, "nothing of it")) == "nothing of it"


def test_a_redacted_error_of_playwright_keeps_a_message() -> None:
    redacted = redacted_error(PlaywrightTimeoutError("Timeout 50ms: a secret"), "Timeout 50ms")

    assert isinstance(redacted, Error)
    assert redacted.message == "Timeout 50ms"
