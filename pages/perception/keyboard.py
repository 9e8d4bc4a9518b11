"""The portal by keyboard alone: Tab to a control, or once around the whole view."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import FloatRect, JSHandle, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.controls import accessible_name
from pages.perception.script import script

MAX_STOPS = 80  # more than any view of the flow has; a trap is never longer
MAX_PIXELS = 10_000
FOCUS_RING_MARGIN = 6  # pixels around a control, where most focus rings are drawn

_STOP = script("keyboard")
_HAS_FOCUS = """control => control.getRootNode().activeElement === control
  || (control.id !== "" && document.activeElement?.getAttribute("aria-activedescendant") === control.id)"""
# Tab goes on from the focus or the selection, and in Firefox from the last click: engines differ in where it starts.
# From the end of a page it goes on at the top in Chromium, and back to the last stop in Firefox.
# Of a modal dialog, its own top counts: one that keeps Tab inside need not make the page behind it inert.
_START_AT_TOP = """() => {
  const holdsControls = dialog =>
    [...dialog.querySelectorAll("a[href], button, input")]
      .some(one => one.checkVisibility({ visibilityProperty: true }));
  const top = [...document.querySelectorAll("[aria-modal=true]")].findLast(holdsControls) ?? document.body;
  // From a frame at the end of the page, Tab leads back into it until an element outside it has had the focus.
  const own = top.getAttribute("tabindex");
  top.tabIndex = -1;
  top.focus({ preventScroll: true });
  own === null ? top.removeAttribute("tabindex") : top.setAttribute("tabindex", own);
  document.activeElement?.blur();
  getSelection().setPosition(top, 0);
}"""
_POSITION = "(control, stops) => stops.findIndex(stop => stop === control || control.contains(stop))"


class UnreachableError(AssertionError):
    """A control that the Tab key never reaches."""


@dataclass
class Stop:
    """An element that Tab reached, and whether a member could see the focus on it."""

    name: str
    has_visible_focus: bool
    is_obscured: bool


@dataclass
class TabOrder:
    """The stops that Tab makes on a view, from the top of the page, or of its modal dialog, to the end."""

    visited: JSHandle
    stops: list[Stop] = field(default_factory=list)
    first: int = 0
    """The stop after the one where the focus left the page."""
    returns_to: int = 0
    """The stop where the order repeats within the page; in a keyboard trap it is not the one where Tab started."""

    def position_of(self, control: Locator) -> int | None:
        """The position of this control in the order; None where Tab never reaches it."""
        position = int(control.evaluate(_POSITION, self.visited))
        return None if position < 0 else (position - self.first) % len(self.stops)

    @property
    def trap(self) -> str:
        """The stop from which Tab leads no further; empty where there is none."""
        is_trapped = self.returns_to > 0 or len(self.stops) == 1
        return self.stops[self.returns_to].name if is_trapped else ""

    @property
    def without_visible_focus(self) -> list[str]:
        """The stops that look the same with and without the focus."""
        return [stop.name for stop in self.stops if not stop.has_visible_focus]

    @property
    def obscured(self) -> list[str]:
        """The stops that are covered or out of sight while they have the focus."""
        return [stop.name for stop in self.stops if stop.is_obscured]

    @property
    def names(self) -> list[str]:
        """The stops in order, for messages."""
        ordered = [*self.stops[self.first :], *self.stops[: self.first]]
        return [stop.name for stop in ordered]


class Keyboard:
    """What a member without a pointer does."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, control: Locator) -> None:
        """Press Tab until the control has the focus; raises `UnreachableError` where it never gets it."""
        self._press_until(control, "Tab")

    def move_to_menu_item(self, item: Locator) -> None:
        """Go to an item of the open menu: with arrow keys in a `menu`, with Tab in a list."""
        item.wait_for()
        self._press_until(item, "ArrowDown" if item.evaluate("item => item.matches('[role^=menuitem]')") else "Tab")

    def press(self, key: str) -> None:
        """Press one key on whatever has the focus."""
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.page.keyboard.type(text)

    def tab_order(self) -> TabOrder:
        """Press Tab from the top until a stop repeats, and compare each stop with and without the focus.

        The top is that of the page, or of its modal dialog.
        """
        self.page.evaluate(_START_AT_TOP)
        order = TabOrder(self.page.evaluate_handle("() => []"))
        leaving: tuple[Stop, FloatRect, bytes] | None = None
        has_left_page = False
        for _ in range(MAX_STOPS):
            self.page.keyboard.press("Tab")
            here: dict[str, Any] = order.visited.evaluate(_STOP)
            if leaving:
                stop, box, with_focus = leaving
                stop.has_visible_focus = stop.has_visible_focus or self._picture(box) != with_focus
                leaving = None
            if here["position"] < 0:
                order.first = len(order.stops)
                has_left_page = True
                continue
            if here["isFrame"] and here["position"] == len(order.stops) - 1 and not has_left_page:
                continue  # the next control in it
            if here["position"] < len(order.stops):
                order.returns_to = 0 if has_left_page else here["position"]
                break
            has_left_page = False
            is_obscured = here["isObscured"] and self._stays_obscured(order)
            is_marked = here["hasCaret"] or here["isFrame"]
            stop = Stop(here["name"], has_visible_focus=is_marked, is_obscured=is_obscured)
            order.stops.append(stop)
            if not stop.has_visible_focus:
                leaving = stop, here["box"], self._picture(here["box"])
        else:
            order.returns_to = len(order.stops) - 1
        order.first %= max(1, len(order.stops))
        return order

    def _press_until(self, control: Locator, key: str) -> None:
        control.wait_for()
        visited = self.page.evaluate_handle("() => []")
        passed = []
        for _ in range(MAX_STOPS):
            control.wait_for()  # an overlay above it is closed before the next key
            if control.evaluate(_HAS_FOCUS):
                return
            self.page.keyboard.press(key)
            here = visited.evaluate(_STOP)
            passed.append(here.get("name", "(outside the page)"))
            if here["position"] < 0:
                self.page.evaluate(_START_AT_TOP)
        reached = list(dict.fromkeys(passed))
        raise UnreachableError(
            f"expected {key} to reach {accessible_name(control)}; pressed {MAX_STOPS} times, it reached {reached}"
        )

    def _stays_obscured(self, order: TabOrder) -> bool:
        try:  # a page may take its time to scroll
            self.page.wait_for_function(f"stops => !({_STOP})(stops).isObscured", arg=order.visited)
        except PlaywrightTimeoutError:
            return True
        return False

    def _picture(self, box: FloatRect) -> bytes:
        window = self.page.viewport_size or {"width": MAX_PIXELS, "height": MAX_PIXELS}
        left, top = max(0, box["x"] - FOCUS_RING_MARGIN), max(0, box["y"] - FOCUS_RING_MARGIN)
        right = min(window["width"], box["x"] + box["width"] + FOCUS_RING_MARGIN)
        bottom = min(window["height"], box["y"] + box["height"] + FOCUS_RING_MARGIN)
        if right - left < 1 or bottom - top < 1:
            return b""  # out of sight, so with the focus it looks as it does without
        # Transitions are shown at their end; the caret never blinks in a picture.
        clip: FloatRect = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        return self.page.screenshot(clip=clip, animations="disabled")
