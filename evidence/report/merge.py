"""One report, history line, summary and issue for the runs of many machines.

For CI, where shards, browsers and environments run apart and people read about them once.
"""

from pathlib import Path

from evidence.report.bundle import ISSUE_LIMIT, issue_markdown
from evidence.report.html import WORDS, write_report
from evidence.report.junit import write_junit
from evidence.report.results import Scenario, append_history, counts, read_runs

LISTED = ("failed", "flaky", "finding", "fixed")
MOST_LINES = 60


def write_merged(runs: list[Path], output: Path) -> Path:
    """Write merged-report.html, junit.xml, summary.md and, if something failed, issue.md; returns the report."""
    scenarios = read_runs(runs)
    output.mkdir(parents=True, exist_ok=True)
    append_history(output, output, scenarios, _total_seconds(scenarios))
    write_junit(output / "junit.xml", scenarios)
    report = output / "merged-report.html"
    write_report(report, runs, output)
    (output / "summary.md").write_text(summary_markdown(scenarios), encoding="utf-8")
    if failed := [one for one in scenarios if one.outcome == "failed"]:
        (output / "issue.md").write_text(nightly_issue(scenarios, failed), encoding="utf-8")
    return report


def summary_markdown(scenarios: list[Scenario]) -> str:
    """How it stands, by environment and browser, and each scenario that a person should know of."""
    places = sorted({_place(one) for one in scenarios})
    rows = []
    for place in places:
        found = counts(one for one in scenarios if _place(one) == place)
        rows.append(
            f"| {place} | {sum(found.values())} | {', '.join(f'{n} {WORDS[what]}' for what, n in found.items())} |"
        )
    listed = [one for outcome in LISTED for one in scenarios if one.outcome == outcome]
    lines = [
        f"- **{WORDS[one.outcome]}** {one.last.chapter}: {one.last.name} ({_place(one)})"
        + (f": {_first_line(one)}" if one.last.reason else "")
        for one in listed[:MOST_LINES]
    ]
    more = [f"- … and {len(listed) - MOST_LINES} more: see the report"] if len(listed) > MOST_LINES else []
    return "\n".join(["| where | scenarios | outcome |", "|---|---|---|", *rows, "", *lines, *more]) + "\n"


def nightly_issue(scenarios: list[Scenario], failed: list[Scenario]) -> str:
    """An issue's text: how it stands, and what the first bundle says; as much as a tracker takes."""
    head = f"{len(failed)} of {len(scenarios)} scenarios failed.\n\n{summary_markdown(scenarios)}\n---\n\n"
    text = head + issue_markdown(failed[0].last)
    return text if len(text) <= ISSUE_LIMIT else head[: ISSUE_LIMIT - 200] + "\n\n… see the report."


def _place(scenario: Scenario) -> str:
    return " · ".join(one for one in (scenario.last.environment, scenario.last.project) if one) or "no browser"


def _first_line(scenario: Scenario) -> str:
    line = scenario.last.reason.splitlines()[0].replace("<", "&lt;")
    return line if len(line) <= 200 else f"{line[:199]}…"  # noqa: PLR2004 - a list stays a list


def _total_seconds(scenarios: list[Scenario]) -> float:
    """The seconds that all scenarios took together; machines worked side by side."""
    return sum(attempt.seconds for scenario in scenarios for attempt in scenario.attempts)
