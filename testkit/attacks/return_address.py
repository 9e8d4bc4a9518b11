"""Return addresses that would lead a member to another site after signing in."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from testkit.network.another_site import HOST

WAYS_OUT = {
    "another site": f"https://{HOST}/",
    "an address without a scheme": f"//{HOST}/",
    "an address with backslashes": f"/\\{HOST}/",
    "dots that lead out": f"/.//{HOST}/",
    "a script": f"javascript:location.assign('//{HOST}/')",
}
"""Return addresses that the portal must not follow, by name."""


@dataclass(frozen=True)
class ReturnAddress:
    """The portal's own sign-in address with a return address, and the name of that parameter."""

    sign_in: str
    parameter: str

    def leading_to(self, address: str) -> str:
        """The sign-in address with another return address."""
        parts = urlsplit(self.sign_in)
        query = {**dict(parse_qsl(parts.query)), self.parameter: address}
        return urlunsplit(parts._replace(query=urlencode(query)))
