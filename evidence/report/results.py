"""Results of scenarios: one small file per attempt, so that workers and shards need no coordination."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter

from evidence.folders import slug

OUTCOMES = ("failed", "flaky", "finding", "fixed", "accepted", "limited", "skipped", "passed")
"""The outcomes of a scenario, the most important first."""


class ResultError(Exception):
    """A file that holds no result; the message names it."""


def _having(*names: str) -> AfterValidator:
    """Refuse rows that lack one of these, as another version of the suite may have written them."""

    def check(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if any(name not in row for row in rows for name in names):
            raise ValueError("a field is missing")
        return rows

    return AfterValidator(check)


Rows = list[dict[str, Any]]
Seconds = Annotated[float, Field(ge=0, lt=1e11, allow_inf_nan=False)]
"""As many as a time since the epoch may have."""
_OF_A_CALL = ("at", "by", "method", "path", "status", "milliseconds", "successful", "message", "errors")


@dataclass(frozen=True)
class Result:
    """One attempt at one scenario."""

    nodeid: str
    name: str
    chapter: str
    outcome: str
    seconds: Seconds
    reason: str = ""
    details: str = ""
    id: str = ""
    """The short id of a hardening scenario, by which it can be accepted."""
    accepted_by: list[str] = field(default_factory=list)
    """What in the settings accepts a failure: the scenario's id, or numbers of statements."""
    source_kind: str = ""
    """`documented` or `hardening`."""
    source: str = ""
    statements: list[int] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    attempt: int = 1
    started: Seconds = 0.0
    prepared: Seconds = 0.0
    """When its set-up ended, in seconds since the epoch."""
    facts: dict[str, str] = field(default_factory=dict)
    bundle: str = ""
    """The bundle's folder, beside which its zip lies; relative to the run's folder."""
    calls: Annotated[Rows, _having(*_OF_A_CALL)] = field(default_factory=list)
    steps: Annotated[Rows, _having("words", "started", "milliseconds", "error")] = field(default_factory=list)
    mails: Annotated[Rows, _having("subject", "sender", "arrived")] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What of the evidence could not be made, and why."""
    seen_in: list[str] = field(default_factory=list)
    """Of an invariant: the scenarios in which it was broken."""
    since: str = ""
    """Since when it has failed, as far as the history of runs could say."""
    run: str = ""
    """The run's folder, filled in when it is read."""

    @property
    def project(self) -> str:
        """The browser project it ran in."""
        return self.facts.get("project") or self.facts.get("browser", "")

    @property
    def environment(self) -> str:
        """The environment it ran against."""
        return self.facts.get("environment", "")

    def write(self, folder: Path) -> None:
        """Write the result at once or not at all, under a name that no other scenario has."""
        folder.mkdir(parents=True, exist_ok=True)
        identity = hashlib.sha256(f"{self.nodeid} {self.environment} {self.project}".encode()).hexdigest()[:8]
        path = folder / f"{slug(self.name)[:80]}-{identity}-{self.attempt}.json"
        partial = path.with_suffix(f".{identity}.partial")
        partial.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8", errors="replace")
        partial.replace(path)

    @staticmethod
    def read(path: Path) -> "Result":
        """Read a result that some worker, perhaps on another machine, has written; raises `ResultError`."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            result = _reader().validate_python({**values, "run": str(path.parent.parent)})
        except (ValueError, TypeError, RecursionError):
            result = None
        if result is None or result.outcome not in OUTCOMES:
            raise ResultError(
                f"{path} is not a result that this version of the suite can read. Run the scenarios again, or delete "
                "it to do without."
            )
        return result


@cache
def _reader() -> TypeAdapter[Result]:
    """Made once: a run's hundreds of results are read several times at its end."""
    return TypeAdapter(Result)


@dataclass(frozen=True)
class Scenario:
    """All attempts at one scenario in one project and environment."""

    attempts: list[Result]

    @property
    def last(self) -> Result:
        """The attempt that counts."""
        return self.attempts[-1]

    @property
    def outcome(self) -> str:
        """Its outcome; one that failed and then passed is flaky, never passed."""
        failed_before = any(attempt.outcome in {"failed", "finding"} for attempt in self.attempts[:-1])
        return "flaky" if failed_before and self.last.outcome in {"passed", "fixed"} else self.last.outcome

    @property
    def kept(self) -> list[Result]:
        """The attempts that left a bundle."""
        return [attempt for attempt in self.attempts if attempt.bundle]


def read_runs(runs: Iterable[Path]) -> list[Scenario]:
    """Read the results of one run, or of the shards of one, into scenarios in the order of their chapters."""
    attempts: dict[tuple[str, ...], list[Result]] = defaultdict(list)
    for run in runs:
        for path in sorted((run / "results").glob("*.json")):
            result = Result.read(path)
            attempts[result.chapter, result.nodeid, result.environment, result.project].append(result)
    ordered = sorted(attempts.items(), key=lambda one: one[0])
    return [Scenario(sorted(found, key=lambda one: (one.attempt, one.started))) for _, found in ordered]


def counts(scenarios: Iterable[Scenario]) -> dict[str, int]:
    """Count outcomes, the ones that matter most first; those that did not occur are left out."""
    found = [scenario.outcome for scenario in scenarios]
    return {outcome: found.count(outcome) for outcome in OUTCOMES if outcome in found}


def last_run(output: Path, environment: str = "") -> Path | None:
    """The newest run that has results, of this environment if one is named; None if there is none."""
    runs = sorted(path.parent for path in output.glob("*/results"))
    return next((run for run in reversed(runs) if environment in run.name.partition("-")[2]), None)
