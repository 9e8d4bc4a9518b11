"""What covers a page is closed if its button is known, and named if it is not."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from harness.covered_controls import with_layer
from pages import ForgotPasswordView, Overlays, wording_for
from pages.overlays import KnownOverlays, covering_buttons, foreground, main_headings
from pages.perception import accessibility
from pages.perception.screen import Screen

CONSENT = """
<main><h1>Password recovery</h1><button onclick="document.title = 'pressed'">Reset password</button></main>
<div id="consent" style="position: fixed; inset: 0; background: white">
  <h2>We value your privacy</h2>
  <button onclick="consent.remove()">Accept all</button><a href="#" role="button">Settings</a>
</div>
"""
MAYBE_LATER = """
<div id="tour" style="position: fixed; inset: 0"><button onclick="tour.remove()">Maybe later</button></div>
"""
MENU = """
<button id="account" aria-expanded="false">Account</button>
<nav id="menu" hidden><button>Sign out</button></nav>
<script>
  addEventListener("click", ({ target }) => {
    menu.hidden = target !== account || !menu.hidden;
    account.ariaExpanded = !menu.hidden;
  });
</script>
"""


@pytest.mark.parametrize("name", ["accept all", "/accept|agree/"], ids=["a name", "a pattern"])
def test_a_layer_whose_button_is_known_is_closed(page: Page, name: str) -> None:
    Overlays(page, [name]).dismiss_automatically()
    page.set_content(CONSENT)

    page.get_by_role("button", name="Reset password").click()

    assert page.title() == "pressed"


def test_a_known_layer_is_closed_before_the_page_is_read(page: Page) -> None:
    Overlays(page, ["accept all"]).dismiss_automatically()
    page.set_content(CONSENT)

    assert Screen(page).texts() == ["Password recovery"]


def test_an_overlay_that_appears_before_it_is_waited_for_is_learned(page: Page) -> None:
    known = KnownOverlays(within=100)
    overlays = Overlays(page, known=known)
    overlays.dismiss_automatically()
    page.set_content(f"<h1>Dashboard</h1>{MAYBE_LATER}")
    page.get_by_role("heading").wait_for()

    overlays.wait_until_dismissed()

    assert known.names == ["Maybe later"]


def test_an_overlay_that_appears_later_than_it_is_waited_for_is_learned(page: Page) -> None:
    known = KnownOverlays(within=100)
    overlays = Overlays(page, known=known)
    overlays.dismiss_automatically()
    overlays.wait_until_dismissed()
    page.set_content(f"<h1>Dashboard</h1>{MAYBE_LATER}")

    page.get_by_role("heading").wait_for()

    assert known.names == ["Maybe later"]


def test_a_menu_that_an_overlay_closes_is_opened_again(page: Page) -> None:
    Overlays(page).dismiss_automatically()
    page.set_content(MENU)
    page.get_by_role("button", name="Account").click()
    page.evaluate("overlay => document.body.insertAdjacentHTML('beforeend', overlay)", MAYBE_LATER)

    page.get_by_role("button", name="Sign out").click()

    assert not page.get_by_role("button", name="Maybe later").count()


def test_an_unknown_layer_is_named_with_its_buttons_and_the_setting(page: Page) -> None:
    page.set_content(CONSENT)

    with pytest.raises(PlaywrightTimeoutError) as timeout:
        page.get_by_role("button", name="Reset password").click()

    sentence = str(with_layer(timeout.value, page))
    assert sentence == (
        '<div> "We value your privacy" covers the control; to close it, add its button\'s name '
        'to `dismiss` in the environment\'s settings: one of "Accept all", "Settings".'
    )


def test_another_timeout_stays_what_it_is(page: Page) -> None:
    page.set_content("<main></main>")

    with pytest.raises(PlaywrightTimeoutError) as timeout:
        page.get_by_role("button", name="Reset password").click()

    assert with_layer(timeout.value, page) is timeout.value


def test_a_sign_in_dialog_is_no_layer_to_close(page: Page) -> None:
    page.set_content(CONSENT)
    assert covering_buttons(page) == ["Accept all", "Settings"]

    page.locator("#consent").evaluate("layer => { layer.innerHTML += '<input type=password>' }")

    assert covering_buttons(page) == []


@pytest.fixture
def vanishing(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A page with a dialog that breaks a rule, and that is closed right after it was examined."""
    page.set_content("<html lang='en'><title>x</title><main><h1>Today</h1><img src='data:,' id='gone'></main></html>")
    examine = Axe.run

    def run(axe: Axe, *args: Any, **options: Any) -> object:
        found = examine(axe, *args, **options)
        page.locator("#gone").evaluate("element => element.remove()")
        return found

    monkeypatch.setattr(Axe, "run", run)
    return page


def test_an_element_that_vanished_is_no_violation(vanishing: Page) -> None:
    assert accessibility.violations(vanishing) == []


@pytest.mark.parametrize("shown", ["dialog.showModal()", "dialog.show()", "dialog.hidden = true"])
def test_only_an_open_modal_dialog_makes_the_rest_of_the_page_unreachable(page: Page, shown: str) -> None:
    page.set_content("<a href='#'>Home</a><dialog><a href='#'>Back</a></dialog>")
    page.evaluate(f"() => {{ const dialog = document.querySelector('dialog'); {shown} }}")

    links = foreground(page).get_by_role("link").all_inner_texts()

    assert links == (["Back"] if "Modal" in shown else ["Home", "Back"] if "show" in shown else ["Home"])


def test_a_dialog_that_closes_leaves_the_page_as_what_a_member_can_reach(page: Page) -> None:
    page.set_content("<h1>Home</h1><dialog><h2>Privacy</h2></dialog>")
    page.evaluate("document.querySelector('dialog').showModal()")
    reached = foreground(page)

    page.evaluate("document.querySelector('dialog').close()")

    expect(reached.get_by_role("heading", level=1)).to_have_text("Home")


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("<h1>Home</h1><h2>News</h2>", ["Home"]),
        ("<h2>News</h2>", []),
        ("<h1>Home</h1><div role='dialog' aria-modal='true'><h2>Sign in</h2></div>", ["Sign in"]),
        ("<h1>Home</h1><div role='dialog' aria-modal='true'><h1>Sign in</h1><h2>By mail</h2></div>", ["Sign in"]),
        ("<h1>Home</h1><div role='dialog' aria-modal='true'><p>Sign in</p></div>", []),
        ("<h1>Home</h1><div role='dialog' aria-modal='true' hidden><h2>Sign in</h2></div>", ["Home"]),
    ],
    ids=["page", "page without one", "dialog", "dialog with level 1", "dialog without one", "closed dialog"],
)
def test_the_main_heading_of_a_dialog_may_stand_below_that_of_the_page(page: Page, view: str, names: list[str]) -> None:
    page.set_content(view)

    assert main_headings(page).all_inner_texts() == names


@pytest.mark.parametrize("dialog", ["<dialog>{}</dialog>", "<div role='dialog' aria-modal='true' hidden>{}</div>"])
def test_the_way_back_is_that_of_the_modal_dialog_while_one_is_open(page: Page, dialog: str) -> None:
    page.set_content("<a href='#page'>Back to sign in</a>" + dialog.format("<a href='#dialog'>Back to sign in</a>"))
    back = ForgotPasswordView(page, wording_for()).back_to_sign_in_link.filter(visible=True)
    assert back.get_attribute("href") == "#page"

    page.locator("dialog, div").evaluate("one => (one.showModal ? one.showModal() : (one.hidden = false))")

    assert back.get_attribute("href") == "#dialog"
