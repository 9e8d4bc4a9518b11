"""Requests that claim to have been sent to another host, as an attacker's are who wants that host in the mail."""

from contextlib import suppress

import requests

from testkit.api import endpoints
from testkit.api.client import TIMEOUT_SECONDS, PortalApi

ATTACKER = "attacker.example.net"
FORGED_HEADERS = {
    "Host": {"Host": ATTACKER},
    "X-Forwarded-Host": {"X-Forwarded-Host": ATTACKER},
    "their kin": {
        "X-Host": ATTACKER,
        "X-Original-Host": ATTACKER,
        "X-Forwarded-Server": ATTACKER,
        "Forwarded": f"host={ATTACKER}",
        "Origin": f"https://{ATTACKER}",
        "Referer": f"https://{ATTACKER}/login",
    },
}


def ask_with_forged(headers: str, portal_api: PortalApi, email: str) -> None:
    """Ask for a reset mail with these headers forged; an edge that refuses, or hangs up, has done its part."""
    with suppress(requests.ConnectionError):
        portal_api.http.post(
            portal_api.api_url + endpoints.START_PASSWORD_RESET,
            json={"email": email},
            headers=FORGED_HEADERS[headers],
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
