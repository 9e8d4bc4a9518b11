"""Likely causes: scenarios that failed with the same observation are one problem, named once.

Grouped by what was observed (an address that doesn't open, an endpoint's answer, the same sentence), never by guess.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from evidence.recording.failure import PHASES
from evidence.recording.steps import BY_SUITE
from evidence.report.explanation import NO_MAIL, headline
from evidence.report.results import Result, Scenario
from evidence.report.timeline import is_telling
from testkit.secrets.vault import CLOSE, OPEN
from testkit.verifiable import LIMITED, NOT_VERIFIABLE

MOST_NAMED = 3
"""The scenarios of a cause that are named."""
MANY_UNCHECKED = 10
"""How many scenarios must have checked nothing for one reason before the run names it."""
_TOO_MANY_REQUESTS, _SERVER_ERROR = 429, 500
_UNREACHABLE = re.compile(
    r"Expected (?P<page>\w+://[^/\s]+)\S* to open; found connection \w+"
    r"|did not answer \w+ \S+ at (?P<api>\w+://[^/\s]+)"
    r"|Cannot reach (?P<mail>Mailpit at \w+://[^/\s]+)",
)
_PHASE = re.compile(f"^({'|'.join(PHASES.values())})")
_OPENS = re.compile(r"Expected (\w+://[^/\s]+)\S* to open; found (.+?)\.")
# What a browser writes to its console of a call without a connection; the suite itself cuts connections in other ways.
_REFUSED = re.compile(r"net::ERR_(?:CONNECTION_REFUSED|NAME_NOT_RESOLVED|ADDRESS_UNREACHABLE) \((\w+://[^/)]+)([^)]*)")
_NO_MAIL = re.compile(NO_MAIL, re.IGNORECASE)
_MAIL = "mail did not arrive"
# What differs between two failures of one kind: values in quotes, numbers, placeholders, mail addresses.
_VARIABLE = re.compile(rf"{OPEN}[^{CLOSE}]*{CLOSE}|'[^']*'|(?:<[^>]*> )?\"[^\"]*\"|(?<!\S)\S+@[^\s;,]+|\d+")
_WHICH = re.compile(r" \([^()]*\)")
"""Which of several variants failed, as in `(emoji)`."""
_LISTED = re.compile(r"…(?:, …)+")


@dataclass(frozen=True)
class Cause:
    """One observation, and the scenarios that failed with it."""

    observed: str
    scenarios: list[Scenario]

    @property
    def headline(self) -> str:
        """The observation in one line, with how many scenarios it concerns and, of failures, since when."""
        if self.scenarios[0].outcome != "failed":
            return f"{len(self.scenarios)} scenarios could not be checked: {self.observed}"
        ended = min(one.last.started + one.last.seconds for one in self.scenarios)
        since = datetime.fromtimestamp(ended, UTC).strftime("%H:%M:%S UTC")
        return f"{len(self.scenarios)} scenarios, the first at {since}: {self.observed}"


def likely_causes(scenarios: list[Scenario]) -> list[Cause]:
    """What several failed scenarios have in common, and many that could check nothing, the most frequent first."""
    groups: dict[str, list[Scenario]] = defaultdict(list)
    words: dict[str, str] = {}
    for scenario in scenarios:
        if scenario.outcome == "failed":
            key, observed = _observed(scenario.last)
            groups[key].append(scenario)
            words.setdefault(key, observed)
    if no_mail := groups.get(_MAIL):
        arrived = sum(len(one.last.mails) for one in scenarios)
        words[_MAIL] = f"{_MAIL} ({arrived} of {arrived + len(no_mail)} mails arrived)"
    found = [
        Cause(words[key] if len({_observed(one.last)[1] for one in group}) == 1 else key, group)
        for key, group in groups.items()
        if len(group) > 1
    ]
    return sorted([*found, *_why_unchecked(scenarios)], key=lambda cause: -len(cause.scenarios))


def _why_unchecked(scenarios: list[Scenario]) -> Iterator[Cause]:
    """Reasons for which many scenarios could check nothing; where it is a few, each one's own line is enough."""
    groups: dict[str, list[Scenario]] = defaultdict(list)
    for one in scenarios:
        if one.last.reason.startswith((NOT_VERIFIABLE, LIMITED)):
            groups[_without_values(one.last.reason)].append(one)
    for group in groups.values():
        if len(group) >= MANY_UNCHECKED:
            yield Cause(group[0].last.reason.partition("\n")[0].removeprefix(NOT_VERIFIABLE), group)


def repeats(causes: list[Cause]) -> list[Scenario]:
    """The scenarios beyond the first one of each cause: they have nothing to add to that."""
    repeated = [scenario for cause in causes for scenario in cause.scenarios[1:]]
    return [scenario for scenario in repeated if scenario.outcome == "failed"]


def _observed(result: Result) -> tuple[str, str]:
    """What several failures may have in common, and how it reads for this one."""
    first, line = (_PHASE.sub("", text) for text in (headline(result), result.reason.partition("\n")[0]))
    if away := _UNREACHABLE.search(first):
        return (sentence := f"{next(filter(None, away.groups()))} could not be reached"), sentence
    if _NO_MAIL.search(first):
        return _MAIL, _MAIL
    if opens := _OPENS.search(first):
        return (sentence := f"{opens[1]} does not open: {opens[2]}"), sentence
    last = next((call for call in reversed(result.calls) if is_telling(call)), None)
    path = last["path"].partition("?")[0] if last else ""
    if last and _is_trouble(last["status"]) and not last.get("invented") and not _is_interfered(result, path):
        refused = (_REFUSED.search(line) for line in result.console if not last["status"])
        if server := next((found[1] for found in refused if found and found[2].startswith(path)), ""):
            return (sentence := f"{server} could not be reached"), sentence
        name = path.rpartition("/")[2]
        status = last["status"]
        sentence = f"{last['method']} {name} " + (f"answered {status}" if status else "got no answer")
        return sentence, sentence
    return _without_values(first if line.endswith(":") or not line else line), _WHICH.sub("", first)


def _is_interfered(result: Result, path: str) -> bool:
    """Whether the suite itself interfered with calls to this path: held them, or broke the connection."""
    by_suite = [step["words"] for step in result.steps if step["words"].startswith(BY_SUITE)]
    return any(path.rpartition("/")[2] in words or "offline" in words for words in by_suite)


def _without_values(text: str) -> str:
    """The text without what differs between two failures of one kind, and what is then said twice said once."""
    parts = _LISTED.sub("…", _VARIABLE.sub("…", _WHICH.sub("", text))).split("; ")
    return "; ".join(dict.fromkeys(parts))


def _is_trouble(status: int) -> bool:
    return status in {0, _TOO_MANY_REQUESTS} or status >= _SERVER_ERROR
