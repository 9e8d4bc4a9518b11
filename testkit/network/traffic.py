"""A page's requests, and what it stores in the browser."""

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Error, Page, Request, Response

from testkit.api import endpoints
from testkit.api.page_calls import is_call
from testkit.secrets.encodings import Needle
from testkit.secrets.vault import Secret
from testkit.settings.addresses import origin_of

_STORED = Path(__file__).with_name("stored.js").read_text(encoding="utf-8").strip().rstrip(";")


def stored_in(page: Page) -> list[tuple[str, str]]:
    """What the browser has stored for this page, each text with its place."""
    places: dict[str, str] = page.evaluate(_STORED)
    return [*((text, place) for place, text in places.items()), (str(page.context.cookies()), "a cookie")]


def holds(text: str, secret: Secret) -> bool:
    """Whether a text holds the secret, in any encoding."""
    return any(Needle(str(secret), "").find(text.encode("utf-8", "surrogatepass"), split=False))


def is_of_a_tab(request: Request) -> bool:
    """Whether a tab goes to this address, as by a click on a link; the first document of a new tab has no frame yet."""
    if not request.is_navigation_request():
        return False
    try:
        return request.frame.parent_frame is None
    except Error:
        return True


class TrafficRecorder:
    """Records the traffic of one page."""

    def __init__(self, page: Page, own: Iterable[str]) -> None:
        self.page = page
        self.own = {origin_of(address) for address in own}
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.page.on("request", self._record_request)
        self.page.on("response", self._record_response)

    @property
    def document(self) -> Response:
        """The document that was opened last; documents of frames aside, such as a chat's."""
        opened = [one for one in self.responses if one.request.is_navigation_request()]
        return [one for one in opened if one.frame == self.page.main_frame][-1]

    def foreign_origins(self) -> list[str]:
        """Origins other than the portal's own that its pages requested; where a link leads is no such request."""
        return sorted({origin_of(request.url) for request in self._foreign()})

    def left_behind(self, secret: Secret) -> list[str]:
        """The places in the browser where this secret is stored now."""
        return [place for text, place in stored_in(self.page) if holds(text, secret)]

    def _foreign(self) -> list[Request]:
        web = [request for request in self.requests if request.url.startswith("http")]
        # A portal that starts asks its platform which location it is, and where the API of that is.
        own = self.own | {origin_of(request.url) for request in web if is_call(request, endpoints.FIND_LOCATION)}
        return [request for request in web if origin_of(request.url) not in own and not is_of_a_tab(request)]

    def _record_request(self, request: Request) -> None:
        self.requests.append(request)

    def _record_response(self, response: Response) -> None:
        self.responses.append(response)
