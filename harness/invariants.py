"""Invariants: each has an outcome of its own in a run, with all the scenarios in which it was broken."""

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from evidence.folders import run_folder
from evidence.report.results import Result
from testkit.network.invariants import Breach
from testkit.settings.model import Environment

CHAPTER = "In every scenario"
_FOLDER = "invariants"


@dataclass(frozen=True)
class Seen:
    """A breach of an invariant in one scenario."""

    id: str
    sentence: str
    source: str
    where: str
    scenario: str
    environment: str
    outcome: str

    def write(self, run: Path) -> None:
        """Keep it for the end of the run, whichever worker it was seen by."""
        text = json.dumps(asdict(self), ensure_ascii=False)
        folder = run / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.json").write_text(text, encoding="utf-8")


def seen_in(scenario: str, breach: Breach, name: str, environment: Environment) -> Seen:
    """A breach, with what it means in this environment."""
    accepted = breach.invariant.id in environment.accepted
    failing = "finding" if environment.hardening == "report" else "failed"
    invariant = breach.invariant
    outcome = "accepted" if accepted else failing
    return Seen(invariant.id, invariant.sentence, invariant.source, breach.where, scenario, name, outcome)


def broken(run: Path) -> list[Result]:
    """One result for each invariant that was broken in an environment of this run."""
    files = sorted((run / _FOLDER).glob("*.json"))
    seen = [Seen(**json.loads(path.read_text(encoding="utf-8"))) for path in files]
    by_invariant: dict[tuple[str, str], list[Seen]] = {}
    for one in seen:
        by_invariant.setdefault((one.id, one.environment), []).append(one)
    return [_result(found) for found in by_invariant.values()]


def _result(found: list[Seen]) -> Result:
    first = found[0]
    scenarios = sorted({one.scenario for one in found})
    places = sorted({one.where for one in found})
    return Result(
        nodeid=f"invariant::{first.id}",
        name=f"While: {first.sentence}",
        chapter=CHAPTER,
        outcome=first.outcome,
        seconds=0,
        reason=f"Expected: {first.sentence[:1].lower()}{first.sentence[1:]}. Found {'; '.join(places[:3])}. Seen in "
        f'{len(scenarios)} scenarios. To accept it: accepted = ["{first.id}"].',
        id=first.id,
        accepted_by=[first.id] if first.outcome == "accepted" else [],
        details="Seen in:\n" + "\n".join(scenarios),
        source_kind="hardening",
        source=first.source,
        started=time.time(),
        facts={"environment": first.environment},
    )


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the results, and fail the run for those that count."""
    if hasattr(session.config, "workerinput") or not (results := broken(run_folder(session.config))):
        return
    for result in results:
        result.write(run_folder(session.config) / "results")
    if session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        failed = any(result.outcome == "failed" for result in results)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED if failed else session.exitstatus


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """List what did not hold."""
    results = broken(run_folder(config))
    if results:
        terminalreporter.section("in every scenario")
    for result in results:
        markup: dict[str, Any] = {"red": True} if result.outcome == "failed" else {"yellow": True}
        terminalreporter.line(f"{result.outcome}: {result.name} [{result.environment}]", **markup)
        terminalreporter.line(f"    {result.reason}")
