"""Requests for a mailed address without a browser: where a click counter leads, and what a mail scanner does."""

from functools import lru_cache
from urllib.parse import urljoin

import requests

from testkit.api.http import HttpClient
from testkit.mail.links.reset_link import ResetLink, find_reset_link
from testkit.secrets.links import register_link
from testkit.secrets.vault import vault
from testkit.settings.access import PortalAccess

TIMEOUT_SECONDS = 5.0
MOST_REDIRECTS = 5
_WITHOUT_BODY = ("HEAD", "GET")
"""Methods to ask with, in this order: some click counters refuse HEAD. No body is read."""


@lru_cache(maxsize=256)
def reset_link_behind(url: str, access: PortalAccess) -> ResetLink | None:
    """The reset link that this address redirects to, in several steps if need be; None if it leads elsewhere.

    The reset link itself is not requested. Every address on the way is a secret, because it leads to the reset.
    """
    asked = [url]
    while len(asked) <= MOST_REDIRECTS and (following := _redirect_of(asked[-1], access.session())):
        if link := find_reset_link(following):
            for address in asked:
                register_link(address, vault)
            return ResetLink(url, link.token, link.target)
        asked.append(following)
    return None


def _redirect_of(url: str, session: requests.Session) -> str:
    """Where an address redirects to; empty if it does not, or if nothing answers there."""
    for method in _WITHOUT_BODY:
        try:
            with session.request(method, url, allow_redirects=False, timeout=TIMEOUT_SECONDS, stream=True) as answer:
                location = answer.headers.get("Location", "")
                if answer.is_redirect and location:
                    return urljoin(url, location)
        except (requests.RequestException, ValueError):  # requests raises ValueErrors of its parts for odd addresses
            continue
    return ""


def fetch_as_scanner(link: ResetLink, http: HttpClient) -> None:
    """Fetch the link by HEAD and by GET, following redirects, as mail scanners do."""
    for method in _WITHOUT_BODY:
        http.request(method, link.url, allow_redirects=True)
