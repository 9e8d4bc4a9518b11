"""JSON Web Tokens: found by their form, and read without checking the signature."""

import base64
import binascii
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

SEGMENTS = 3
JWT = re.compile(rb"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*")
"""What compact JWTs look like in bytes; `is_jwt` confirms a match."""
_HEADER = re.compile("e[yw]")  # `{"` and `{` before a line break, in Base64
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")


def is_jwt(text: str) -> bool:
    """Whether this is a JWT: three segments, the first a JSON header that names an algorithm."""
    return text.count(".") == SEGMENTS - 1 and "alg" in jwt_header(text)


def jwts_in(text: str) -> Iterator[str]:
    """The JWTs in a text, in order."""
    for found in _TOKEN.finditer(text):
        # What stands before a token may look like a part of it: "reset-eyJ…".
        starts = [0, *(start.start() for start in _HEADER.finditer(found[0].partition(".")[0]))]
        yield from [found[0][start:] for start in starts if is_jwt(found[0][start:])][:1]


def jwt_header(token: str) -> dict[str, Any]:
    """A JWT's header; empty if it has none that can be read."""
    return _segment(token.partition(".")[0])


def jwt_payload(token: str) -> dict[str, Any]:
    """A JWT's claims; empty if it has none that can be read."""
    return _segment(token.split(".")[1]) if token.count(".") == SEGMENTS - 1 else {}


def seconds_in(claims: Mapping[str, Any], name: str) -> float | None:
    """A time among these claims, in seconds since the epoch; None if it is missing or no number that is a time."""
    value = claims.get(name)
    try:
        found = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def _segment(text: str) -> dict[str, Any]:
    try:
        content = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
