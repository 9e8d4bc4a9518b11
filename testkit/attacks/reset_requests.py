"""Requests for a reset mail that a portal must not obey: malformed or second addresses, forged host headers."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from testkit.api import endpoints
from testkit.api.client import PortalApi
from testkit.api.http import UnreachableError


@dataclass(frozen=True)
class MalformedAddress:
    """A way to make an email address invalid."""

    name: str
    made_from: Callable[[str], str]


MALFORMED_ADDRESSES = (
    MalformedAddress("no at sign", lambda address: address.replace("@", "")),
    MalformedAddress("nothing before the at sign", lambda address: address[address.index("@") :]),
    MalformedAddress("nothing after the at sign", lambda address: address[: address.index("@") + 1]),
    MalformedAddress("two at signs", lambda address: address.replace("@", "@@")),
    MalformedAddress("a space inside", lambda address: f"{address[:3]} {address[3:]}"),
)


def with_second_address(address: str, second: str) -> list[Any]:
    """Values of `email` with which an attacker tries to have a copy of the mail sent to a second address."""
    return [
        [address, second],
        f"{address},{second}",
        f"{address};{second}",
        f"{address} {second}",
        f"{address}\r\nBcc: {second}",
    ]


ATTACKER = "attacker.example.net"
FORGED_HEADERS = {
    "Host": {"Host": ATTACKER},
    "X-Forwarded-Host": {"X-Forwarded-Host": ATTACKER},
    "related headers": {
        "X-Host": ATTACKER,
        "X-Original-Host": ATTACKER,
        "X-Forwarded-Server": ATTACKER,
        "Forwarded": f"host={ATTACKER}",
        "Origin": f"https://{ATTACKER}",
        "Referer": f"https://{ATTACKER}/login",
    },
}
"""Headers that claim the request was sent to the attacker's host, so that the mailed link might lead there."""


def request_with_forged_host(headers: str, portal_api: PortalApi, email: str) -> None:
    """Request a reset mail with these headers; a proxy that refuses it or closes the connection is fine."""
    portal_api.http.limits.before_mail()
    with suppress(UnreachableError):
        portal_api.http.request(
            "POST",
            portal_api.api_url + endpoints.START_PASSWORD_RESET,
            json={"email": email},
            headers=FORGED_HEADERS[headers],
        )
