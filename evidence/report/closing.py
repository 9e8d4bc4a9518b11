"""The end of a run: its report, its JUnit file, its line in the history, and what the terminal says of them."""

import os
from pathlib import Path
from typing import Any

from evidence.report.explanation import as_text, explanation, headline
from evidence.report.history import LONG_UNVERIFIED, append_history, long_unverified, read_history
from evidence.report.results import Result, read_runs
from evidence.report.timeline import repeated_calls


def close(run: Path, output: Path, seconds: float) -> None:
    """Write the report of a run; nothing where no scenario has run."""
    scenarios = read_runs([run])
    if scenarios:
        # Imported late: the report's templates would delay the start of each run.
        from evidence.report.html import write_report
        from evidence.report.junit import write_junit

        write_junit(run / "junit.xml", scenarios)
        write_report(run / "report.html", scenarios, read_history(output))
        append_history(output, run, scenarios, seconds)


def summary(result: Result) -> dict[str, Any]:
    """What the terminal prints about an attempt, as plain data that a worker can send."""
    return {
        "chapter": result.chapter,
        "name": result.name,
        "outcome": result.outcome,
        "seconds": result.seconds,
        "attempt": result.attempt,
        "reason": headline(result) if result.reason else "",
        "project": result.project,
        "environment": result.environment,
        "bundle": result.bundle,
        "problems": result.problems,
    }


def print_failures(terminal: Any, run: Path) -> None:
    """Print the failures: first what several have in common, then each in its four parts.

    Of those with a common cause only the first, so that an outage does not hide what else failed.
    """
    from evidence.report.causes import MOST_NAMED, likely_causes, repeats

    scenarios = read_runs([run])
    failed = [scenario for scenario in scenarios if scenario.outcome == "failed"]
    causes = likely_causes(scenarios)
    repeated = repeats(causes)
    if causes:
        terminal.write_sep("=", "likely causes")
        for cause in causes:
            terminal.write_line(cause.headline, red=True)
            for scenario in cause.scenarios[:MOST_NAMED]:
                terminal.write_line(f"    {scenario.last.chapter} · {scenario.last.name}")
            if len(cause.scenarios) > MOST_NAMED:
                terminal.write_line(f"    … and {len(cause.scenarios) - MOST_NAMED} more")
    if failed:
        terminal.write_sep("=", "failures")
    for scenario in failed:
        if scenario in repeated:
            continue
        last = scenario.last
        terminal.write_line(f"✗ {last.chapter} · {headline(last)}", red=True, bold=True)
        for line in as_text(explanation(last)):
            terminal.write_line(f"  {line}")
    if repeated:
        terminal.write_line(f"… and {len(repeated)} more with a likely cause named above: the report has them all.")


def print_unverified(terminal: Any, run: Path) -> None:
    """Name the scenarios that no run has verified for a long time."""
    history = [one for one in read_history(run.parent) if one.get("run") != run.name]
    if found := long_unverified(history, read_runs([run])):
        terminal.write_sep("=", f"not verified in {LONG_UNVERIFIED} runs")
    for scenario in found:
        last = scenario.last
        terminal.write_line(f"{last.chapter} · {last.name} [{last.environment}]", yellow=True)
        terminal.write_line(f"    {last.reason.splitlines()[0]}")


def print_repeated(terminal: Any, run: Path) -> None:
    """Name the calls that prepared a scenario and were made again after a server error."""
    if found := repeated_calls(read_runs([run])):
        terminal.write_sep("=", "server errors while scenarios were prepared")
    for call, times in found.items():
        terminal.write_line(f"{call} ({times} time{'' if times == 1 else 's'}); made again", yellow=True)


def print_summary(terminal: Any, run: Path, *, bug_report: bool) -> None:
    """Print where the report and the bundles are."""
    if not (run / "report.html").exists():
        return
    kept = sorted(path for path in run.glob("*.zip"))
    terminal.write_sep("-", "evidence")
    terminal.write_line(f"report:  {shown(run / 'report.html')}   (`make report` opens it with its traces)")
    if bug_report:
        for path in kept:
            terminal.write_line(f"send this: {shown(path)}   (no secrets in it)")
    elif kept:
        terminal.write_line(
            f"bundles: {shown(run)}{os.sep}   {len(kept)} to send or attach, each a zip without secrets"
        )
    videos = run / "not-for-sharing"
    if videos.exists():
        terminal.write_line(f"videos:  {shown(videos)}{os.sep}   NOT for sharing: what is typed can be read in them")


def shown(path: Path) -> str:
    """Write a path as short as it can be typed."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
