"""How a view fits its window, and whether it keeps still."""

from playwright.sync_api import Page

from pages.perception.script import Questions


class Layout:
    """The page's layout: in a window of any size, and over time."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._questions = Questions(page, "layout")

    def resize(self, width: int, height: int) -> None:
        """Make the window this large, in CSS pixels; a zoom of 200 % is a window of half the size."""
        self.page.set_viewport_size({"width": width, "height": height})

    def widths(self) -> tuple[int, int]:
        """The width of the screen and the one that the page is laid out for, in CSS pixels."""
        layout = int(self.page.evaluate("document.documentElement.clientWidth"))
        screen = self.page.viewport_size
        return (screen["width"] if screen else layout), layout

    def overflowing(self) -> list[str]:
        """What does not fit the window's width once the layout has settled; empty where everything fits."""
        return [] if self._questions.becomes_true("fits") else list(self._questions.ask("overflowing"))

    def moving(self) -> list[str]:
        """What moves without an end; empty where the view stops moving."""
        return [] if self._questions.becomes_true("still") else list(self._questions.ask("moving"))

    def is_illustrated(self) -> bool:
        """Whether a large picture appears beside the form."""
        return self._questions.becomes_true("isIllustrated")

    def illustrations(self) -> list[str]:
        """The large pictures that stay on the view; empty where none does."""
        return [] if self._questions.becomes_true("isPlain") else list(self._questions.ask("illustrations"))
