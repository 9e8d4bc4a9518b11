"""The portal by keyboard alone: Tab to a control, or once around the whole view."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import FloatRect, JSHandle, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.controls import spoken_name
from pages.perception.script import script

MOST_STOPS = 80  # more than any view of the flow has; a trap is never longer
MOST_PIXELS = 10_000
ROOM_FOR_A_RING = 6  # pixels around a control, where most focus rings are drawn

_STOP = script("keyboard")
_HAS_FOCUS = """control => control.matches(":focus")
  || (control.id !== "" && document.activeElement?.getAttribute("aria-activedescendant") === control.id)"""
_PLACE = "(control, stops) => stops.findIndex(stop => stop === control || control.contains(stop))"


class OutOfReachError(AssertionError):
    """A control that the Tab key never comes to."""


@dataclass
class Stop:
    """Where Tab led, and what a member saw of it."""

    name: str
    is_marked: bool
    is_hidden: bool


@dataclass
class Tour:
    """The stops that Tab makes on a view, from the top of the page to its end."""

    visited: JSHandle
    stops: list[Stop] = field(default_factory=list)
    first: int = 0
    """The stop after the one where the focus left the page: a tour may begin in the middle."""
    returns_to: int = 0
    """The stop where the tour closed; in a trap it is not the one where it began."""

    def place_of(self, control: Locator) -> int | None:
        """When this control's turn comes; None where it never does."""
        place = int(control.evaluate(_PLACE, self.visited))
        return None if place < 0 else (place - self.first) % len(self.stops)

    @property
    def trap(self) -> str:
        """The stop from which Tab leads no further; empty where there is none."""
        is_trapped = self.returns_to > 0 or len(self.stops) == 1
        return self.stops[self.returns_to].name if is_trapped else ""

    @property
    def unmarked(self) -> list[str]:
        """The stops that look with the focus as they do without."""
        return [stop.name for stop in self.stops if not stop.is_marked]

    @property
    def hidden(self) -> list[str]:
        """The stops that lie behind something else, or out of sight, while they have the focus."""
        return [stop.name for stop in self.stops if stop.is_hidden]

    @property
    def names(self) -> list[str]:
        """The stops in order, for messages."""
        ordered = [*self.stops[self.first :], *self.stops[: self.first]]
        return [stop.name for stop in ordered]


class Keyboard:
    """What a member does who has no pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, control: Locator) -> None:
        """Press Tab until the control has the focus; raises `OutOfReachError` where it never gets it."""
        self._press_until(control, "Tab")

    def go_on_to(self, item: Locator) -> None:
        """Go to an item of the open menu: one of the desktop's kind is walked with arrows, a list with Tab."""
        item.wait_for()
        self._press_until(item, "ArrowDown" if item.evaluate("item => item.matches('[role^=menuitem]')") else "Tab")

    def press(self, key: str) -> None:
        """Press one key on whatever has the focus."""
        self.page.keyboard.press(key)

    def enter(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.page.keyboard.type(text)

    def tour(self) -> Tour:
        """Press Tab until it comes to a stop for the second time, and look at each stop with the focus and without."""
        tour = Tour(self.page.evaluate_handle("() => []"))
        leaving: tuple[Stop, FloatRect, bytes] | None = None
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            here: dict[str, Any] = tour.visited.evaluate(_STOP)
            if leaving:
                stop, box, with_focus = leaving
                stop.is_marked = stop.is_marked or self._picture(box) != with_focus
                leaving = None
            if here["place"] < 0:
                tour.first = len(tour.stops)
                continue
            if here["place"] < len(tour.stops):
                tour.returns_to = here["place"]
                break
            stop = Stop(
                here["name"], is_marked=here["hasCaret"], is_hidden=here["isHidden"] and self._stays_hidden(tour)
            )
            tour.stops.append(stop)
            if not stop.is_marked:
                leaving = stop, here["box"], self._picture(here["box"])
        tour.first %= max(1, len(tour.stops))
        return tour

    def _press_until(self, control: Locator, key: str) -> None:
        control.wait_for()  # the view is there
        visited = self.page.evaluate_handle("() => []")
        passed = []
        for _ in range(MOST_STOPS):
            control.wait_for()  # what may lie over it is closed before the next key
            if control.evaluate(_HAS_FOCUS):
                return
            self.page.keyboard.press(key)
            passed.append(visited.evaluate(_STOP).get("name", "(outside the page)"))
        led_to = list(dict.fromkeys(passed))
        raise OutOfReachError(
            f"expected {key} to reach {spoken_name(control)}; {MOST_STOPS} times pressed, it led to {led_to}"
        )

    def _stays_hidden(self, tour: Tour) -> bool:
        try:  # a page may take its time to scroll
            self.page.wait_for_function(f"stops => !({_STOP})(stops).isHidden", arg=tour.visited)
        except PlaywrightTimeoutError:
            return True
        return False

    def _picture(self, box: FloatRect) -> bytes:
        window = self.page.viewport_size or {"width": MOST_PIXELS, "height": MOST_PIXELS}
        left, top = max(0, box["x"] - ROOM_FOR_A_RING), max(0, box["y"] - ROOM_FOR_A_RING)
        right = min(window["width"], box["x"] + box["width"] + ROOM_FOR_A_RING)
        bottom = min(window["height"], box["y"] + box["height"] + ROOM_FOR_A_RING)
        if right - left < 1 or bottom - top < 1:
            return b""  # out of sight, so with the focus it looks as it does without
        # Transitions are shown at their end; the caret never blinks in a picture.
        clip: FloatRect = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        return self.page.screenshot(clip=clip, animations="disabled")
