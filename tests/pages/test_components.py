"""A view may be built from components that keep their markup in open shadow roots: which members must not notice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from pages import ResetPasswordView, wording_for
from pages.perception.keyboard import Keyboard
from pages.perception.layout import Layout
from pages.perception.screen import Screen
from pages.perception.screen_reader import ScreenReader

VIEW = """
<main><h1>Password reset</h1><reset-card><span id="slotted">for Ada</span></reset-card></main>
<div id="cover" hidden style="position: fixed; inset: 0; background: white"></div>
"""
BUILD = """() => {
  const inside = document.querySelector("reset-card").attachShadow({ mode: "open" });
  inside.innerHTML = `
    <style>@keyframes turn { to { rotate: 1turn } } .turns { animation: turn 1s infinite }</style>
    <h2>A new password <slot></slot></h2>
    <form>
      <label for="password">Password</label>
      <input id="password" type="password" aria-describedby="rules">
      <p id="rules">At least eight characters</p>
      <p role="alert">Too common</p>
      <a href="#password">Too short</a>
      <p id="wide" style="white-space: nowrap"></p>
      <span id="spinner">o</span>
    </form>`;
}"""


@pytest.fixture
def view(browser: Browser) -> Iterator[Page]:
    """A view whose form is inside a component."""
    with browser.new_context() as context:
        context.set_default_timeout(500)
        page = context.new_page()
        page.set_content(VIEW)
        page.evaluate(BUILD)
        yield page


def test_texts_include_a_component_s_text_and_not_its_styles(view: Page) -> None:
    texts = Screen(view).texts()

    assert {"Password reset", "A new password for Ada", "At least eight characters", "Too common"} <= set(texts)
    assert not [text for text in texts if "@keyframes" in text]


def test_text_of_a_component_can_be_covered(view: Page) -> None:
    screen = Screen(view)
    assert screen.why_unreadable("Too common") == ""

    view.locator("#cover").evaluate("cover => (cover.hidden = false)")

    assert screen.why_unreadable("Too common") == "covered by <div>"


def test_a_screen_reader_reads_a_component(view: Page) -> None:
    screen_reader, field = ScreenReader(view), view.get_by_label("Password", exact=True)

    assert {"At least eight characters", "Too common"} <= set(screen_reader.announced())
    assert Screen(view).announces("Too common")
    assert screen_reader.has_visible_label(field)
    assert screen_reader.associates(["At least eight characters"], field), "the field describes itself by it"
    assert screen_reader.associates(["Too short"], field), "a link leads to the field"
    assert not screen_reader.associates(["Too common"], field)
    assert "A new password" in Screen(view).accessible_text()


def test_tab_stops_inside_a_component_are_found(view: Page) -> None:
    names = Keyboard(view).tab_order().names

    assert names == ['<input> "Password"', '<a> "Too short"']


def test_an_animation_inside_a_component_is_a_busy_indicator(view: Page) -> None:
    screen = Screen(view)
    idle = screen.busy_indicators()
    assert idle == []

    view.locator("#spinner").evaluate("spinner => spinner.classList.add('turns')")

    assert screen.becomes_busy(idle)
    assert screen.busy_indicators() == ['endless animation of <span id="spinner" class="turns">']
    assert Layout(view).moving() == ['<span> "o"']


def test_overflow_of_a_component_is_found(view: Page) -> None:
    layout = Layout(view)
    layout.resize(320, 640)
    assert layout.overflowing() == []

    view.locator("#wide").evaluate("wide => (wide.textContent = 'much too wide '.repeat(20))")

    assert any('"much too' in found for found in layout.overflowing())


def test_the_tab_order_is_read_from_the_top_wherever_the_focus_is(view: Page) -> None:
    view.get_by_role("link", name="Too short").focus()

    order = Keyboard(view).tab_order()

    assert order.names == ['<input> "Password"', '<a> "Too short"']
    assert order.first == 0


def test_a_component_s_button_submits_the_form_around_it(view: Page) -> None:
    view.set_content("<form><label>Password <input type='password'></label><a-button>Save password</a-button></form>")
    view.locator("a-button").evaluate(
        """host => (host.attachShadow({ mode: "open" }).innerHTML = "<button type='button'><slot></slot></button>")"""
    )

    assert ResetPasswordView(view, wording_for("en")).reset_button.count() == 1
