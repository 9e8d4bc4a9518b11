"""What looks at a link before the member does: a provider's scanner, a client's preview."""

import requests

from testkit.api.client import TIMEOUT_SECONDS
from testkit.mail.reset_link import ResetLink


def scan(link: ResetLink) -> None:
    """Fetch the link by HEAD and by GET, as mail scanners do, and go wherever it leads."""
    for method in ("HEAD", "GET"):
        requests.request(method, link.url, timeout=TIMEOUT_SECONDS, allow_redirects=True)
