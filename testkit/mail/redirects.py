"""Requests for a mailed address without a browser: what a click counter redirects to, and what a mail scanner does."""

from functools import lru_cache

import requests

from testkit.mail.reset_link import ResetLink

TIMEOUT_SECONDS = 5.0


@lru_cache(maxsize=256)
def address_behind(url: str) -> str:
    """Where this address redirects to; the address itself if it doesn't, or if nothing answers there.

    Asked by HEAD and not followed, as mail scanners do: the link itself stays unused.
    """
    try:
        answer = requests.head(url, allow_redirects=False, timeout=TIMEOUT_SECONDS)
    except requests.RequestException:
        return url
    return answer.headers.get("Location", url) if answer.is_redirect else url


def fetch_as_scanner(link: ResetLink) -> None:
    """Fetch the link by HEAD and by GET, following redirects, as mail scanners do."""
    for method in ("HEAD", "GET"):
        requests.request(method, link.url, timeout=TIMEOUT_SECONDS, allow_redirects=True)
