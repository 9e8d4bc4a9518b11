"""Texts for people: values in a sentence, and texts on one line."""

import textwrap
from collections.abc import Collection, Mapping

LONGEST_LINE = 220


def listed(values: Collection[object]) -> str:
    """The values of a list, texts in quotes unless they have their own; of a mapping each name with its value.

    `nothing` if there are none.
    """
    if isinstance(values, Mapping):
        return "; ".join(f"{name}: {_shown(value)}" for name, value in values.items()) or "nothing"
    return (
        ", ".join(f"'{value}'" if isinstance(value, str) and '"' not in value else _shown(value) for value in values)
        or "nothing"
    )


def plain(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return " ".join(text.split()).replace("<", "\\<").replace("`", "'")


def shortened(text: str, length: int = LONGEST_LINE) -> str:
    """The text, cut between two words if it is too long."""
    return textwrap.shorten(text, length, placeholder=" …") if len(text) > length else text


def _shown(value: object) -> str:
    is_several = isinstance(value, Collection) and not isinstance(value, str)
    return listed(value) if is_several else str(value)  # type: ignore[arg-type]
