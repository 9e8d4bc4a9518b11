"""Texts on one line, as terminals and Markdown show them."""

import textwrap

LONGEST_LINE = 220


def plain(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return " ".join(text.split()).replace("<", "\\<").replace("`", "'")


def shortened(text: str, length: int = LONGEST_LINE) -> str:
    """The text, cut between two words if it is too long."""
    return textwrap.shorten(text, length, placeholder=" …") if len(text) > length else text
