"""What a test says of itself: its chapter, its name in words, its source and its marks."""

import inspect
import re
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

SOURCES = ("documented", "hardening")
SHOWN_MARKS = (*SOURCES, "smoke", "sandbox")
# Parameters that say where a scenario ran; the report shows them apart from its name.
_WHERE = ("browser_name", "target_name")


@dataclass(frozen=True)
class Expectation:
    """What a scenario's end means in this environment; whoever reads the settings puts one into `item.stash`."""

    failing: Literal["failed", "finding", "accepted"] = "failed"
    passing: Literal["passed", "fixed"] = "passed"


EXPECTATION = pytest.StashKey[Expectation]()


@dataclass(frozen=True)
class About:
    """What a test says of itself, for people."""

    name: str
    chapter: str
    source_kind: str = ""
    source: str = ""
    statements: list[int] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    where: dict[str, str] = field(default_factory=dict)


def about(item: pytest.Item) -> About:
    """Read what a test says of itself."""
    function = getattr(item, "originalname", None) or item.name.partition("[")[0]
    words = function.removeprefix("test_").replace("_", " ")
    callspec = getattr(item, "callspec", None)
    parameters: dict[str, Any] = callspec.params if callspec else {}
    label = callspec.id if callspec else ""
    where = {name: str(parameters[name]) for name in _WHERE if name in parameters}
    for value in where.values():
        label = re.sub(rf"(?:^|-){re.escape(value)}(?=-|$)", "", label)
    source = next((mark for kind in SOURCES for mark in item.iter_markers(kind)), None)
    return About(
        name=f"{words} ({label.strip('-')})" if label.strip("-") else words,
        chapter=_chapter(item),
        source_kind=source.name if source else "",
        source=" · ".join(str(one) for one in source.args) if source else "",
        statements=sorted({int(number) for mark in item.iter_markers("statement") for number in mark.args}),
        marks=[name for name in SHOWN_MARKS if item.get_closest_marker(name)],
        where=where,
    )


def _chapter(item: pytest.Item) -> str:
    module = getattr(item, "module", None)
    text = inspect.getdoc(module) if module else None
    return text.splitlines()[0].rstrip(".") if text else item.path.stem.removeprefix("test_").replace("_", " ")
