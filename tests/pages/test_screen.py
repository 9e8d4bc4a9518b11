"""What a member can read while a view fades in."""

import time
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from pages.perception.screen import Screen
from pages.perception.screen_reader import ScreenReader

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


@pytest.mark.parametrize(
    ("changing", "new"),
    [
        ("<aside><div>{}</div></aside>", []),
        ("<section aria-roledescription=carousel><div>{}</div></section>", []),
        ("<div aria-busy=true>{}</div>", []),
        ("<p>Send again in <span>{}</span></p>", []),
        ("<div style='position: fixed; bottom: 0'><p>{}</p><button>OK</button></div>", []),
        ("<div role=alert style='position: fixed; bottom: 0'><p>{}</p><button>OK</button></div>", ["29 guests"]),
        ("<div style='position: fixed; inset: 0'><p>{}</p><button>OK</button></div>", ["29 guests"]),
        ("<aside aria-live=polite><div>{}</div></aside>", ["29 guests"]),
        ("<aside><form><input><p>{}</p></form></aside>", ["29 guests"]),
        ("<form aria-busy=true><input><p>{}</p></form>", ["29 guests"]),
    ],
)
def test_what_changes_by_itself_is_no_new_text(page: Page, changing: str, new: list[str]) -> None:
    page.set_content(changing.format("30 s" if "span" in changing else "Loading"))
    before = Screen(page).texts()

    page.set_content(changing.format("29 s" if "span" in changing else "29 guests"))

    assert Screen(page).new_texts(before) == new


def test_a_line_that_a_banner_covers_is_not_missing(page: Page) -> None:
    page.set_content("<p>Front desk</p>")
    lines = Screen(page).texts()

    page.set_content("<p>Front desk</p><div style='position: fixed; inset: 0; background: teal'></div>")

    assert Screen(page).texts() == []
    assert Screen(page).missing([*lines, "Another"]) == ["Another"]


def test_an_endless_animation_is_not_waited_for(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.perception.screen.SETTLING", 60_000)
    page.set_content(VIEW.replace("400ms ease-in", "1ms"))
    began = time.monotonic()

    assert "We send you a link." in Screen(page).texts()
    assert time.monotonic() - began < 30


def test_a_view_that_fades_out_is_not_busy(page: Page) -> None:
    page.set_content(
        """<style>@keyframes leave { from { opacity: 0.05 } } form { opacity: 0; animation: leave 400ms }</style>
        <form><button>Sign in</button></form>"""
    )

    assert Screen(page).busy_indicators() == []


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


@pytest.mark.parametrize(
    ("feedback", "is_seen"),
    [
        ("<p id=said></p>", True),
        (
            "<p id=said style='position: absolute; width: 1px; clip-path: inset(50%)'></p>",
            False,
        ),
        ("<style>input:valid { border-color: green }</style><p id=said hidden></p>", True),
    ],
    ids=["in words", "for screen readers only", "by the colour of the field's border"],
)
def test_a_picture_shows_the_feedback_and_not_what_was_typed(page: Page, feedback: str, is_seen: bool) -> None:  # noqa: FBT001
    page.set_content(f"<input type=password pattern='.{{9,}}' autofocus>{feedback}")
    screen, field = Screen(page), page.locator("input")
    field.fill("a")
    page.locator("#said").evaluate("said => said.textContent = 'Too short'")
    before = screen.picture()

    field.fill("a long one")
    page.locator("#said").evaluate("said => said.textContent = 'Good'")

    assert (screen.picture() != before) is is_seen
    assert field.get_attribute("style") in {None, ""}


FLOATING = """<style>div { position: relative } input { padding: 16px 14px; font: 16px sans-serif }</style>
<div><label for="email" style="{label}">Email</label><input id="email" readonly value="ada@portal.test" {more}></div>"""


@pytest.mark.parametrize(
    ("label", "more", "expected"),
    [
        ("", "", True),
        ("position: absolute; left: 14px; top: -9px", "", True),
        ("position: absolute; left: 14px; top: 16px", "", False),
        ("position: absolute; left: 0; top: 16px; width: 1px; height: 1px; overflow: hidden", "", True),
        ("position: absolute; left: 14px; top: 16px; opacity: 0", "", True),
        ("position: absolute; left: 14px; top: 3px; font-size: 11px", 'style="padding: 25px 12px 8px"', True),
        ("", "dir=rtl", True),
    ],
    ids=["beside", "above", "on the value", "for screen readers", "transparent", "in a filled field", "right to left"],
)
def test_a_value_under_its_label_is_not_shown(page: Page, label: str, more: str, *, expected: bool) -> None:
    page.set_content(FLOATING.replace("{label}", label).replace("{more}", more))
    screen = Screen(page)
    page.set_default_timeout(500)

    assert screen.shows("ada@portal.test") is expected


def test_a_label_on_the_value_labels_no_filled_field(page: Page) -> None:
    page.set_content(FLOATING.replace("{label}", "position: absolute; left: 14px; top: 16px"))
    field, reader = page.get_by_role("textbox"), ScreenReader(page)
    page.set_default_timeout(500)
    assert not reader.has_visible_label(field)

    field.evaluate("field => field.value = ''")

    assert reader.has_visible_label(field)


@pytest.mark.parametrize("html", ["<label>Email <input></label>", "<label>Email<br><span><input></span></label>"])
def test_a_value_in_its_label_is_shown(page: Page, html: str) -> None:
    page.set_content(html.replace("<input", '<input value="ada@portal.test"'))

    assert Screen(page).shows("ada@portal.test")
