"""What a member who can't see the page learns from it, however the portal marks it up."""

from playwright.sync_api import Locator, Page

from pages.perception.script import Questions


class ScreenReader:
    """The page as a screen reader presents it: live regions, the focus, and what describes a field."""

    def __init__(self, page: Page) -> None:
        self._questions = Questions(page, "screen_reader")

    def announced(self) -> list[str]:
        """All that is announced or described now."""
        return list(self._questions.ask("announced", lines=[]))

    def new_announcements(self, before: list[str]) -> list[str]:
        """What is announced or described that was not before, as soon as there is something."""
        if not self._questions.becomes_true("hasNewAnnouncements", lines=before):
            return []
        return [line for line in self.announced() if line not in before]

    def associates(self, lines: list[str], field: Locator) -> bool:
        """Whether one of these lines is associated with the field for assistive technology."""
        return self._questions.becomes_true("associated", field=field.element_handle(), lines=lines)

    def has_visible_label(self, field: Locator) -> bool:
        """Whether the field has a visible label, also while it has a value."""
        return self._questions.becomes_true("labelled", field=field.element_handle(), lines=[])
