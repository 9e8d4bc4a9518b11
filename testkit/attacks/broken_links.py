"""Reset links that a member may hold in hand and that must not work."""

import base64
from collections.abc import Callable
from dataclasses import dataclass

from testkit.mail.reset_link import ResetLink


@dataclass(frozen=True)
class BrokenLink:
    """A way in which a link is broken, in a name a report can show."""

    name: str
    made_from: Callable[[ResetLink], str]


def with_payload(token: str, payload: bytes) -> str:
    """The token with another payload under its old signature."""
    header, _, signature = token.split(".")
    return f"{header}.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.{signature}"


def with_damaged_signature(token: str) -> str:
    """The token with one character of its signature changed, in the middle, where every bit counts."""
    head, _, signature = token.rpartition(".")
    middle = len(signature) // 2
    other = "A" if signature[middle] != "A" else "B"
    return f"{head}.{signature[:middle]}{other}{signature[middle + 1 :]}"


UNREADABLE_LINKS = (
    BrokenLink("token missing", lambda link: link.without_token),
    BrokenLink("token empty", lambda link: link.with_token("")),
    BrokenLink("token is no JWT", lambda link: link.with_token("not-a-token-at-all")),
    BrokenLink("payload is no JSON", lambda link: link.with_token(with_payload(link.token, b"no JSON"))),
    BrokenLink("token cut short", lambda link: link.with_token(link.token.split(".")[0])),
)
"""What the view itself can see: there is no token, or none that can be read."""
