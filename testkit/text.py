"""Texts for people: values in a sentence, and texts on one line."""

import re
import textwrap
from collections.abc import Collection, Mapping

LONGEST_LINE = 220
_CUT = " …"
_TAGS = re.compile(r"(?:<[^<>]*>)+|<")
_END = re.compile(r"; |(?<=['\"]), |(?<=[.!?]) ")


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
    """A text that Markdown shows as it is, on one line; tags are code."""
    return _TAGS.sub(r"`\g<0>`", " ".join(text.split()).replace("`", "'"))


def shortened(text: str, length: int = LONGEST_LINE) -> str:
    """The text, cut where a part of it ends if it is too long: a sentence, a value of a list, at least a word."""
    if len(text) <= length:
        return text
    kept = textwrap.shorten(text, length - len(_CUT), placeholder="") + " "
    ends = [end.start() for end in _END.finditer(kept, length // 2)]
    return kept[: ends[-1] if ends else -1] + _CUT


def _shown(value: object) -> str:
    is_several = isinstance(value, Collection) and not isinstance(value, str)
    return listed(value) if is_several else str(value)  # type: ignore[arg-type]
