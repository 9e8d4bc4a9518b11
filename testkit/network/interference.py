"""Network faults for a page's calls: delayed, aborted, answered by a proxy, or changed.

Each is a context manager for the calls to one documented path, on any host, and a step of its own in the trace that
says how to do the same by hand.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import Page, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from testkit.api import endpoints
from testkit.api.page_calls import PROVOKED, is_address_of, is_call
from testkit.network.capabilities import HELD_CALLS, OFFLINE, REPLACED_BODIES, require

HTML_PAGE = "<!doctype html><html lang='en'><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1></html>"
"""A proxy's error page."""


@dataclass
class HeldBack:
    """Calls of the page that do not reach the server until they are released."""

    waiting: list[Route] = field(default_factory=list)
    is_released: bool = False

    def release(self) -> None:
        """Let these calls through, and all later ones."""
        self.is_released = True
        while self.waiting:
            self.waiting.pop(0).fallback()

    def time_out(self) -> None:
        """End these calls as a browser does after some minutes without an answer."""
        while self.waiting:
            self.waiting.pop(0).abort("timedout")

    def take(self, route: Route) -> None:
        """Hold a call, or let it through if the others were released."""
        if self.is_released:
            route.fallback()
        else:
            self.waiting.append(route)


@contextmanager
def held_back(page: Page, path: str) -> Iterator[HeldBack]:
    """Hold calls to the path until `release()` or the end of this block, which waits for the page to make one.

    Playwright never reports a request that begins while routing ends, so routing must not end right after the act.
    """
    require(page, HELD_CALLS)
    held, acted = HeldBack(), False
    _note(page, f"the suite holds back {_name(path)} (by hand: developer tools, Network, throttle to the slowest)")
    with _routing(page, path, held.take):
        try:
            with page.expect_request(lambda request: is_call(request, path)):
                yield held
                acted = True
        except PlaywrightTimeoutError:
            if not acted:
                raise
            raise AssertionError(f"Expected the page to call {path}; it did not.") from None
        finally:
            held.release()


@contextmanager
def answered_with(
    page: Page, path: str, *, status: int, body: str = "", content_type: str = "application/json"
) -> Iterator[None]:
    """Answer calls to the path within this block, without the server."""
    _note(
        page,
        f"the suite answers {_name(path)} itself with {status}, {content_type} (by hand: a proxy that changes answers)",
    )
    with _routing(page, path, lambda route: route.fulfill(status=status, body=body, content_type=content_type)):
        yield


@contextmanager
def dropped(page: Page, path: str) -> Iterator[None]:
    """Break the connection of calls to the path within this block."""
    _note(page, f"the suite breaks the connection of {_name(path)} (by hand: developer tools, Network, block it)")
    with _routing(page, path, lambda route: route.abort("connectionreset")):
        yield


@contextmanager
def offline(page: Page) -> Iterator[None]:
    """Disconnect the browser within this block."""
    _note(page, "the suite takes the browser offline (by hand: developer tools, Network, Offline)")
    require(page, OFFLINE)
    page.context.set_offline(offline=True)
    try:
        yield
    finally:
        page.context.set_offline(offline=False)


@contextmanager
def sending_instead(page: Page, completion: Mapping[str, Any]) -> Iterator[None]:
    """Send this body within this block, instead of the view's own; the view gets the server's real answer.

    A view may refuse to send a weak password at all, and the server must refuse it all the same. The whole body is
    replaced, because not every browser shows the one that the view sends.
    """
    require(page, REPLACED_BODIES)
    body = json.dumps(completion)
    _note(
        page,
        f"the suite replaces the typed password in {_name(endpoints.COMPLETE_PASSWORD_RESET)} by one of length "
        f"{len(str(completion.get('Password', '')))} (by hand: a proxy that changes requests)",
    )
    with _routing(page, endpoints.COMPLETE_PASSWORD_RESET, lambda route: route.continue_(post_data=body)):
        yield


def _note(page: Page, words: str) -> None:
    """Make what no member does a step of its own in the page's trace."""
    page.context.tracing.group(words)
    page.context.tracing.group_end()


def _name(path: str) -> str:
    return path.rpartition("/")[2]


@contextmanager
def _routing(page: Page, path: str, handle: Callable[[Route], Any]) -> Iterator[None]:
    def matches(url: str) -> bool:
        return is_address_of(url, path)

    def handle_call(route: Route) -> None:
        # CORS preflights pass.
        if route.request.method == "OPTIONS":
            route.fallback()
        else:
            PROVOKED.add(route.request)
            handle(route)

    page.route(matches, handle_call)
    try:
        yield
    finally:
        page.unroute(matches, handle_call)


@dataclass(frozen=True)
class NetworkFault:
    """A way in which a call can fail, and its name for reports."""

    name: str
    on: Callable[[Page, str], AbstractContextManager[None]]
    """A context manager: the page's calls to the path fail within it."""


_ENVELOPE = {"WasSuccessful": False, "Value": None, "Status": 200, "Message": None, "Errors": None}
REFUSED = json.dumps({**_ENVELOPE, "Status": 400, "Message": "Not now."})
SERVER_ERROR = json.dumps({"Message": "An error has occurred."})
REASON = "This password was found in a list of stolen ones."
REFUSED_PASSWORD = json.dumps(
    {
        **_ENVELOPE,
        "Status": 400,
        "Message": f"Password: {REASON}",
        "Errors": [{"AttemptedValue": None, "Message": REASON, "PropertyName": "Password"}],
    }
)
PASSWORD_REFUSED_WITH_STATUS_200 = NetworkFault(
    "a refused password with status 200", partial(answered_with, status=200, body=REFUSED_PASSWORD)
)
REFUSAL_WITH_STATUS_200 = NetworkFault("a refusal with status 200", partial(answered_with, status=200, body=REFUSED))
HALF_SUCCESSES = (
    NetworkFault(
        "WasSuccessful true without a Value",
        partial(answered_with, status=200, body=json.dumps({**_ENVELOPE, "WasSuccessful": True})),
    ),
    NetworkFault(
        "a Value with WasSuccessful false",
        partial(answered_with, status=200, body=json.dumps({**_ENVELOPE, "Value": "a.b.c"})),
    ),
)
NETWORK_FAULTS = (
    NetworkFault("a server error", partial(answered_with, status=500, body=SERVER_ERROR)),
    NetworkFault("a proxy's error page", partial(answered_with, status=502, body=HTML_PAGE, content_type="text/html")),
    NetworkFault(
        "a page instead of data", partial(answered_with, status=200, body=HTML_PAGE, content_type="text/html")
    ),
    NetworkFault("a limit on calls (409, empty body)", partial(answered_with, status=409)),
    NetworkFault("a broken connection", dropped),
)
