"""`python -m evidence.report.merge RUN…`: report, history, summary and issue of the runs of many machines, as one.

For CI, where shards, browsers and environments run apart and a person wants to read about them once.
"""

import argparse
import sys
from pathlib import Path

from evidence.report.bundle import ISSUE_LIMIT, issue_markdown
from evidence.report.junit import write_junit
from evidence.report.report import WORDS, write_merged
from evidence.report.results import Scenario, append_history, counts, read_runs

TOLD = ("failed", "flaky", "finding", "fixed")
MOST_LINES = 60


def main() -> int:
    """Write merged-report.html, junit.xml, summary.md and, where something failed, issue.md into the output folder."""
    parser = argparse.ArgumentParser(prog="python -m evidence.report.merge", description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folder of a run")
    parser.add_argument("--output", type=Path, default=Path("test-results"), help="folder with the history of runs")
    given = parser.parse_args()
    runs = [run for run in given.runs if (run / "results").is_dir()]
    if not runs:
        sys.stderr.write("None of these folders is a run's: no machine has got as far as a result.\n")
        return 2
    scenarios = read_runs(runs)
    given.output.mkdir(parents=True, exist_ok=True)
    append_history(given.output, given.output, scenarios, _together(scenarios))
    write_junit(given.output / "junit.xml", scenarios)
    report = write_merged(runs, given.output)
    (given.output / "summary.md").write_text(summary_markdown(scenarios), encoding="utf-8")
    if failed := [one for one in scenarios if one.outcome == "failed"]:
        (given.output / "issue.md").write_text(night_issue(scenarios, failed), encoding="utf-8")
    sys.stdout.write(f"{report}\n")
    return 0


def summary_markdown(scenarios: list[Scenario]) -> str:
    """How it stands, by environment and browser, and each scenario that a person should know of."""
    places = sorted({_place(one) for one in scenarios})
    rows = []
    for place in places:
        found = counts(one for one in scenarios if _place(one) == place)
        rows.append(
            f"| {place} | {sum(found.values())} | {', '.join(f'{n} {WORDS[what]}' for what, n in found.items())} |"
        )
    told = [one for outcome in TOLD for one in scenarios if one.outcome == outcome]
    lines = [
        f"- **{WORDS[one.outcome]}** {one.last.chapter}: {one.last.name} ({_place(one)})"
        + (f": {_first_line(one)}" if one.last.reason else "")
        for one in told[:MOST_LINES]
    ]
    more = [f"- … and {len(told) - MOST_LINES} more: see the report"] if len(told) > MOST_LINES else []
    return "\n".join(["| where | scenarios | outcome |", "|---|---|---|", *rows, "", *lines, *more]) + "\n"


def night_issue(scenarios: list[Scenario], failed: list[Scenario]) -> str:
    """An issue's text: how it stands, and what the first bundle says; as much as a tracker takes."""
    head = f"{len(failed)} of {len(scenarios)} scenarios failed.\n\n{summary_markdown(scenarios)}\n---\n\n"
    text = head + issue_markdown(failed[0].last)
    return text if len(text) <= ISSUE_LIMIT else head[: ISSUE_LIMIT - 200] + "\n\n… see the report."


def _place(scenario: Scenario) -> str:
    return " · ".join(one for one in (scenario.last.environment, scenario.last.project) if one) or "no browser"


def _first_line(scenario: Scenario) -> str:
    line = scenario.last.reason.splitlines()[0].replace("<", "&lt;")
    return line if len(line) <= 200 else f"{line[:199]}…"  # noqa: PLR2004 - a list stays a list


def _together(scenarios: list[Scenario]) -> float:
    """The seconds that all scenarios took together; machines worked side by side."""
    return sum(attempt.seconds for scenario in scenarios for attempt in scenario.attempts)


if __name__ == "__main__":
    sys.exit(main())
