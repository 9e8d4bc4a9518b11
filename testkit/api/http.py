"""The HTTP client of a scenario: all calls outside the browser, within the portal's limits and recorded."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import requests

from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.judged import LIMITS
from testkit.api.limits import Limits
from testkit.settings.access import PortalAccess

TIMEOUT_SECONDS = 30.0
TOO_SOON, TOO_MANY, SERVER_ERROR = 409, 429, 500
MOST_RETRIES = 3
LONGEST_WAIT = 60.0
# Servers close idle connections after a few seconds, and may do so while the next call is on its way.
LONGEST_IDLE = 1.0
_WAIT_SECONDS = re.compile(r"\bwait\D{0,20}(\d+)\s*s", re.IGNORECASE)
_MAY_USE_UP_A_TOKEN = (endpoints.COMPLETE_PASSWORD_RESET, endpoints.EXCHANGE)
_PROBLEMS: dict[type[Exception], str] = {
    requests.exceptions.SSLError: "its certificate is not accepted",
    requests.exceptions.ProxyError: "the proxy refuses the call",
    requests.Timeout: f"nothing within {TIMEOUT_SECONDS:g} s",
    requests.ConnectionError: "no connection, or it was cut off",
    UnicodeError: "its answer can't be decoded",
    ValueError: "the address can't be used",
}
NoteCall = Callable[[str, str, Answer, float], None]


def note_nothing(_method: str, _path: str, _answer: Answer, _seconds: float) -> None:
    """Keep no journal: for calls that belong to no scenario."""


class UnreachableError(Exception):
    """Nothing answers at an address; the message says why, and names no address."""


@dataclass
class HttpClient:
    """Sends requests, waits as the portal's limits demand, and records each answer."""

    note: NoteCall = note_nothing
    limits: Limits = field(default_factory=Limits)
    access: PortalAccess = field(default_factory=PortalAccess)
    waits_for_limits: bool = True
    """Whether an answer that asks to wait is waited for; scenarios about limits look at it instead."""
    session: requests.Session = field(init=False)
    _last_used: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.session = self.access.session()

    def without_session(self) -> "HttpClient":
        """The same client without connections and cookies."""
        return replace(self)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        """Send a request, again where the portal asks to wait, and return the answer; raises `UnreachableError`.

        A call that may have used up a token is sent once. `setup` marks a call that prepares a scenario: it is also
        repeated after a server error, which is in the journal.
        """
        path = urlsplit(url).path
        is_setup = options.pop("setup", False)
        is_final = path.lower().endswith(tuple(one.lower() for one in _MAY_USE_UP_A_TOKEN)) or _renews(options)
        for _ in range(MOST_RETRIES):
            answer = self._send(method, url, path, options)
            wait = 0.0 if is_final or not self.waits_for_limits else _seconds_to_wait(answer)
            if is_setup and answer.status >= SERVER_ERROR:
                wait = wait or 1.0
            if not wait or wait > LONGEST_WAIT:
                break
            time.sleep(wait)  # the portal asked for it
        else:
            answer = self._send(method, url, path, options)
        if self.waits_for_limits and answer.status in LIMITS:
            self.limits.refused.append(f"{path} ({answer.status})")
        return answer

    def _send(self, method: str, url: str, path: str, options: dict[str, Any]) -> Answer:
        self.limits.before_call()
        began = time.monotonic()
        if began - self._last_used > LONGEST_IDLE:
            self.session.close()  # its connections; the next call opens a new one
        problem = ""
        try:
            response = self.session.request(
                method, url, **{"timeout": TIMEOUT_SECONDS, "allow_redirects": False, **options}
            )
            answer = Answer.of(response)
        except (requests.RequestException, ValueError) as error:  # ValueError: an address that can't be parsed
            problem = next((words for kind, words in _PROBLEMS.items() if isinstance(error, kind)), "the call failed")
        self._last_used = time.monotonic()
        if problem:  # outside the except block, so that reports show no chain of network errors
            raise UnreachableError(problem)
        self.note(method, path, answer, time.monotonic() - began)
        return answer


def _renews(options: dict[str, Any]) -> bool:
    form = options.get("data")
    return isinstance(form, dict) and form.get("grant_type") == "refresh_token"


def _seconds_to_wait(answer: Answer) -> float:
    """The seconds that an answer asks to wait; 0 if it does not."""
    if answer.status not in {TOO_SOON, TOO_MANY}:
        return 0.0
    asked = answer.header("Retry-After").strip()
    if asked.isdecimal():
        return max(0.1, float(asked))
    if asked:
        until = answer.time_in("Retry-After")
        return 1.0 if until is None else max(0.1, until - time.time())
    found = _WAIT_SECONDS.search(answer.text)
    return float(found[1]) if found else 0.0
