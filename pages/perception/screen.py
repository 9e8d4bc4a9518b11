"""What a member can read on the page right now, wherever it is and however the portal marks it up."""

from playwright.sync_api import Page, expect

from pages.perception.script import Questions

SETTLING = 1_000  # milliseconds; no view takes longer to fade in, and what moves on is no transition
PAUSE = 700  # milliseconds without a change, after which a view has finished its feedback
TYPING_PAUSE = 3_000  # milliseconds of the page's clock, after which a view takes the typing to have ended
STEPS = 5
_COLOR_TYPED = """(fields, color) =>
  fields.forEach(({ style }) => style.setProperty("-webkit-text-fill-color", color, "important"))"""


class Screen:
    """The page as a member reads it.

    Playwright calls an element visible that is at -9999 px, clipped to one pixel, transparent, white on white or
    covered. A message that nobody can read is the defect this suite looks for, so these questions are answered by size,
    position, colour and what covers it.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self._questions = Questions(page, "screen")

    def texts(self) -> list[str]:
        """All the member can read now, buttons and progress aside, once no text is fading or sliding in or out.

        Known overlays (`Overlays`) are closed first; Playwright by itself does that only at an `expect`.
        """
        self._settle()
        expect(self.page.locator(":root")).to_have_count(1)
        return list(self._questions.ask("texts"))

    def why_unreadable(self, text: str) -> str:
        """Why the member can't read this text within the page's timeout; empty where they can."""
        return (
            ""
            if self._questions.becomes_true("readable", text=text)
            else str(self._questions.ask("obstacle", text=text))
        )

    def disappears(self, text: str) -> bool:
        """Whether this text can no longer be read, within the page's timeout."""
        return self._questions.becomes_true("unreadable", text=text)

    def shows(self, text: str) -> bool:
        """Whether this text appears, as text or as a field's value."""
        return self._questions.becomes_true("shown", text=text)

    def announces(self, text: str) -> bool:
        """Whether this text is announced to a member who can't see: live region, focus, or a field's description."""
        return self._questions.becomes_true("announced", text=text)

    def new_texts(self, before: list[str]) -> list[str]:
        """What can be read that was not there before, as soon as there is something; empty where nothing appears."""
        if not self._questions.becomes_true("hasNewTexts", before=before):
            return []
        return list(self._questions.ask("newTexts", before=before))

    def missing(self, lines: list[str]) -> list[str]:
        """Which of these lines can't be read here within the page's timeout; empty where all can."""
        if self._questions.becomes_true("showsAll", before=lines):
            return []
        return list(self._questions.ask("missing", before=lines))

    def accessible_text(self, *, changed_from: str | None = None) -> str:
        """What assistive technology reads of the page, typed values aside; with `changed_from`, once it has changed."""
        if changed_from is not None:
            self._questions.becomes_true("accessibleTextDiffers", text=changed_from)
        return str(self._questions.ask("accessibleText"))

    def settled_accessible_text(self, *, changed_from: str) -> str:
        """The same, once it has changed and then stayed unchanged for a while.

        A view may wait for a pause in the typing, and update a live region later than the screen: where the page's
        clock is installed, that time is made to pass.
        """
        text = self.accessible_text(changed_from=changed_from)
        for _ in range(STEPS):
            self.page.clock.run_for(TYPING_PAUSE)
            if not self._questions.becomes_true("accessibleTextDiffers", text=text, within=PAUSE):
                break
            text = self.accessible_text()
        return text

    def has_accessible_text(self, text: str) -> bool:
        """Whether what assistive technology reads becomes exactly this."""
        return self._questions.becomes_true("accessibleTextIs", text=text)

    def picture(self) -> bytes:
        """What the whole page looks like, typed values aside."""
        fields = self.page.locator("input, textarea")
        fields.evaluate_all(_COLOR_TYPED, "transparent")  # not by a style sheet, which the portal may forbid
        # Transitions are shown at their end; the caret never blinks in a picture.
        picture = self.page.screenshot(full_page=True, animations="disabled")
        fields.evaluate_all(_COLOR_TYPED, "")
        return picture

    def busy_indicators(self) -> list[str]:
        """What shows that something is in progress: a progress bar, a busy region, an endless animation.

        A view that is being left may fade for a while, and its buttons then have no text.
        """
        self._settle()
        return list(self._questions.ask("busyIndicators"))

    def static_busy_indicators(self) -> list[str]:
        """The same, and every picture: for a member who asked for less motion, a still picture is enough."""
        self._settle()
        return list(self._questions.ask("staticBusyIndicators"))

    def becomes_busy(self, idle: list[str]) -> bool:
        """Whether more shows that something is in progress than while the view was idle."""
        return self._questions.becomes_true("busy", before=idle)

    def becomes_busy_without_motion(self, idle: list[str]) -> bool:
        """Whether more of these indicators appear than while the view was idle."""
        return self._questions.becomes_true("busyWithoutMotion", before=idle)

    def becomes_idle(self, idle: list[str]) -> bool:
        """Whether nothing shows any more that something is in progress, except what did while the view was idle."""
        return self._questions.becomes_true("idle", before=idle)

    def _settle(self) -> None:
        """Wait until nothing is fading or sliding in or out."""
        self._questions.becomes_true("settled", within=SETTLING)
