"""What can happen to a page's call on its way: it is held back, lost, answered by something else, or changed.

Each is a block: within it the call to one documented path fares so, on whatever host the API lives; after it the way is
free again.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import Page, Route

from testkit.api import endpoints
from testkit.api.page_calls import is_address_of

HTML_PAGE = "<!doctype html><html lang='en'><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1></html>"
"""What a proxy says in the portal's place."""


@dataclass
class HeldBack:
    """Calls that have left the page and that the server does not see before they are released."""

    waiting: list[Route] = field(default_factory=list)
    is_released: bool = False

    def release(self) -> None:
        """Let them through, and all that follow."""
        self.is_released = True
        while self.waiting:
            self.waiting.pop(0).fallback()

    def take(self, route: Route) -> None:
        """Keep a call back, or let it through once the others are released."""
        if self.is_released:
            route.fallback()
        else:
            self.waiting.append(route)


@contextmanager
def held_back(page: Page, path: str) -> Iterator[HeldBack]:
    """Within this block calls to the path get no answer until `release()`; the end of the block releases them too."""
    held = HeldBack()
    with _interfering(page, path, held.take):
        try:
            yield held
        finally:
            held.release()


@contextmanager
def answered_with(
    page: Page, path: str, *, status: int, body: str = "", content_type: str = "application/json"
) -> Iterator[None]:
    """Within this block calls to the path never reach the server and get this answer."""
    with _interfering(page, path, lambda route: route.fulfill(status=status, body=body, content_type=content_type)):
        yield


@contextmanager
def dropped(page: Page, path: str) -> Iterator[None]:
    """Within this block the connection breaks whenever the path is called."""
    with _interfering(page, path, lambda route: route.abort("connectionreset")):
        yield


@contextmanager
def offline(page: Page) -> Iterator[None]:
    """Within this block the whole browser has no network."""
    page.context.set_offline(offline=True)
    try:
        yield
    finally:
        page.context.set_offline(offline=False)


@contextmanager
def sending_instead(page: Page, password: str) -> Iterator[None]:
    """Within this block another password than the typed one reaches the server, whose true answer the view gets.

    A view may refuse to send a weak password at all. What the server says of it is still the portal's promise.
    """

    def exchange(route: Route) -> None:
        body: Any = route.request.post_data_json
        if isinstance(body, dict) and "Password" in body:
            route.continue_(post_data=json.dumps({**body, "Password": password}))
        else:
            route.fallback()

    with _interfering(page, endpoints.COMPLETE_PASSWORD_RESET, exchange):
        yield


@contextmanager
def _interfering(page: Page, path: str, meet: Callable[[Route], Any]) -> Iterator[None]:
    def is_meant(url: str) -> bool:
        return is_address_of(url, path)

    def meet_call(route: Route) -> None:
        # A browser asks first whether it may call another host; that question is none of the calls.
        if route.request.method == "OPTIONS":
            route.fallback()
        else:
            meet(route)

    page.route(is_meant, meet_call)
    try:
        yield
    finally:
        page.unroute(is_meant, meet_call)


@dataclass(frozen=True)
class NetworkFault:
    """A way in which a call can fail, in words a report can show."""

    name: str
    on: Callable[[Page, str], AbstractContextManager[None]]
    """Within this block the page's calls to the path fail so."""


REFUSED = json.dumps({"WasSuccessful": False, "Value": None, "Status": 400, "Message": "Not now.", "Errors": None})
UNHAPPY = json.dumps({"Message": "An error has occurred."})
WHY_REFUSED = "This password was seen in a list of stolen ones."
REFUSED_PASSWORD = json.dumps(
    {
        "WasSuccessful": False,
        "Value": None,
        "Status": 400,
        "Message": f"Password: {WHY_REFUSED}",
        "Errors": [{"AttemptedValue": None, "Message": WHY_REFUSED, "PropertyName": "Password"}],
    }
)
PASSWORD_REFUSED_WITH_STATUS_200 = NetworkFault(
    "a refused password with status 200", partial(answered_with, status=200, body=REFUSED_PASSWORD)
)
REFUSAL_WITH_STATUS_200 = NetworkFault("a refusal with status 200", partial(answered_with, status=200, body=REFUSED))
NETWORK_FAULTS = (
    NetworkFault("an error of the server", partial(answered_with, status=500, body=UNHAPPY)),
    NetworkFault("a proxy's error page", partial(answered_with, status=502, body=HTML_PAGE, content_type="text/html")),
    NetworkFault(
        "a page in place of data", partial(answered_with, status=200, body=HTML_PAGE, content_type="text/html")
    ),
    NetworkFault("a broken connection", dropped),
)
