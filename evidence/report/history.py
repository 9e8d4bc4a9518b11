"""The history of runs: one line for each, and what it says of a scenario that fails now."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from evidence.report.results import OUTCOMES, Result, Scenario, counts
from testkit.verifiable import LIMITED, NOT_VERIFIABLE

HISTORY = "history.jsonl"
SLOWER = 1.5
"""How many times longer than in the last run is slower."""
LONG_UNVERIFIED = 10
"""In how many runs in a row a scenario was not verifiable before it is named."""
_LEAST_SECONDS = 2.0  # smaller differences are noise
_BROKEN = ("failed", "finding")


class _Line(BaseModel):
    """What a line must hold to be read."""

    run: str = ""
    at: str = Field(pattern=r"^\d{4}-\d\d-\d\dT")
    environment: str
    counts: dict[Literal[OUTCOMES], int]  # type: ignore[valid-type]  # a tuple of strings
    not_passed: dict[str, str]
    unverified: list[str] = []
    ran: dict[str, float] | list[str] = []  # a list in an earlier form of the history


@dataclass(frozen=True)
class Changes:
    """What differs from the last run."""

    at: str = ""
    """When that run was; empty if there was none."""
    failing: list[Scenario] = field(default_factory=list)
    passing: list[Scenario] = field(default_factory=list)
    slower: list[tuple[Scenario, float]] = field(default_factory=list)
    """With the seconds it took then."""


def append_history(folder: Path, run: Path, scenarios: list[Scenario], seconds: float) -> None:
    """Add a line for this run."""
    line = as_line(scenarios, datetime.now(UTC)) | {
        "run": run.name,
        "seconds": round(seconds, 1),
        "ran": {
            key(one.last): round(one.last.seconds, 1) for one in scenarios if one.outcome not in {"skipped", "limited"}
        },
        "unverified": [key(one.last) for one in scenarios if _is_unverified(one)],
    }
    with (folder / HISTORY).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def as_line(scenarios: list[Scenario], at: datetime) -> dict[str, Any]:
    """What the history's line of a run says, as far as the report shows it."""
    return {
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "environment": ", ".join(sorted({one.last.environment for one in scenarios} - {""})),
        "counts": counts(scenarios),
        "not_passed": {
            identity(one.last): one.outcome for one in scenarios if one.outcome not in {"passed", "skipped", "limited"}
        },
    }


def read_history(folder: Path, last: int = 30) -> list[dict[str, Any]]:
    """The last runs, oldest first; a line that can't be read is left out."""
    path = folder / HISTORY
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    return list(_readable(lines))[-last:]


def _readable(lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            values = json.loads(line)
            _Line.model_validate(values)
        except (ValueError, RecursionError):
            continue  # the disk was full, the run was killed while it wrote, or somebody edited the file
        yield values


def flakiest(history: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """The scenarios that were flaky in most of these runs, the worst first."""
    found: dict[str, int] = defaultdict(int)
    for run in history:
        for nodeid, outcome in run.get("not_passed", {}).items():
            found[nodeid] += outcome == "flaky"
    return sorted(((nodeid, times) for nodeid, times in found.items() if times), key=lambda one: (-one[1], one[0]))[:10]


def since(history: list[dict[str, Any]], result: Result) -> str:
    """What earlier runs say of a scenario that fails now; empty without any history."""
    runs = [run for run in history if key(result) in _ran(run)]
    if not runs:
        return "First run of this scenario here." if history else ""
    outcomes = [str(run.get("not_passed", {}).get(identity(result), "passed")) for run in reversed(runs)]
    failed = next((number for number, outcome in enumerate(outcomes) if outcome not in {"failed", "finding"}), None)
    failed = len(outcomes) if failed is None else failed
    flaky = outcomes.count("flaky")
    words = f" Flaky in {flaky} of the last {len(outcomes)} runs." if flaky else ""
    if failed:
        began = runs[len(runs) - failed]["at"][:16].replace("T", " ")
        return f"Failing for {failed + 1} runs in a row, since {began} UTC.{words}"
    good = next((number for number, outcome in enumerate(outcomes) if outcome == "failed"), len(outcomes))
    return f"New: passed in the {'last run' if good == 1 else f'last {good} runs'}.{words}"


def changes(history: list[dict[str, Any]], scenarios: list[Scenario]) -> Changes:
    """What differs from the last run that any of these scenarios was part of."""
    keys = {key(one.last) for one in scenarios}
    last = next((run for run in reversed(history) if not keys.isdisjoint(_ran(run))), None)
    if last is None:
        return Changes()
    found = Changes(last["at"][:16].replace("T", " "))
    for one in scenarios:
        took = _ran(last).get(key(one.last))
        if took is None:
            continue
        before = last["not_passed"].get(identity(one.last), "passed")
        if one.outcome in _BROKEN and before not in _BROKEN:
            found.failing.append(one)
        elif one.outcome == "passed" and before in _BROKEN:
            found.passing.append(one)
        elif one.outcome == before == "passed" and one.last.seconds > max(SLOWER * took, took + _LEAST_SECONDS):
            found.slower.append((one, took))
    return found


def long_unverified(history: list[dict[str, Any]], scenarios: list[Scenario]) -> list[Scenario]:
    """The scenarios that this run could not verify, nor the last nine before it that they were part of."""
    found = []
    for one in filter(_is_unverified, scenarios):
        name = key(one.last)
        unverified = [(name in run.get("unverified", ()), name in _ran(run)) for run in history]
        before = [was_unverified for was_unverified, ran in unverified if was_unverified or ran]
        last = before[1 - LONG_UNVERIFIED :]
        if len(last) == LONG_UNVERIFIED - 1 and all(last):
            found.append(one)
    return found


def _is_unverified(scenario: Scenario) -> bool:
    return scenario.last.reason.startswith((NOT_VERIFIABLE, LIMITED))


def _ran(run: dict[str, Any]) -> dict[str, float]:
    """The seconds of each scenario of a run; a line of an earlier form of the history has none."""
    ran = run.get("ran")
    return ran if isinstance(ran, dict) else {}


def usual_seconds(
    history: list[dict[str, Any]], node_ids: list[str], places: list[tuple[str, str]]
) -> dict[str, float]:
    """The seconds that each scenario last took in one of these places (environment and project), where it ever ran."""
    took = {name: seconds for run in history for name, seconds in _ran(run).items()}
    found = {}
    for node_id in node_ids:
        keys = [_short(_identity(node_id, *place)) for place in places]
        if known := [took[one] for one in keys if one in took]:
            found[node_id] = max(known)
    return found


def identity(result: Result) -> str:
    """A name for a scenario in one environment and project, the same in every run."""
    return _identity(result.nodeid, result.environment, result.project)


def _identity(node_id: str, environment: str, project: str) -> str:
    return f"{node_id} on {environment or 'no environment'}, {project or 'no browser'}"


def key(result: Result) -> str:
    """A short form of its identity."""
    return _short(identity(result))


def _short(identity: str) -> str:
    """A short form, since each line of the history names hundreds."""
    return hashlib.sha256(identity.encode()).hexdigest()[:8]
