"""What a member can read on the page right now, wherever it stands and however the portal marks it up."""

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.perception.script import script

_READING = script("reading")

SETTLING = 1_000  # milliseconds; no view takes longer to come in, and what moves on is no arrival
PAUSE = 700  # milliseconds without a change, after which a view has said all it has to say
TYPING_PAUSE = 3_000  # milliseconds of the page's clock, after which a view takes the typing to have ended
STEPS = 5


class Screen:
    """The page as a member reads it.

    Playwright calls an element visible that lies at -9999 px, is clipped to one pixel, transparent, white on white or
    covered. A message that nobody can read is the defect this suite looks for, so these questions are answered by size,
    place, colour and what lies on top.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def texts(self) -> list[str]:
        """All the member can read now, buttons and progress aside, once no words are on their way in or out."""
        self._comes_true("settled", within=SETTLING)
        return list(self._ask("texts"))

    def why_unreadable(self, text: str) -> str:
        """Why the member can't read these words within the time an `expect` has; empty where they can."""
        return "" if self._comes_true("readable", text) else str(self._ask("obstacle", text))

    def loses(self, text: str) -> bool:
        """Whether these words can't be read any more, given the time an `expect` has."""
        return self._comes_true("unreadable", text)

    def shows(self, text: str) -> bool:
        """Whether the member comes to see these words, as text or as what a field holds."""
        return self._comes_true("shown", text)

    def announces(self, text: str) -> bool:
        """Whether these words reach a member who can't see: live region, focus, or the description of a field."""
        return self._comes_true("announced", text)

    def news(self, before: list[str]) -> list[str]:
        """What can be read that was not there before, as soon as there is something; empty where nothing came."""
        if not self._comes_true("hasNews", before=before):
            return []
        return list(self._ask("news", before=before))

    def lacks(self, lines: list[str]) -> list[str]:
        """Which of these lines can't be read here, given the time an `expect` has; none where all can."""
        if self._comes_true("showsAll", before=lines):
            return []
        return list(self._ask("lacking", before=lines))

    def spoken(self, *, other_than: str | None = None) -> str:
        """What assistive technology reads of the page, typed values aside; with `other_than`, once it has changed."""
        if other_than is not None:
            self._comes_true("speaksOtherwise", other_than)
        return str(self._ask("spoken"))

    def spoken_at_last(self, *, other_than: str) -> str:
        """The same, once it has changed and then stayed so.

        A view may wait for a pause in the typing, and tell a screen reader later than it draws: where the page's clock
        is installed, that time is made to pass.
        """
        words = self.spoken(other_than=other_than)
        for _ in range(STEPS):
            self.page.clock.run_for(TYPING_PAUSE)
            if not self._comes_true("speaksOtherwise", words, within=PAUSE):
                break
            words = self.spoken()
        return words

    def speaks(self, text: str) -> bool:
        """Whether assistive technology comes to read exactly this."""
        return self._comes_true("speaksSo", text)

    def signs_of_work(self) -> list[str]:
        """What shows now that something is under way: a progress bar, a busy part, an endless animation."""
        return list(self._ask("signsOfWork"))

    def still_signs_of_work(self) -> list[str]:
        """The same, and every picture: for a member who asked for less motion, one that keeps still will do."""
        return list(self._ask("stillSigns"))

    def comes_to_work_without_motion(self, resting: list[str]) -> bool:
        """Whether more of these comes to show than while the view rested."""
        return self._comes_true("worksStill", before=resting)

    def comes_to_work(self, resting: list[str]) -> bool:
        """Whether more comes to show that something is under way than while the view rested."""
        return self._comes_true("worksMore", before=resting)

    def comes_to_rest(self, resting: list[str]) -> bool:
        """Whether nothing shows any more that something is under way, but for what did while the view rested."""
        return self._comes_true("worksNoMore", before=resting)

    def _ask(self, question: str, text: str = "", before: list[str] | None = None) -> str | list[str]:
        answer: str | list[str] = self.page.evaluate(
            _READING, {"question": question, "text": text, "before": before or []}
        )
        return answer

    def _comes_true(
        self, question: str, text: str = "", before: list[str] | None = None, *, within: int | None = None
    ) -> bool:
        asked = {"question": question, "text": text, "before": before or []}
        try:
            self.page.wait_for_function(_READING, arg=asked, timeout=within)
        except PlaywrightTimeoutError:
            return False
        return True
