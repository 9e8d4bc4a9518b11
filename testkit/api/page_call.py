"""One call of the portal's own page, with the server's answer."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Error, Page, Request, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from testkit.api.answer import Answer
from testkit.network.capabilities import SHOWN_BODIES, require
from testkit.verifiable import not_verifiable

# What Playwright itself says of a body that a browser no longer has, whatever the words of that browser's protocol.
IS_GONE = re.compile("navigated away|was evicted")

KEPT_BYTES = 20_000_000
"""How much of a tab's answers is kept; the oldest go first."""


def keep_answers(page: Page) -> None:
    """Keep the bodies of this tab's answers when it leaves a document, where the browser can.

    A page may leave as soon as it has the answer, so that nobody else can read it in time.
    """
    with suppress(Error):  # no Chromium, or an older one
        page.context.new_cdp_session(page).send(
            "Network.configureDurableMessages", {"maxTotalBufferSize": KEPT_BYTES, "maxResourceBufferSize": KEPT_BYTES}
        )


@dataclass(frozen=True)
class PageCall:
    """One call of the page, and the server's answer."""

    request: Request
    response: Response
    bodies: Mapping[Request, str]
    """Bodies of answers that were read before the page left its document."""

    @property
    def sent(self) -> dict[str, Any]:
        """The JSON body of the page's call; not verifiable if the browser shows none."""
        require(self.request.frame.page, SHOWN_BODIES)
        body = self.request.post_data_json
        return body if isinstance(body, dict) else {}

    @property
    def query(self) -> dict[str, str]:
        """The parameters in the address."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.request.url).query).items()}

    @property
    def status(self) -> int:
        """The status of the server's answer, also if its body is gone with the document."""
        return self.response.status

    @property
    def answer(self) -> Answer:
        """The server's answer with its body; not verifiable if the page left its document before the body was read."""
        body = self.bodies.get(self.request)
        return Answer(
            self.response.status, self._late() if body is None else body, self.response.headers
        ).register_secrets()

    def _late(self) -> str:
        self._wait_for_end()
        try:
            return self.response.text()
        except Error as error:
            if not IS_GONE.search(str(error)):
                raise
        raise not_verifiable(
            f"the page left its document before the answer of {urlsplit(self.response.url).path} was read",
            needs="a browser that keeps it",
        )

    def _wait_for_end(self) -> None:
        """Wait for the end of the answer, since reading its body has no limit; not verifiable if it does not end."""
        if not self._is_whole:
            with suppress(PlaywrightTimeoutError):
                self.request.frame.page.wait_for_event("requestfinished", lambda _: self._is_whole)
        if not self._is_whole:
            raise not_verifiable(
                f"the answer of {urlsplit(self.response.url).path} began with status {self.status} and did not end",
                needs="a portal that sends the whole answer",
            )

    @property
    def _is_whole(self) -> bool:
        return self.request.timing["responseEnd"] >= 0

    @property
    def credentials(self) -> dict[str, str]:
        """The headers that say who calls: the bearer token, the cookies, or both."""
        headers = self.request.all_headers()
        return {name: headers[name] for name in ("authorization", "cookie") if headers.get(name)}
