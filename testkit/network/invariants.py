"""Watches all traffic and pages of a scenario for what must hold in each, and judges it at the scenario's end."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Frame,
    Page,
    Request,
    Response,
    WebError,
    WebSocket,
)

from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.contract import differences
from testkit.api.page_calls import PROVOKED, PageCalls, is_address_of, is_call
from testkit.invariants import (
    ANSWER,
    CACHED,
    CALL,
    CONSOLE,
    NOBODY,
    OTHER_SITE,
    PAGE,
    PAGE_ERROR,
    REFERER,
    SERVER,
    SHAPE,
    STORAGE,
    TITLE,
    URL,
    Invariant,
)
from testkit.network.capabilities import SHOWN_BODIES
from testkit.network.traffic import holds, is_of_a_tab, stored_in
from testkit.secrets.vault import CLOSE, OPEN, Secret, vault
from testkit.settings.addresses import origin_of

SHORTEST = 8  # characters; a shorter secret occurs in addresses by chance
SERVER_ERROR = 500
TAKE_SECRETS = (endpoints.COMPLETE_PASSWORD_RESET, endpoints.EXCHANGE, endpoints.TOKEN)
"""The documented calls that carry a password or a token of the reset."""
SEND_BODIES = (endpoints.START_PASSWORD_RESET, endpoints.COMPLETE_PASSWORD_RESET, endpoints.TOKEN)
"""The documented calls that have a body."""

_ERROR_NAME = re.compile(r"\w*Error|uncaught exception")  # the latter is Firefox's, of what is thrown and is no error
_OF_NO_ADDRESS = ("password", "bearer token", "refresh token")
"""What no address may contain, on any host."""
_OF_A_MAILED_LINK = ("link code", "reset link")
"""What a mailed link to a click counter consists of: to click it, a tab sends it to the counter's own site."""
_USED_ONCE = ("reset token", "one-time token")
_PAGE_STATE = "() => ({ title: document.title, text: document.body?.textContent ?? '' })"
_HISTORY = "the tab's history"
"""A tab that has opened a link may keep its token there, as long as it shows the view."""


@dataclass(frozen=True)
class Breach:
    """An invariant that was broken, and where; contains no secret."""

    invariant: Invariant
    where: str


@dataclass
class Watch:
    """Watches the browser contexts of one scenario."""

    own: set[str]
    """The origins of the portal."""
    calls: list[PageCalls] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    page_texts: list[str] = field(default_factory=list)
    stored: list[tuple[str, str]] = field(default_factory=list)
    """What the browser has stored, and where."""
    answers: list[tuple[str, str]] = field(default_factory=list)
    """The bodies of the API's answers to the suite's own client, and what they are."""
    over_sockets: list[tuple[str, str]] = field(default_factory=list)
    """What was sent over WebSockets, their addresses first, and the origin of each."""
    shown_addresses: list[tuple[int, str]] = field(default_factory=list)
    """The addresses of the address bar, with the number of requests before."""
    framed: set[str] = field(default_factory=set)
    """The origins of documents in frames, such as a chat's."""
    found: list[Breach] = field(default_factory=list)
    secrets_before: int = field(default_factory=lambda: len(vault.values()))
    """How many secrets the process knew before the scenario."""

    def watch(self, context: BrowserContext) -> None:
        """Watch a context from now on."""
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("page", self._on_page)

    def before_close(self, context: BrowserContext) -> None:
        """Read what is only there while the context is open."""
        for page in context.pages:
            with suppress(Error):  # a browser that crashed has no titles
                state: dict[str, str] = page.evaluate(_PAGE_STATE)
                self.titles.append(state["title"])
                self.page_texts.append(state["text"])
                self.stored += stored_in(page)
        # A second tab may have the same link open, and keep its token for that.
        alone = [one for one in self.calls if context.pages == [one.page]]
        for calls in alone:
            with suppress(Error):
                self.found += self._left_over(calls)

    def note_answer(self, method: str, path: str, answer: Answer) -> None:
        """Compare an answer to the suite's own client with the documentation."""
        if method == "HEAD" or not any(is_address_of(path, one) for one in endpoints.OF_THE_PAGE):
            return
        self.found += _judged(path, answer)
        self.answers.append((answer.text, _answer_of(path)))

    def unwatched(self) -> Iterator[Breach]:
        """What could not be watched, and why; the page's requests have no bodies where the browser shows none."""
        sent = [one for one in self.requests if any(is_call(one, path) for path in SEND_BODIES)]
        if sent and all(one.post_data_buffer is None for one in sent):
            yield Breach(CALL, SHOWN_BODIES.missing)

    def breaches(self) -> Iterator[Breach]:
        """Every invariant that was broken; judged at the scenario's end, when all its secrets are known."""
        secrets = self._secrets()
        calls = [one for one in self.requests if any(is_call(one, path) for path in endpoints.OF_THE_PAGE)]
        # A second portal of the scenario: where its API is, and where the page is that calls it.
        own = self.own | {origin_of(address) for one in calls for address in (one.url, one.frame.url)}
        web = [one for one in self.requests if one.url.startswith("http")]
        foreign = [one for one in web if origin_of(one.url) not in own]
        # A browser that is let in by HTTP Basic also shows preflights, with the address of the call they precede.
        others = [one for one in web if not any(is_address_of(one.url, path) for path in TAKE_SECRETS)]
        without_token = [
            one for one in web if not one.is_navigation_request() and not is_address_of(one.url, endpoints.EXCHANGE)
        ]
        of_no_address = _of_kind(secrets, *_OF_NO_ADDRESS)
        yield from self.found
        yield from _leaks(URL, secrets, ((one.url, _place(one)) for one in without_token))
        yield from _leaks(URL, of_no_address, ((one.url, _place(one)) for one in web))
        yield from _leaks(
            URL,
            [*of_no_address, *_of_kind(secrets, "one-time token")],
            ((address, "the address bar") for _, address in self.shown_addresses),
        )
        yield from _leaks(REFERER, secrets, ((one.headers.get("referer", ""), _place(one)) for one in web))
        without_codes = [one for one in secrets if not _of_kind([one], *_OF_A_MAILED_LINK)]
        yield from _leaks(OTHER_SITE, without_codes, (_sent_away(one) for one in foreign if is_of_a_tab(one)))
        calls_away = [_sent_away(one) for one in foreign if not is_of_a_tab(one)]
        yield from _leaks(OTHER_SITE, secrets, [*calls_away, *(one for one in self.over_sockets if one[1] not in own)])
        yield from _leaks(CONSOLE, secrets, ((line, "the console") for line in self.console))
        yield from _leaks(TITLE, secrets, ((title, "the title") for title in self.titles))
        passwords = _of_kind(secrets, "password")
        yield from _leaks(STORAGE, passwords, self.stored)
        yield from _leaks(PAGE, passwords, ((text, "the page") for text in self.page_texts))
        one_time = _of_kind(secrets, *_USED_ONCE, "password")
        calls_of_its_own = [(_sent(one), _place(one)) for one in others if origin_of(one.url) in own]
        yield from _leaks(CALL, one_time, [*calls_of_its_own, *(one for one in self.over_sockets if one[1] in own)])
        answers = [one for tab in self.calls for one in tab.answers()]
        for request, response, body in answers:
            yield from _judged(urlsplit(request.url).path, Answer(response.status, body, response.headers))
        bodies = [(body, _answer_of(urlsplit(request.url).path)) for request, _, body in answers]
        yield from _leaks(ANSWER, passwords, [*bodies, *self.answers])
        if any(calls.signed_in_unexpectedly for calls in self.calls):
            yield Breach(NOBODY, endpoints.PROFILES)

    def _left_over(self, calls: PageCalls) -> Iterator[Breach]:
        """The tokens that this page has used up and still stores, although the reset has signed the member in."""
        used = [one for one in _of_kind(self._secrets(), *_USED_ONCE) if holds(_used_up(calls), one)]
        if not used or self._is_opened_again(calls, used):
            return
        if any(holds(text, one) for one in used for text, _ in stored_in(calls.page)):
            calls.wait_until_answered()  # the page may be about to forget them
            kept = [(text, place) for text, place in stored_in(calls.page) if place != _HISTORY]
            yield from _leaks(STORAGE, used, kept)

    def _is_opened_again(self, calls: PageCalls, tokens: list[Secret]) -> bool:
        """Whether the page went to an address with one of these tokens after it had used it up."""
        used_at = max(self.requests.index(one) for one, _, _ in calls.answers() if is_call(one, endpoints.EXCHANGE))
        later = [address for before, address in self.shown_addresses if before > used_at]
        return any(holds(address, one) for address in later for one in tokens)

    def _secrets(self) -> list[Secret]:
        """The secrets of this scenario."""
        values = vault.values()[self.secrets_before :]
        return [vault.add("secret", value) for value in values if len(value) >= SHORTEST]

    def _on_request(self, request: Request) -> None:
        self.requests.append(request)
        with suppress(Error):  # the first document of a new tab has no frame yet
            if request.is_navigation_request() and request.frame.parent_frame:
                self.framed.add(origin_of(request.url))

    def _on_response(self, response: Response) -> None:
        request = response.request
        is_own = origin_of(response.url) in self.own or any(is_call(request, path) for path in endpoints.OF_THE_PAGE)
        if is_own and response.status >= SERVER_ERROR and request not in PROVOKED:
            self.found.append(Breach(SERVER, f"{vault.redact(_place(request))}: {response.status}"))

    def _on_page(self, page: Page) -> None:
        page.on("framenavigated", self._on_navigated)
        page.on("websocket", self._on_socket)

    def _on_socket(self, socket: WebSocket) -> None:
        origin = origin_of(socket.url.replace("ws", "http", 1))
        self.over_sockets.append((socket.url, origin))
        socket.on("framesent", lambda frame: self.over_sockets.append((_as_text(frame), origin)))

    def _on_navigated(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self.shown_addresses.append((len(self.requests), frame.url))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.args:  # what the browser itself logs has no arguments; the page has logged nothing then
            self.console.append(message.text)

    def _on_error(self, error: WebError) -> None:
        is_another_site_s = origin_of(error.location["url"]) in self.framed - self.own
        if _is_of_a_script(error) and not is_another_site_s:
            self.console.append(str(error.error))
            self.found.append(Breach(PAGE_ERROR, vault.redact(str(error.error)).partition("\n")[0]))


def _is_of_a_script(error: WebError) -> bool:
    """Whether a script of the page failed: its error has a place in it, or at least an error's name.

    Over WebDriver BiDi, whatever the browser itself reports of a page is delivered as an error as well: blocked calls,
    styles and cookies, also the style that Playwright inserts for each screenshot.
    """
    return bool(error.location["url"] or _ERROR_NAME.fullmatch(error.error.name or ""))


def _leaks(invariant: Invariant, secrets: list[Secret], texts: Iterable[tuple[str, str]]) -> Iterator[Breach]:
    found = [(text, place) for text, place in texts if text]
    everything = "\n".join(text for text, _ in found)
    for secret in secrets:
        if holds(everything, secret):
            kind = secret.placeholder.strip(OPEN + CLOSE).rstrip("0123456789 ")
            places = sorted({place for text, place in found if holds(text, secret)})
            yield from (Breach(invariant, f"a {kind} in {vault.redact(place)}") for place in places)


def _of_kind(secrets: list[Secret], *kinds: str) -> list[Secret]:
    return [one for one in secrets if any(kind in one.placeholder for kind in kinds)]


def _place(request: Request) -> str:
    parts = urlsplit(request.url)
    return f"{request.method} {parts.netloc}{parts.path}"


def _answer_of(path: str) -> str:
    return f"the answer of {path}"


def _body(request: Request) -> str:
    return (request.post_data_buffer or b"").decode("utf-8", "surrogateescape")


def _as_text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "surrogateescape")


def _sent(request: Request) -> str:
    """What a request carries beside its address: its headers, apart from `Referer`, and its body."""
    headers = [value for name, value in request.headers.items() if name != "referer"]
    return "\n".join([*headers, _body(request)])


def _sent_away(request: Request) -> tuple[str, str]:
    return "\n".join([request.url, request.headers.get("referer", ""), _sent(request)]), origin_of(request.url)


def _used_up(calls: PageCalls) -> str:
    """What the page sent to complete its resets and to exchange their tokens; empty unless it was signed in."""
    accepted = [(one, Answer(answer.status, body, {})) for one, answer, body in calls.answers() if answer.ok]
    completed = [
        _body(one)
        for one, answer in accepted
        if is_call(one, endpoints.COMPLETE_PASSWORD_RESET) and answer.envelope.get("WasSuccessful") is True
    ]
    exchanged = [one.url for one, _ in accepted if is_call(one, endpoints.EXCHANGE)]
    return "\n".join([*completed, *exchanged]) if exchanged else ""


def _judged(path: str, answer: Answer) -> Iterator[Breach]:
    """What is wrong with a documented answer, to the page or to the suite."""
    yield from (Breach(SHAPE, one.words) for one in differences(path, answer.status, answer.text))
    said = answer.header("Cache-Control")
    if any(is_address_of(path, one) for one in TAKE_SECRETS) and answer.contains_tokens and "no-store" not in said:
        yield Breach(CACHED, f"{path}: Cache-Control {said or 'missing'}")
