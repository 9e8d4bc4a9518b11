"""The history of runs: one line for each, and what it says of a scenario that fails now."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evidence.report.results import Result, Scenario, counts

HISTORY = "history.jsonl"


def append_history(folder: Path, run: Path, scenarios: list[Scenario], seconds: float) -> None:
    """Add a line for this run."""
    line = {
        "run": run.name,
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "environment": ", ".join(sorted({scenario.last.environment for scenario in scenarios} - {""})),
        "counts": counts(scenarios),
        "seconds": round(seconds, 1),
        "ran": sorted({_key(scenario.last) for scenario in scenarios if scenario.outcome != "skipped"}),
        "not_passed": {
            scenario.last.nodeid: scenario.outcome
            for scenario in scenarios
            if scenario.outcome not in {"passed", "skipped"}
        },
    }
    with (folder / HISTORY).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def read_history(folder: Path, last: int = 30) -> list[dict[str, Any]]:
    """The last runs, oldest first; a line that was cut off in the middle is left out."""
    path = folder / HISTORY
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return list(_readable(lines))[-last:]


def _readable(lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:  # the disk was full, or the run was killed while it wrote
            continue


def flakiest(history: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """The scenarios that were flaky in most of these runs, the worst first."""
    found: dict[str, int] = defaultdict(int)
    for run in history:
        for nodeid, outcome in run.get("not_passed", {}).items():
            found[nodeid] += outcome == "flaky"
    return sorted(((nodeid, times) for nodeid, times in found.items() if times), key=lambda one: (-one[1], one[0]))[:10]


def since(history: list[dict[str, Any]], result: Result) -> str:
    """What earlier runs say of a scenario that fails now; empty without any history."""
    runs = [run for run in history if result.environment in run.get("environment", "").split(", ")]
    runs = [run for run in runs if _key(result) in run.get("ran", ())]
    if not runs:
        return "First run of this scenario here." if history else ""
    outcomes = [str(run.get("not_passed", {}).get(result.nodeid, "passed")) for run in reversed(runs)]
    failed = next((number for number, outcome in enumerate(outcomes) if outcome not in {"failed", "finding"}), None)
    failed = len(outcomes) if failed is None else failed
    flaky = outcomes.count("flaky")
    words = f" Flaky in {flaky} of the last {len(outcomes)} runs." if flaky else ""
    if failed:
        began = runs[len(runs) - failed]["at"][:16].replace("T", " ")
        return f"Failing for {failed + 1} runs in a row, since {began} UTC.{words}"
    good = next((number for number, outcome in enumerate(outcomes) if outcome == "failed"), len(outcomes))
    return f"New: passed in the {'last run' if good == 1 else f'last {good} runs'}.{words}"


def _key(result: Result) -> str:
    """A short name for a scenario in a project, since each line of the history names hundreds."""
    return hashlib.sha256(f"{result.nodeid} {result.project}".encode()).hexdigest()[:8]
