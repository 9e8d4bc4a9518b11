"""One report, history line, summary and issue for the runs of many machines.

For CI, where shards, browsers and environments run apart and people read about them once.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from evidence.report.causes import MOST_NAMED, Cause, likely_causes, repeats
from evidence.report.explanation import as_markdown, explanation
from evidence.report.history import append_history, read_history, since
from evidence.report.html import write_report
from evidence.report.junit import write_junit
from evidence.report.results import Scenario, counts, read_runs
from testkit.text import plain

LISTED = ("flaky", "finding", "fixed")
MOST_LINES = 60
MOST_EXPLAINED = 10
ISSUE_LIMIT = 65_536
"""The most characters that GitHub takes in an issue."""
OPEN_BOX = "- [ ] "
_TICKED_BOX = "- [x] "
CATALOGUE = Path(__file__).parents[2] / "e2e" / "README.md"


def write_merged(runs: list[Path], output: Path, page: str = "") -> Path:
    """Write merged-report.html, junit.xml, summary.md and issue.md; returns the report.

    `page` is the address of the CI run, where its bundles are. An issue.md that is there already is brought up to date.
    """
    history = read_history(output)
    scenarios = [_with_history(one, history) for one in read_runs(runs)]
    output.mkdir(parents=True, exist_ok=True)
    write_junit(output / "junit.xml", scenarios)
    report = output / "merged-report.html"
    write_report(report, scenarios, history)
    (output / "summary.md").write_text(summary_markdown(scenarios, page), encoding="utf-8")
    issue = output / "issue.md"
    before = issue.read_text(encoding="utf-8", errors="replace") if issue.exists() else ""
    issue.write_text(nightly_issue(scenarios, before, page), encoding="utf-8")
    append_history(output, output, scenarios, _total_seconds(scenarios))
    return report


def summary_markdown(scenarios: list[Scenario], page: str = "") -> str:
    """Counts by environment and browser, likely causes, and the failures in four parts."""
    places = sorted({_place(one) for one in scenarios})
    rows = []
    for place in places:
        found = counts(one for one in scenarios if _place(one) == place)
        rows.append(f"| {place} | {sum(found.values())} | {', '.join(f'{n} {what}' for what, n in found.items())} |")
    shared = likely_causes(scenarios)
    causes = [line for cause in shared for line in _lines_of(cause)]
    repeated = repeats(shared)
    failed = [one for one in scenarios if one.outcome == "failed" and one not in repeated]
    explained = [_explained(one, page) for one in failed[:MOST_EXPLAINED]]
    listed = (one for outcome in LISTED for one in scenarios if one.outcome == outcome)
    others = [*failed[MOST_EXPLAINED:], *repeated, *listed]
    lines = [f"- **{one.outcome}** {_title(one)}" for one in others[:MOST_LINES]]
    more = [f"- … and {len(others) - MOST_LINES} more: see the report"] if len(others) > MOST_LINES else []
    parts = [["| where | scenarios | outcome |", "|---|---|---|", *rows], causes and ["## Likely causes", "", *causes]]
    return "\n\n".join("\n".join(part) for part in [*parts, explained, [*lines, *more]] if part) + "\n"


def _lines_of(cause: Cause) -> list[str]:
    """A cause with the first of its scenarios; the report lists all of them."""
    names = [f"  - {plain(one.last.chapter)}: {plain(one.last.name)}" for one in cause.scenarios[:MOST_NAMED]]
    more = [f"  - … and {len(cause.scenarios) - MOST_NAMED} more"] if cause.scenarios[MOST_NAMED:] else []
    return [f"- {plain(cause.headline)}", *names, *more]


def nightly_issue(scenarios: list[Scenario], before: str, page: str = "") -> str:
    """The text of the nightly runs' issue: one checklist, ticked where a scenario passes again, and the summary.

    `before` is the issue's text so far. A box is removed if the catalogue no longer has its scenario. The issue can be
    closed when no box is open.
    """
    failed = {_title(one): one for one in scenarios if one.outcome == "failed"}
    ran = {_title(one) for one in scenarios if one.outcome not in {"skipped", "limited"}}
    catalogue = _catalogue()
    open_boxes = [f"- [ ] {title}" for title in failed]
    ticked: list[str] = []
    for box in [line for line in before.splitlines() if line.startswith((OPEN_BOX, _TICKED_BOX))]:
        title = box[len(OPEN_BOX) :]
        if title in failed:
            continue
        if title in ran or box.startswith(_TICKED_BOX):
            ticked.append(_TICKED_BOX + title)
        elif not _is_gone(title, catalogue):
            open_boxes.append(box)
    head = f"{len(failed)} of {len(scenarios)} scenarios failed last night." + (f" [The run]({page})" if page else "")
    boxes = "\n".join([*open_boxes, *ticked])
    text = f"{head}\n\n{boxes}\n\n{summary_markdown(scenarios, page)}"
    return text if len(text) <= ISSUE_LIMIT else text[:ISSUE_LIMIT].rpartition("\n")[0] + "\n"


def _explained(scenario: Scenario, page: str) -> str:
    last = scenario.last
    bundle = f"\n\n[{last.bundle}.zip]({page}#artifacts)" if page and last.bundle else ""
    return f"## ✗ {_title(scenario)}\n\n{as_markdown(explanation(last))}{bundle}\n"


def _title(scenario: Scenario) -> str:
    return f"{plain(scenario.last.chapter)}: {plain(scenario.last.name)} ({_place(scenario)})"


def _catalogue() -> dict[str, list[str]]:
    """The names of the scenarios of each chapter, without variants; none where the suite has no catalogue."""
    text = CATALOGUE.read_text(encoding="utf-8") if CATALOGUE.is_file() else ""
    chapters = (part.partition("\n") for part in text.split("\n## ")[1:])
    return {chapter: re.findall(r"(?m)^\| (.+?)(?: \(\d+ variants: .*?)? \|", rows) for chapter, _, rows in chapters}


def _is_gone(title: str, catalogue: dict[str, list[str]]) -> bool:
    """Whether a scenario was renamed or removed: its chapter is in the catalogue, and has no such scenario."""
    known = [(chapter, names) for chapter, names in catalogue.items() if title.startswith(f"{chapter}: ")]
    return bool(known) and not any(
        title.startswith(f"{chapter}: {name} (") for chapter, names in known for name in names
    )


def _with_history(scenario: Scenario, history: list[dict[str, Any]]) -> Scenario:
    """The same scenario, with what the history says of its failures; the machines that ran it had none."""
    return Scenario(
        [
            replace(one, since=since(history, one)) if one.outcome in {"failed", "finding"} else one
            for one in scenario.attempts
        ]
    )


def _place(scenario: Scenario) -> str:
    return " · ".join(one for one in (scenario.last.environment, scenario.last.project) if one) or "no browser"


def _total_seconds(scenarios: list[Scenario]) -> float:
    """The seconds that all scenarios took together; machines worked side by side."""
    return sum(attempt.seconds for scenario in scenarios for attempt in scenario.attempts)
