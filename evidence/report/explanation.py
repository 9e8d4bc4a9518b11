"""A failure in four parts, the same everywhere: what was expected, what happened, where in the flow, what is next."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.recording.failure import BROWSER_ENDED, PHASES
from evidence.report.results import Result
from evidence.report.timeline import timeline
from testkit.text import plain, shortened

MOST_LINES = 15
_WIDTH = 110
_LAST_MOMENTS = 4
_MOST_REASONS = 4
_MOST_SCENARIOS = 3
_LONGEST_REASON = 400
NO_MAIL = r"Expected \d+ messages? (?:to|matching)|(?<!Expected )no mail"
"""What a reason says where a mail was expected and did not arrive."""
# What was found, and the setting to look at where the portal itself is right.
_SETTINGS = (
    (rf"{NO_MAIL}|reach Mailpit", "mailpit", "where mail arrives, and how long to wait for it"),
    (
        r"Expected \d+ messages to .*, (?:[4-9]|\d\d+) arrived",
        "customers_per_run",
        "the portal may limit the mails to one address without saying so: more customers get fewer each",
    ),
    (r"(?:found|answers|answered) 429|rate.limit", "mails_per_minute", "how many reset mails the portal allows"),
    (
        r"to get an answer(?!(?s:.)*called nothing)|an answer from",
        "slow_answer_seconds",
        "how long one answer may take",
    ),
    (r"found no .+ on the page|; it is not on the page", "labels", "how the portal words its views"),
)
_EXPECTATION = re.compile(r"(?P<phase>[A-Z][\w-]+(?: \w+)?: )?Expected (?:that )?(?P<what>.+?); (?P<found>.+)")


@dataclass(frozen=True)
class Part:
    """One of the four parts."""

    title: str
    lines: list[str]


def explanation(result: Result) -> list[Part]:
    """The four parts of what a result says."""
    return [
        Part("Expected", _expected(result)),
        Part("Happened", [*_reasons(result), *([result.since] if result.since else [])]),
        Part("Where", list(_flow(result)) or ["Before anything that is recorded."]),
        Part("Next", list(_next(result))),
    ]


def headline(result: Result) -> str:
    """What happened, in one line that can be read alone."""
    return shortened(_reasons(result)[0])


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
    """The four parts for a report or an issue, below the scenario's title: what was expected is said once."""
    expected, happened, *others = parts
    lines, found = expected.lines[1:], happened.lines
    if stated := _EXPECTATION.fullmatch(found[0]):
        lines, found = (
            [*lines, _capitalized(stated["what"])],
            [f"{stated['phase'] or ''}{_capitalized(stated['found'])}", *found[1:]],
        )
    parts = [Part(expected.title, lines or expected.lines), Part(happened.title, found), *others]
    titles = {"Happened": "What happened", "Where": "Where in the flow", "Next": "What to do next"}
    sections = [(titles.get(part.title, part.title), [plain(line) for line in part.lines]) for part in parts]
    return "\n\n".join(f"**{title}**\n\n" + "\n".join(f"- {line}" for line in lines) for title, lines in sections)


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reasons(result: Result) -> list[str]:
    lines = [line.strip() for line in result.reason.splitlines() if line.strip()]
    if lines[1:] and lines[0].endswith(":"):
        lines[:2] = [f"{lines[0]} {lines[1]}"]
    return [shortened(line, _LONGEST_REASON) for line in lines[:_MOST_REASONS]] or ["Everything as expected."]


def _expected(result: Result) -> list[str]:
    statements = ", ".join(map(str, result.statements))
    basis = [result.source_kind, f"statement {statements}" if statements else "", result.id]
    source = f"{result.source} ({', '.join(filter(None, basis))})" if result.source else ""
    return [shortened(line) for line in (f"{result.name}.", source) if line]


def _flow(result: Result) -> Iterator[str]:
    """The last things that happened, with the API calls of each step; of an invariant where it was seen."""
    if result.seen_in:
        named = "; ".join(result.seen_in[:_MOST_SCENARIOS])
        more = len(result.seen_in) - _MOST_SCENARIOS
        yield shortened(named, _LONGEST_REASON) + (f"; and {more} more scenarios" if more > 0 else "")
        return
    telling = [one for one in timeline(result) if one.failed or "→" in one.text or not one.text.startswith("expect ")]
    for moment in telling[-_LAST_MOMENTS:]:
        yield shortened(moment.text) + (" (failed here)" if moment.failed else "")


def _next(result: Result) -> Iterator[str]:
    if result.bundle:
        yield f"Look: {result.bundle}.zip"
    if result.facts.get("replay"):
        # The scenarios in which an invariant was broken may have passed, and left nothing to look at.
        yield f"Replay: {result.facts['replay']}" + (" --bug-report" if result.seen_in else "")
    is_verdict = not result.reason.startswith((*PHASES.values(), BROWSER_ENDED))
    if result.id and is_verdict and result.outcome in {"failed", "finding"}:
        yield f'Accept: add "{result.id}" to accepted of environments.{result.environment or "…"}'
    for pattern, setting, meaning in _SETTINGS:
        if result.outcome == "failed" and re.search(pattern, result.reason, re.IGNORECASE):
            yield f"If the portal is right: look at the setting {setting} ({meaning})"
    if result.outcome == "accepted":
        yield f"Accepted by {', '.join(result.accepted_by) or 'the settings'} in environments.{result.environment}"
