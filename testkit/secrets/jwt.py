"""JWTs: known by their form, and what they may say in public."""

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from typing import Any

JWT = re.compile(rb"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*")
# What tells a reader when a token is good and what for, and opens no door.
HARMLESS_CLAIMS = ("iat", "nbf", "exp", "typ", "kind", "purpose", "use", "token_use", "aud", "iss")
_TIMES = ("iat", "nbf", "exp")


def is_jwt(text: str) -> bool:
    """Whether this is a JWT: three segments, the first of them a JSON header that names an algorithm."""
    return text.count(".") == 2 and "alg" in _segment(text.partition(".")[0])  # noqa: PLR2004 - a JWT's own number


def claims_note(jwt: str) -> str:
    """The harmless claims of a JWT in a few words; empty where there are none to read."""
    claims = _segment(jwt.split(".")[1]) if jwt.count(".") == 2 else {}  # noqa: PLR2004 - a JWT's own number
    return ", ".join(f"{name} {_claim(name, claims[name])}" for name in HARMLESS_CLAIMS if name in claims)


def _claim(name: str, value: Any) -> str:
    if name in _TIMES and isinstance(value, int | float) and 0 <= value < 2**35:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return str(value)


def _segment(text: str) -> dict[str, Any]:
    try:
        content = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
