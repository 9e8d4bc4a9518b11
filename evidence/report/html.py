"""The HTML report of a run: one file that can be mailed, read on a phone and printed."""

import base64
import os
import re
from collections import Counter
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2

from evidence.folders import slug
from evidence.recording.steps import BY_HAND
from evidence.report.causes import likely_causes, repeats
from evidence.report.explanation import explanation, headline
from evidence.report.history import LONG_UNVERIFIED, as_line, changes, flakiest, key, long_unverified
from evidence.report.results import OUTCOMES, Result, Scenario, counts
from evidence.report.timeline import STAGES, repeated_calls, stage_of, timeline

MOST_PICTURE_BYTES = 6_500_000
"""A report has to fit into a mail; what is left out is in the bundles."""
MOST_PICTURES = 6
"""The last pictures of an attempt; all of them are in its bundle."""
MOST_VALUES = 3
BEFORE = "before the flow"


def write_report(path: Path, scenarios: list[Scenario], earlier: list[dict[str, Any]]) -> None:
    """Write the report of one run, or of the shards of one, at once or not at all; `earlier` is the history before."""
    pictures = _Pictures(path.parent)
    history = [*earlier, _this_run(scenarios)]
    choices = _choices(scenarios)
    causes = likely_causes(scenarios)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["utc"] = lambda seconds: datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    html = environment.get_template("report.html.j2").render(
        summary=_summary(scenarios),
        counts=counts(scenarios),
        chapters=_chapters(scenarios),
        scenarios=scenarios,
        facts=_facts(scenarios),
        history=[_bar(run) for run in history],
        flakiest=flakiest(history),
        causes=causes,
        repeats=repeats(causes),
        explain=explanation,
        headline=headline,
        changes=changes(earlier, scenarios),
        unverified=long_unverified(earlier, scenarios),
        long=LONG_UNVERIFIED,
        repeated=repeated_calls(scenarios),
        stages=_stages(scenarios),
        stage=_stage,
        choices=choices,
        anchor=_anchor,
        timeline=timeline,
        several=any(len(choices[name]) > 1 for name in ("project", "environment")),
        place=lambda scenario: " · ".join(filter(None, (scenario.last.environment, scenario.last.project))),
        pictures=pictures,
        runs=sorted({Path(one.last.run).name for one in scenarios}),
        made=datetime.now(UTC).timestamp(),
        seconds=sum(attempt.seconds for scenario in scenarios for attempt in scenario.attempts),
    )
    partial = path.with_suffix(".partial")
    partial.write_text(html, encoding="utf-8")
    partial.replace(path)


def _summary(scenarios: list[Scenario]) -> str:
    """The result of the run in one sentence."""
    found = counts(scenarios)
    failed = found.get("failed", 0)
    many = len(scenarios)
    if failed:
        return f"{failed} of {many} scenario{'s' if many > 1 else ''} failed."
    if not found.get("passed", 0) + found.get("flaky", 0) + found.get("fixed", 0):
        return "No scenario passed, so nothing has been checked."
    rest = [f"{number} {outcome}" for outcome, number in found.items() if outcome != "passed"]
    return "No scenario failed" + (f" ({', '.join(rest)})." if rest else ".")


def _stage(scenario: Scenario) -> str:
    """The stage at which a scenario failed; empty if it did not."""
    return stage_of(scenario.last) or BEFORE if scenario.outcome == "failed" else ""


def _stages(scenarios: list[Scenario]) -> list[tuple[str, int]]:
    """Each stage of the flow with how many scenarios failed there."""
    failed = Counter(map(_stage, scenarios))
    return [(stage, failed[stage]) for stage in (BEFORE, *STAGES) if stage != BEFORE or failed[stage]]


def _choices(scenarios: list[Scenario]) -> dict[str, list[str]]:
    """What scenarios can be filtered by, with the values that occur."""
    last = [one.last for one in scenarios]
    return {
        "outcome": list(counts(scenarios)),
        "stage": [stage for stage, failed in _stages(scenarios) if failed],
        "chapter": sorted({one.chapter for one in last}),
        "project": sorted({one.project for one in last} - {""}),
        "environment": sorted({one.environment for one in last} - {""}),
        "statement": [str(number) for number in sorted({number for one in last for number in one.statements})],
    }


def _anchor(scenario: Scenario) -> str:
    """The name of a scenario in the report's address, the same in every run."""
    return f"s-{key(scenario.last)}"


def _chapters(scenarios: list[Scenario]) -> list[tuple[str, list[Scenario], dict[str, int]]]:
    """Each chapter with its scenarios, the worst first."""
    names = dict.fromkeys(scenario.last.chapter for scenario in scenarios)
    chapters = []
    for name in names:
        members = [scenario for scenario in scenarios if scenario.last.chapter == name]
        members.sort(key=lambda scenario: OUTCOMES.index(scenario.outcome))
        chapters.append((name, members, counts(members)))
    return chapters


def _facts(scenarios: list[Scenario]) -> dict[str, str]:
    """Facts that most scenarios share; what differs is shown with each scenario."""
    shared: dict[str, str] = {}
    for name in ("environment", "portal", "browser", "project", "inbox", "seed"):
        values = Counter(one.last.facts[name] for one in scenarios if one.last.facts.get(name))
        if values:
            more = len(values) - MOST_VALUES
            shared[name] = ", ".join([*list(values)[:MOST_VALUES], *([f"and {more} more"] if more > 0 else [])])
    return shared


def _this_run(scenarios: list[Scenario]) -> dict[str, Any]:
    ended = max((one.last.started + one.last.seconds for one in scenarios), default=0.0)
    return as_line(scenarios, datetime.fromtimestamp(ended, UTC))


def _bar(run: dict[str, Any]) -> dict[str, Any]:
    total = max(1, sum(run["counts"].values()))
    parts = [(outcome, number, 100 * number / total) for outcome, number in run["counts"].items()]
    return {**run, "parts": parts, "words": ", ".join(f"{number} {outcome}" for outcome, number, _ in parts)}


class _Pictures:
    """Pictures inside the report, as long as there is room."""

    def __init__(self, beside: Path) -> None:
        self._beside = beside
        self._left = MOST_PICTURE_BYTES

    def link(self, result: Result, name: str = "") -> str:
        """The address of a file in a bundle, relative to the report."""
        path = Path(result.run, result.bundle).resolve()
        return Path(os.path.relpath(path, self._beside.resolve())).as_posix() + name

    def filmstrip(self, result: Result) -> list[tuple[str, str]]:
        """The last pictures of each browser of an attempt, each with the steps before it."""
        paths = sorted(Path(result.run, result.bundle).glob("filmstrip/*.jpg"))
        browsers = [list(group) for _, group in groupby(paths, lambda path: path.name.partition("-")[0])]
        most = max(1, MOST_PICTURES // max(1, len(browsers)))
        return [
            (f"browser {number}: " * (len(browsers) > 1) + _caption(path, result), data)
            for number, group in enumerate(browsers, start=1)
            for path in group[-most:]
            if (data := self._data(path))
        ]

    def mails(self, result: Result) -> list[str]:
        """The pictures of the mails of an attempt."""
        folder = Path(result.run, result.bundle)
        return [data for path in sorted(folder.glob("mail*.png")) if (data := self._data(path))]

    def _data(self, path: Path) -> str:
        content = path.read_bytes()
        if len(content) > self._left:
            return ""
        self._left -= len(content)
        kind = "jpeg" if path.suffix == ".jpg" else "png"
        return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _caption(path: Path, result: Result) -> str:
    """What was done before a picture, in the words of the steps after which its file is named."""
    if re.match(r"\d+-end-", path.stem):
        return "how it ended"
    words = [step["words"].partition(BY_HAND)[0] for step in result.steps]
    by_name = sorted(((slug(one), one) for one in words), key=lambda pair: -len(pair[0]))
    found = []
    rest = re.sub(r"^\d+-\d+-", "", path.stem)
    # The last step's part of a long name is cut.
    while rest and (
        named := next((pair for pair in by_name if f"{rest}-".startswith(f"{pair[0]}-")), None)
        or next((pair for pair in by_name if pair[0].startswith(rest)), None)
    ):
        found.append(named[1])
        rest = rest[len(named[0]) + 1 :]
    return "; ".join([*found, *([rest.replace("-", " ")] if rest else [])])
