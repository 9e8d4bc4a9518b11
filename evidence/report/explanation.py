"""A failure in four parts, the same everywhere: what was expected, what happened, where in the flow, what is next."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from evidence.report.results import Result

MOST_LINES = 15
_WIDTH = 110
_LINE = 220
_LAST_STEPS = 3


@dataclass(frozen=True)
class Part:
    """One of the four parts."""

    title: str
    lines: list[str]


def explanation(result: Result, since: str = "") -> list[Part]:
    """The four parts of what a result says; `since` is what the history knows of the scenario."""
    happened = [shortened(line) for line in result.reason.splitlines()[:4] if line.strip()]
    return [
        Part("Expected", _expected(result)),
        Part("Happened", [*(happened or ["Everything as expected."]), *([since] if since else [])]),
        Part("Where", list(_flow(result)) or ["Before the browser's first step."]),
        Part("Next", list(_next(result))),
    ]


def as_text(parts: list[Part]) -> list[str]:
    """The four parts for a terminal, at most MOST_LINES lines."""
    lines: list[str] = []
    for part in parts:
        for number, line in enumerate(part.lines):
            first = f"{part.title + ':' if not number else '':<10}"
            if part.title == "Next":  # commands and paths are copied as they are
                lines.append(first + line)
            else:
                lines += textwrap.wrap(line, _WIDTH, initial_indent=first, subsequent_indent=" " * 10)
    if len(lines) > MOST_LINES:
        kept = len(parts[-1].lines)
        lines = [*lines[: MOST_LINES - kept - 1], " " * 10 + "… more in the bundle", *lines[-kept:]]
    return lines


def as_markdown(parts: list[Part]) -> str:
    """The four parts for a report or an issue."""
    titles = {"Happened": "What happened", "Where": "Where in the flow", "Next": "What to do next"}
    sections = [(titles.get(part.title, part.title), [plain(line) for line in part.lines]) for part in parts]
    return "\n\n".join(f"**{title}**\n\n" + "\n".join(f"- {line}" for line in lines) for title, lines in sections)


def plain(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return " ".join(text.split()).replace("<", "\\<").replace("`", "'")


def shortened(text: str, length: int = _LINE) -> str:
    """The text, cut between two words if it is too long."""
    return textwrap.shorten(text, length, placeholder=" …") if len(text) > length else text


def _expected(result: Result) -> list[str]:
    statements = ", ".join(map(str, result.statements))
    basis = [result.source_kind, f"statement {statements}" if statements else "", result.id]
    source = f"{result.source} ({', '.join(filter(None, basis))})" if result.source else ""
    return [shortened(line) for line in (f"{result.name}.", source) if line]


def _flow(result: Result) -> Iterator[str]:
    """The last steps with the API calls that the page made in each."""
    steps = result.steps[-_LAST_STEPS:]
    ends = [following["started"] for _, following in pairwise(steps)]
    for step, end in zip(steps, [*ends, float("inf")], strict=True) if steps else ():
        calls = [call for call in result.calls if call["by"] == "page" and step["started"] <= call["at"] < end]
        said = "; ".join(map(_call, calls[-2:]))
        yield shortened(step["words"] + (f" → {said}" if said else ""))
    if not steps:
        yield from (f"call of the suite: {_call(call)}" for call in result.calls[-_LAST_STEPS:])


def _call(call: dict[str, Any]) -> str:
    name = call["path"].partition("?")[0].rpartition("/")[2]
    status = call["status"] or "no answer yet"
    return f"{name}: {status}" + (f" “{shortened(call['message'], 90)}”" if call["message"] else "")


def _next(result: Result) -> Iterator[str]:
    if result.bundle:
        yield f"Look: {result.bundle}.zip"
    if result.facts.get("replay"):
        yield f"Replay: {result.facts['replay']}"
    if result.id and result.outcome in {"failed", "finding"}:
        yield f'Accept: add "{result.id}" to accepted of environments.{result.environment or "…"}'
    if result.outcome == "accepted":
        yield f"Accepted by {', '.join(result.accepted_by) or 'the settings'} in environments.{result.environment}"
