"""A view may be built from components that keep their markup in open shadow roots: members can't tell, and may not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from pages.perception.keyboard import Keyboard
from pages.perception.layout import Layout
from pages.perception.reader import Reader
from pages.perception.screen import Screen

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
    """A view whose form is a component's own affair."""
    with browser.new_context() as context:
        context.set_default_timeout(500)
        page = context.new_page()
        page.set_content(VIEW)
        page.evaluate(BUILD)
        yield page


def test_a_member_reads_what_a_component_shows_and_nothing_of_its_styles(view: Page) -> None:
    texts = Screen(view).texts()

    assert {"Password reset", "A new password for Ada", "At least eight characters", "Too common"} <= set(texts)
    assert not [text for text in texts if "@keyframes" in text]


def test_what_lies_over_a_component_hides_its_words(view: Page) -> None:
    screen = Screen(view)
    assert screen.why_unreadable("Too common") == ""

    view.locator("#cover").evaluate("cover => (cover.hidden = false)")

    assert screen.why_unreadable("Too common") == "covered by <div>"


def test_who_can_t_see_hears_a_component(view: Page) -> None:
    reader, field = Reader(view), view.get_by_label("Password", exact=True)

    assert {"At least eight characters", "Too common"} <= set(reader.heard())
    assert Screen(view).announces("Too common")
    assert reader.labels(field)
    assert reader.ties(["At least eight characters"], field), "the field describes itself by it"
    assert reader.ties(["Too short"], field), "a link leads to the field"
    assert not reader.ties(["Too common"], field)
    assert "A new password" in Screen(view).spoken()


def test_the_focus_inside_a_component_is_where_it_is(view: Page) -> None:
    stops = Keyboard(view).tour().names

    assert stops == ['<input> "Password"', '<a> "Too short"']


def test_what_turns_inside_a_component_is_a_sign_of_work(view: Page) -> None:
    screen = Screen(view)
    resting = screen.signs_of_work()
    assert resting == []

    view.locator("#spinner").evaluate("spinner => spinner.classList.add('turns')")

    assert screen.comes_to_work(resting)
    assert Layout(view).keeps_moving() == ['<span> "o"']


def test_what_sticks_out_of_a_component_sticks_out_of_the_page(view: Page) -> None:
    layout = Layout(view)
    layout.resize(320, 640)
    assert layout.sticks_out() == []

    view.locator("#wide").evaluate("wide => (wide.textContent = 'for ever and ever '.repeat(20))")

    assert any('"for ever' in found for found in layout.sticks_out())
