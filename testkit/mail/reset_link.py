"""The tokenized link of a password-reset mail: where it leads, the token in it, and what the token says."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from testkit.secrets.jwt import jwt_payload, jwts_in
from testkit.secrets.vault import Secret, vault

_PARAMETER = re.compile(r"(?P<separator>[?&#/;])(?P<name>[^?&#/;=]*=)?$")


@dataclass(frozen=True)
class ResetLink:
    """A link as the member would click it.

    Where the token stands differs from portal to portal (a parameter of any name, a path segment, the fragment): it is
    found by its form, and replaced where it stands.
    """

    url: str
    token: Secret

    def __repr__(self) -> str:
        return f"ResetLink({self.address})"

    @property
    def address(self) -> str:
        """Host and path, for messages; without the token."""
        parts = urlsplit(self.without_token)
        return f"{parts.netloc}{parts.path}"

    @property
    def claims(self) -> dict[str, Any]:
        """What the token says of itself, unverified, as the view reads it."""
        return jwt_payload(self.token)

    @property
    def expires(self) -> float:
        """When the token expires, in seconds since the epoch (RFC 7519, `exp`)."""
        return float(self.claims["exp"])

    def with_token(self, token: str) -> str:
        """The same link with another token in the place of its own."""
        return self.url.replace(self.token, token)

    @property
    def without_token(self) -> str:
        """The same link without a token, and without the parameter or path segment that would be left empty."""
        before, _, after = self.url.partition(self.token)
        place = _PARAMETER.search(before)
        if not place:
            return before + after
        before = before[: place.start()]
        if after.startswith("&") and place["separator"] in "?#":  # the next parameter moves up
            return before + place["separator"] + after[1:]
        return before + after


def find_reset_link(url: str) -> ResetLink | None:
    """The reset link that this address is; None where it carries no JWT."""
    for text in (url, unquote(url)):
        for token in jwts_in(text):
            return ResetLink(url=text, token=vault.add("reset token", token))
    return None
