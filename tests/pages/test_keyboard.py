"""The Tab key leads through the whole view, wherever the focus was before."""

import pytest
from playwright.sync_api import Page

from pages.perception.keyboard import Keyboard

VIEW = """
<!doctype html><title>View</title>
<a href="#top">Home</a>
<label>Email <input></label>
<label>Password <input type="password" onkeydown="{on_key}"></label>
<i id="code">Code</i><input aria-labelledby="code"><input placeholder="Company">
<button>Sign in</button>
<details><summary>More</summary>text</details>
"""
FIELDS = [f'<input> "{name}"' for name in ("Email", "Password", "Code", "Company")]
TO_THE_FIRST = "event.preventDefault(); this.parentElement.querySelector('input').focus()"
STOPS = ['<a> "Home"', *FIELDS, '<button> "Sign in"', '<summary> "More"']


@pytest.mark.parametrize("focused", ["nothing", "Home", "Password", "More"])
def test_the_order_begins_at_the_top_whatever_has_the_focus(page: Page, focused: str) -> None:
    page.set_content(VIEW.format(on_key=""))
    if focused != "nothing":
        page.locator("a, input, button, summary").and_(
            page.get_by_label(focused).or_(page.get_by_text(focused))
        ).focus()

    order = Keyboard(page).tab_order()

    assert order.names == STOPS
    assert not order.trap


def test_a_control_before_the_focus_is_reached(page: Page) -> None:
    page.set_content(VIEW.format(on_key=""))
    page.get_by_role("button").focus()

    Keyboard(page).tab_to(page.get_by_label("Email"))

    assert page.get_by_label("Email").evaluate("field => field === document.activeElement")


def test_a_control_that_takes_the_tab_key_is_a_trap(page: Page) -> None:
    page.set_content(VIEW.format(on_key="event.preventDefault()"))

    assert Keyboard(page).tab_order().trap == '<input> "Password"'


@pytest.mark.parametrize("inside", ["<p>Hello</p>", "<button>Ask</button><button>Close</button>"])
def test_a_frame_at_the_end_is_one_stop_and_no_trap(page: Page, inside: str) -> None:
    page.set_content(VIEW.format(on_key="") + f'<iframe title="Chat" srcdoc="{inside}"></iframe>')
    page.get_by_label("Password").focus()

    order = Keyboard(page).tab_order()

    assert order.names == [*STOPS, "<iframe> without a name"]
    assert not order.trap
    assert "<iframe> without a name" not in order.without_visible_focus
    Keyboard(page).tab_to(page.get_by_label("Email"))


@pytest.mark.parametrize(
    ("hidden", "on_key", "stops"),
    [
        ("", TO_THE_FIRST, ['<input> "Code"', '<button> "Close"']),
        ("", "", ['<input> "Code"', '<button> "Close"', '<a> "Terms"', '<a> "Home"']),
        ("hidden", "", ['<a> "Home"', '<a> "Terms"']),
    ],
    ids=["keeps Tab inside", "lets Tab out", "closed"],
)
def test_the_order_begins_at_the_top_of_a_modal_dialog(page: Page, hidden: str, on_key: str, stops: list[str]) -> None:
    page.set_content(
        f"""<!doctype html><title>View</title><a href="#top">Home</a>
        <div role="dialog" aria-modal="true" {hidden}>
          <label>Code <input></label><button onkeydown="{on_key}">Close</button>
        </div>
        <a href="#terms">Terms</a>"""
    )

    order = Keyboard(page).tab_order()

    assert [stop.name for stop in order.stops] == stops
    assert not order.trap
