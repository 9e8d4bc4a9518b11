"""The end of a run: its report, its JUnit file, its line in the history, and what the terminal says of them."""

import os
from pathlib import Path
from typing import Any

from evidence.report.results import Result, append_history, read_runs


def close(run: Path, output: Path, seconds: float) -> None:
    """Write what a run amounts to; nothing where no scenario has run."""
    scenarios = read_runs([run])
    if scenarios:
        # Not earlier: nothing waits for the report's templates at a run's end, and everything does at its start.
        from evidence.report.html import write_report
        from evidence.report.junit import write_junit

        append_history(output, run, scenarios, seconds)
        write_junit(run / "junit.xml", scenarios)
        write_report(run / "report.html", [run], output)


def summary(result: Result) -> dict[str, Any]:
    """Give what the terminal tells of an attempt, as plain data that can travel from a worker."""
    return {
        "chapter": result.chapter,
        "name": result.name,
        "outcome": result.outcome,
        "seconds": result.seconds,
        "attempt": result.attempt,
        "reason": result.reason.splitlines()[0] if result.reason else "",
        "project": result.project,
        "environment": result.environment,
        "bundle": result.bundle,
    }


def print_summary(terminal: Any, run: Path, *, bug_report: bool) -> None:
    """Say where the report and the bundles are."""
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
