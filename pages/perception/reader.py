"""What reaches a member who can't see the page, however the portal marks it up."""

from playwright.sync_api import ElementHandle, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.perception.script import script

_READER = script("reader")


class Reader:
    """The page as a screen reader gives it: live regions, the focus, and what describes a field."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def heard(self) -> list[str]:
        """All that is announced or described now."""
        return list(self.page.evaluate(_READER, _question("heard")))

    def news(self, before: list[str]) -> list[str]:
        """What is announced or described that was not before, as soon as there is something."""
        if not self._comes_true("hearsMore", lines=before):
            return []
        return [line for line in self.heard() if line not in before]

    def ties(self, lines: list[str], field: Locator) -> bool:
        """Whether one of these lines is tied to the field for assistive technology."""
        return self._comes_true("tied", field=field.element_handle(), lines=lines)

    def labels(self, field: Locator) -> bool:
        """Whether the field has a label that can be seen, also while something stands in the field."""
        return self._comes_true("labelled", field=field.element_handle())

    def _comes_true(self, question: str, *, field: ElementHandle | None = None, lines: list[str] | None = None) -> bool:
        try:
            self.page.wait_for_function(_READER, arg=_question(question, field, lines))
        except PlaywrightTimeoutError:
            return False
        return True


def _question(
    question: str, field: ElementHandle | None = None, lines: list[str] | None = None
) -> dict[str, str | ElementHandle | list[str] | None]:
    return {"question": question, "field": field, "lines": lines or []}
