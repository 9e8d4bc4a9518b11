"""Return addresses that would lead a member to another site after signing in."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from testkit.mail.links.reset_link import with_parameter
from testkit.network.another_site import HOST

WAYS_OUT = {
    "another site": f"https://{HOST}/",
    "an address without a scheme": f"//{HOST}/",
    "an address with backslashes": f"/\\{HOST}/",
    "dots that lead out": f"/.//{HOST}/",
    "a script": f"javascript:location.assign('//{HOST}/')",
}
"""Return addresses that the portal must not follow, by name."""


COMMON_PARAMETERS = (
    *("returnUrl", "return_url", "ReturnUrl", "returnTo", "return_to", "redirect", "redirectUrl", "redirect_url"),
    *("redirect_uri", "redirectTo", "redirect_to", "callbackUrl", "continue", "goto", "next"),
)
"""What portals and libraries call a return address."""


@dataclass(frozen=True)
class ReturnAddress:
    """The portal's own sign-in address, and the parameters that hold a return address, or may do so."""

    sign_in: str
    parameters: tuple[str, ...]

    def leading_to(self, address: str) -> str:
        """The sign-in address with another return address."""
        parts = urlsplit(self.sign_in)
        query = {**dict(parse_qsl(parts.query)), **dict.fromkeys(self.parameters, address)}
        return urlunsplit(parts._replace(query=urlencode(query)))

    def added_to(self, link: str, address: str) -> str:
        """A reset link with this return address."""
        for parameter in self.parameters:
            link = with_parameter(link, parameter, address)
        return link
