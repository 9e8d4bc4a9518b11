"""One report, history line, summary and issue for the runs of many machines.

For CI, where shards, browsers and environments run apart and people read about them once.
"""

from pathlib import Path

from evidence.report.causes import likely_causes
from evidence.report.explanation import as_markdown, explanation, plain
from evidence.report.history import append_history
from evidence.report.html import WORDS, write_report
from evidence.report.junit import write_junit
from evidence.report.results import Scenario, counts, read_runs

LISTED = ("flaky", "finding", "fixed")
MOST_LINES = 60
MOST_EXPLAINED = 10


def write_merged(runs: list[Path], output: Path) -> Path:
    """Write merged-report.html, junit.xml, summary.md and, if something failed, issue.md; returns the report."""
    scenarios = read_runs(runs)
    output.mkdir(parents=True, exist_ok=True)
    write_junit(output / "junit.xml", scenarios)
    report = output / "merged-report.html"
    write_report(report, runs, output)
    (output / "summary.md").write_text(summary_markdown(scenarios), encoding="utf-8")
    if failed := [one for one in scenarios if one.outcome == "failed"]:
        (output / "issue.md").write_text(nightly_issue(scenarios, failed), encoding="utf-8")
    append_history(output, output, scenarios, _total_seconds(scenarios))
    return report


def summary_markdown(scenarios: list[Scenario]) -> str:
    """Counts by environment and browser, likely causes, and the failures in four parts."""
    places = sorted({_place(one) for one in scenarios})
    rows = []
    for place in places:
        found = counts(one for one in scenarios if _place(one) == place)
        rows.append(
            f"| {place} | {sum(found.values())} | {', '.join(f'{n} {WORDS[what]}' for what, n in found.items())} |"
        )
    causes = [f"- {plain(cause.headline)}" for cause in likely_causes(scenarios)]
    failed = [one for one in scenarios if one.outcome == "failed"]
    explained = [_explained(one) for one in failed[:MOST_EXPLAINED]]
    others = [*failed[MOST_EXPLAINED:], *(one for outcome in LISTED for one in scenarios if one.outcome == outcome)]
    lines = [f"- **{WORDS[one.outcome]}** {plain(one.last.name)} ({_place(one)})" for one in others[:MOST_LINES]]
    more = [f"- … and {len(others) - MOST_LINES} more: see the report"] if len(others) > MOST_LINES else []
    parts = [["| where | scenarios | outcome |", "|---|---|---|", *rows], causes and ["## Likely causes", "", *causes]]
    return "\n\n".join("\n".join(part) for part in [*parts, explained, [*lines, *more]] if part) + "\n"


def nightly_issue(scenarios: list[Scenario], failed: list[Scenario]) -> str:
    """An issue's text: the summary of all runs."""
    return f"{len(failed)} of {len(scenarios)} scenarios failed.\n\n{summary_markdown(scenarios)}"


def _explained(scenario: Scenario) -> str:
    last = scenario.last
    return f"## ✗ {plain(last.chapter)}: {plain(last.name)} ({_place(scenario)})\n\n{as_markdown(explanation(last))}\n"


def _place(scenario: Scenario) -> str:
    return " · ".join(one for one in (scenario.last.environment, scenario.last.project) if one) or "no browser"


def _total_seconds(scenarios: list[Scenario]) -> float:
    """The seconds that all scenarios took together; machines worked side by side."""
    return sum(attempt.seconds for scenario in scenarios for attempt in scenario.attempts)
