"""Reset links and tokens with something wrong, which a view or server must refuse."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from testkit.mail.links.reset_link import ResetLink

SIGNATURE = 2
"""The segment of a JWT that holds its signature."""


@dataclass(frozen=True)
class BrokenLink:
    """A way to break a reset link."""

    name: str
    made_from: Callable[[ResetLink], str]


def with_payload(token: str, payload: bytes) -> str:
    """The token with another payload and its old signature."""
    header, _, signature = token.split(".")
    return f"{header}.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.{signature}"


def with_changed_character(token: str, segment: int) -> str:
    """The token with one character changed in the middle of a segment, where every bit counts."""
    parts = token.split(".")
    text = parts[segment]
    middle = len(text) // 2
    parts[segment] = f"{text[:middle]}{'A' if text[middle] != 'A' else 'B'}{text[middle + 1 :]}"
    return ".".join(parts)


def expired_long_ago(link: ResetLink) -> str:
    """The link with an `exp` of the year 2001 in its token, which the view can read."""
    return link.with_token(with_payload(link.token, json.dumps({**link.claims, "exp": 1_000_000_000}).encode()))


UNREADABLE_LINKS = (
    BrokenLink("token missing", lambda link: link.without_token),
    BrokenLink("token empty", lambda link: link.with_token("")),
    BrokenLink("token is no JWT", lambda link: link.with_token("not-a-token-at-all")),
    BrokenLink("payload is no JSON", lambda link: link.with_token(with_payload(link.token, b"no JSON"))),
    BrokenLink("token cut short", lambda link: link.with_token(link.token.split(".")[0])),
)
"""Links in which the view itself can see that the token is missing or unreadable."""
USELESS_LINKS = (UNREADABLE_LINKS[0], BrokenLink("token expired", expired_long_ago))
"""One link without a token, and one whose token the view can see to have expired."""
