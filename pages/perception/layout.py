"""How a view fits its window, and whether it keeps still."""

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.perception.script import script

_LAYOUT = script("layout")


class Layout:
    """The page as it is laid out: in a window of any size, and over time."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def resize(self, width: int, height: int) -> None:
        """Make the window this large, in CSS pixels; a zoom of 200 % is a window of half the size."""
        self.page.set_viewport_size({"width": width, "height": height})

    def sticks_out(self) -> list[str]:
        """What does not fit the window's width, once the layout has settled; none where all does."""
        return [] if self._comes_true("fits") else list(self.page.evaluate(_LAYOUT, {"question": "sideways"}))

    def keeps_moving(self) -> list[str]:
        """What moves without an end; none where the view comes to rest."""
        return [] if self._comes_true("rests") else list(self.page.evaluate(_LAYOUT, {"question": "motion"}))

    def _comes_true(self, question: str) -> bool:
        try:
            self.page.wait_for_function(_LAYOUT, arg={"question": question})
        except PlaywrightTimeoutError:
            return False
        return True
