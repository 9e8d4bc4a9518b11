"""Codes of an authenticator app (RFC 6238)."""

import hmac
import time

STEP_SECONDS = 30


def code_at(secret: bytes, seconds: float) -> str:
    """The six digits that an app with this secret shows at that time."""
    counter = int(seconds // STEP_SECONDS).to_bytes(8)
    digest = hmac.digest(secret, counter, "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def is_code(secret: bytes, code: str) -> bool:
    """Whether the code is good now, or was a moment ago: typing takes time."""
    now = time.time()
    return any(hmac.compare_digest(code_at(secret, now - age).encode(), code.encode()) for age in (0, STEP_SECONDS))
