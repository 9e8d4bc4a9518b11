"""Texts of a portal as a report can show them: whatever it sends, no file, terminal or reader stumbles over it."""

import re

LONGEST = 20_000
# Controls but for line breaks and tabs, and characters that turn the direction of what follows.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without half characters, controls and changes of direction, and no longer than a reader can use."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… ({len(text):,} characters)"
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", whole)
