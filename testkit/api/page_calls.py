"""The API calls that the portal's own page makes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from weakref import WeakSet

from playwright.sync_api import Error, Page, Request, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.judged import LIMITS
from testkit.api.page_call import PageCall
from testkit.text import listed
from testkit.verifiable import limited

_FOLLOWED_BY = {
    endpoints.COMPLETE_PASSWORD_RESET: endpoints.EXCHANGE,
    endpoints.EXCHANGE: endpoints.PROFILES,
}
"""The call that a page makes once the other is accepted."""
_TWO_FRAMES = """() => new Promise(done => {
  requestAnimationFrame(() => requestAnimationFrame(() => done(null)));
  setTimeout(() => done(null), 500);  // a tab in the background draws no frames
})"""
PROVOKED: WeakSet[Request] = WeakSet()
"""The calls that a scenario interfered with: their outcome does not depend on the portal alone."""
ANSWERS_AT_START = 3
"""The answers that a page waits for in turn before it shows a view: location, settings, who is signed in."""
ANSWERS = ANSWERS_AT_START + 3
"""The most answers that one act waits for: those at the start, then completion, exchange and profiles."""


def start_milliseconds(slow_answer_seconds: float) -> int:
    """How long a page may take to show a view."""
    return int(ANSWERS_AT_START * slow_answer_seconds * 1000)


def act_milliseconds(slow_answer_seconds: float) -> int:
    """How long an act may take: as long as its answers take on a slow portal."""
    return int(ANSWERS * slow_answer_seconds * 1000)


@dataclass
class ExpectedCall:
    """A call that is being waited for; there once the `with` block has ended."""

    call: PageCall | None = None

    @property
    def value(self) -> PageCall:
        """The call itself."""
        if self.call is None:
            raise RuntimeError("The call is there once its `with` block has ended.")
        return self.call


@dataclass
class PageCalls:
    """Watches one page's calls to the documented API, on any host."""

    page: Page
    slow_answer_seconds: float = 3.5
    seen: list[Request] = field(default_factory=list)
    _somebody_until: int = 0
    """How many calls the page had made when the scenario last expected somebody to be signed in."""
    _nobody_since: int | None = None
    _nobody_between: list[tuple[int, int]] = field(default_factory=list)
    _ended: set[Request] = field(default_factory=set)
    _bodies: dict[Request, str] = field(default_factory=dict)
    _answers: dict[Request, Response] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("request", self._see)
        self.page.on("response", self._see_answer)
        self.page.on("requestfinished", self._end_whole)
        self.page.on("requestfailed", self._end)

    @property
    def timeout(self) -> float:
        """How long an act may take, in milliseconds."""
        return act_milliseconds(self.slow_answer_seconds)

    def made(self, path: str) -> list[Request]:
        """The calls to this path so far."""
        self._deliver_events()
        return [request for request in self.seen if is_call(request, path)]

    def answers(self) -> Iterator[tuple[Request, Response, str]]:
        """The answers to documented calls, with their bodies, apart from those that a scenario interfered with."""
        for request, body in self._bodies.items():
            if request not in PROVOKED:
                yield request, self._answers[request], body

    def expect_nobody(self) -> None:
        """Expect that nobody is signed in, from the last expected sign-in until the scenario expects another one.

        Calls that the page has begun count as well: the answer may be on its way.
        """
        self._nobody_since = self._somebody_until

    def expect_nobody_from_now(self) -> None:
        """The same from now on, after a sign-out: earlier calls may have been accepted."""
        self._expect_somebody(len(self.seen))
        self.expect_nobody()

    def wait_until_answered(self) -> None:
        """Wait until the page's documented calls are answered, and the calls that it makes because of the answers.

        Until then, what an act leads to may still be on its way, and its absence means nothing. A call that the
        scenario interferes with is not waited for, and one without an answer no longer than on a slow portal.
        """
        for _ in range(ANSWERS):
            with suppress(Error):  # the page leaves its document
                self.page.evaluate(_TWO_FRAMES)  # time for the page to go on from an answer
                if not self._waits_for_answers():
                    return
                try:
                    self.page.wait_for_event("requestfinished", _is_documented, timeout=self.slow_answer_seconds * 1000)
                except PlaywrightTimeoutError:
                    return

    @property
    def signed_in_unexpectedly(self) -> bool:
        """Whether the API accepted a session while nobody was expected to be signed in."""
        now = [] if self._nobody_since is None else [(self._nobody_since, len(self.seen))]
        calls = [one for start, end in (*self._nobody_between, *now) for one in self.seen[start:end]]
        answers = [self._answers[one] for one in calls if is_call(one, endpoints.PROFILES) and one in self._answers]
        return any(answer.ok for answer in answers)

    def newest(self, path: str, *, since: Sequence[str]) -> PageCall:
        """The newest answered call to this path that the page made after its newest call to one of the others.

        Waits for it; fails if the page makes none.
        """

        def begun() -> int:
            places = [place for place, one in enumerate(self.seen) if any(is_call(one, other) for other in since)]
            return max(places, default=0)

        def found() -> Request | None:
            later = self.seen[begun() :]
            return next((one for one in reversed(later) if is_call(one, path) and one in self._answers), None)

        self._deliver_events()
        if found() is None:
            with suppress(PlaywrightTimeoutError):
                self.page.wait_for_event("response", lambda _: found() is not None, timeout=self.timeout)
        request = found()
        self._expect_somebody(begun())
        if request is None:
            raise AssertionError(
                f"Expected the page to call {path} once it had called one of {', '.join(since)}, and to get an answer "
                f"within {self.timeout / 1000:g} s; it did not."
            )
        return PageCall(request, self._answers[request], self._bodies)

    def _deliver_events(self) -> None:
        """Have Playwright deliver the events so far, which it does only during a call."""
        self.page.context.cookies()

    def _see(self, request: Request) -> None:
        # Playwright sets an attribute on its handlers, which a built-in function such as `append` has not.
        self.seen.append(request)

    def _end(self, request: Request) -> None:
        self._ended.add(request)

    def _end_whole(self, request: Request) -> None:
        self._end(request)
        if request in self._answers and not self._answers[request].ok:
            self._read(self._answers[request])

    def _waits_for_answers(self) -> bool:
        open_calls = [one for one in self.seen if one not in self._ended and one not in PROVOKED]
        return any(map(_is_documented, open_calls)) or self._is_to_go_on()

    def _is_to_go_on(self) -> bool:
        """Whether an accepted call is one after which, as documented, the page makes another, and has not yet."""
        for path, next_path in _FOLLOWED_BY.items():
            accepted = [one for one in self.seen if is_call(one, path) and self._is_accepted(one)]
            later = self.seen[self.seen.index(accepted[-1]) :] if accepted else []
            if later and not any(is_call(one, next_path) for one in later):
                return True
        return False

    def _is_accepted(self, request: Request) -> bool:
        if request in PROVOKED or request not in self._answers or not self._answers[request].ok:
            return False
        envelope = Answer(self._answers[request].status, self._bodies.get(request, ""), {}).envelope
        return bool((envelope.get("WasSuccessful") and envelope.get("Value")) or envelope.get("token"))

    def _expect_somebody(self, begun: int) -> None:
        """End what `expect_nobody` began; the calls before this place still count."""
        if self._nobody_since is not None:
            self._nobody_between.append((self._nobody_since, begun))
        self._somebody_until, self._nobody_since = len(self.seen), None

    def _see_answer(self, response: Response) -> None:
        """Read a documented answer immediately where its page reads it too: the body is gone with the document.

        A page may leave the body of a refusal unread. Then it may never end, and reading it would keep this event from
        whoever else waits for it; so a refusal is read once it has ended.
        """
        self._answers[response.request] = response
        if response.ok:
            self._read(response)

    def _read(self, response: Response) -> None:
        if _is_documented(response.request):
            with suppress(Error):  # it has none, or it is gone already
                self._bodies[response.request] = response.text()
                Answer(response.status, self._bodies[response.request], response.headers).register_secrets()

    def check_limits(self, since: int = 0) -> None:
        """End the scenario as limited if the portal's platform refused one of the calls because of its limits."""
        with suppress(Error):  # the page or its browser may be gone
            self._deliver_events()
        for request in self.seen[since:]:
            answer = self._answers.get(request)
            if answer and _is_limit(answer) and request not in PROVOKED:
                asks_for_mail = is_call(request, endpoints.START_PASSWORD_RESET)
                raise limited(
                    f"the portal refused {urlsplit(request.url).path} to its page ({answer.status})",
                    needs="mails_per_minute, more customers or fewer workers"
                    if asks_for_mail
                    else "calls_per_minute, or fewer workers",
                )

    def _shown(self) -> list[str]:
        found = [text for role in ("heading", "alert") for text in self.page.get_by_role(role).all_inner_texts()]
        return [text for text in found if text.strip()]

    @contextmanager
    def expect(self, path: str, when: str = "", *, after: str = "", under_way: bool = False) -> Iterator[ExpectedCall]:
        """Wait until the page has called this path and has its answer; `when` goes into the failure.

        Only a call that begins within the block counts: an earlier one may belong to the document that is being left.
        With `after`, it must also follow a call to that path: the page may still use an old session before.
        `under_way` accepts an earlier call as well, whose answer the scenario has held back. The scenario ends as
        limited if the portal limits the page's calls.
        """
        expected = ExpectedCall()
        before = len(self.seen)
        if path == endpoints.PROFILES:
            self._expect_somebody(before)

        def is_caused(request: Request) -> bool:
            place = self.seen.index(request) if request in self.seen else len(self.seen)
            since = self.seen[before:place]
            return place >= before and (not after or any(is_call(one, after) for one in since))

        acted = missing = False
        try:
            with self.page.expect_response(
                lambda response: is_call(response.request, path) and (under_way or is_caused(response.request)),
                timeout=self.timeout,
            ) as response:
                yield expected
                acted = True
            expected.call = PageCall(response.value.request, response.value, self._bodies)
            if path == endpoints.PROFILES:
                self._expect_somebody(before)
        except PlaywrightTimeoutError:
            if not acted:  # the action itself timed out, with a better message
                raise
            missing = True
        self.check_limits(before)
        if missing:
            since = sorted({urlsplit(request.url).path for request in self.seen[before:] if "/api/" in request.url})
            found = (
                "got none" if any(is_call(request, path) for request in self.seen[before:]) else "sent no such request"
            )
            raise AssertionError(
                f"Expected the page to call {path}{when and f' {when}'} and to get an answer "
                f"within {self.timeout / 1000:g} s; it {found}, and shows {listed(self._shown())}.\n"
                f"Meanwhile it called {', '.join(since) or 'nothing of the API'}."
            )


def _is_limit(response: Response) -> bool:
    """Whether this is the platform's limit, which has no envelope; a refusal by the portal itself has one."""
    is_json = "json" in response.headers.get("content-type", "")
    return response.status in LIMITS and ("retry-after" in response.headers or not is_json)


def _is_documented(request: Request) -> bool:
    return any(is_call(request, path) for path in endpoints.OF_THE_PAGE)


def is_call(request: Request, path: str) -> bool:
    """Whether this is a call to that documented path."""
    return request.method != "OPTIONS" and is_address_of(request.url, path)


def is_address_of(url: str, path: str) -> bool:
    """Whether this address is that documented path's; compared without case, as the vendor's server does."""
    return urlsplit(url).path.lower().endswith(path.lower())
