"""Invariants: each has an outcome of its own in a run, with all the scenarios in which it was broken."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from evidence.folders import run_folder
from evidence.recording.pytest_reports import redact_text
from evidence.report.results import Result, read_runs
from evidence.verdicts.plugin import NEEDED
from testkit.invariants import IN_EVERY_SCENARIO, INVARIANTS
from testkit.network.invariants import Breach
from testkit.settings.model import Environment
from testkit.verifiable import NOT_VERIFIABLE

BY_ID = {invariant.id: invariant for invariant in INVARIANTS}
_FOLDER = "invariants"


@dataclass(frozen=True)
class Seen:
    """A breach of an invariant in one scenario, or why a browser gives no chance to see one."""

    id: str
    where: str
    scenario: str
    environment: str
    project: str
    outcome: str
    accepted_by: tuple[str, ...] = ()

    def write(self, run: Path) -> None:
        """Keep it for the end of the run, whichever worker it was seen by."""
        # Again, since secrets may have become known after it was seen; the process that reads it knows none.
        text = json.dumps({**asdict(self), "where": redact_text(self.where)}, ensure_ascii=False)
        folder = run / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
        partial = path.with_suffix(f".{uuid4().hex}.partial")  # a full disk must not leave half of it to be read
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)


def seen_in(scenario: str, breach: Breach, name: str, project: str, environment: Environment) -> Seen:
    """A breach, with what it means in this environment."""
    invariant = breach.invariant
    names = [invariant.id, *map(str, invariant.statements)]
    accepted_by = tuple(one for one in names if one in environment.accepted)
    failing = "finding" if environment.hardening == "report" else "failed"
    outcome = "accepted" if accepted_by else failing
    return Seen(invariant.id, breach.where, scenario, name, project, outcome, accepted_by)


def not_watched(breach: Breach, name: str, project: str) -> Seen:
    """An invariant that could not be watched in this browser, the same in whichever scenario it is noticed."""
    return Seen(breach.invariant.id, breach.where, "", name, project, "skipped")


def broken(run: Path) -> list[Result]:
    """One result for each invariant that was broken in an environment of this run."""
    by_node_id = {one.last.nodeid: one.last for one in read_runs([run])}
    return [_broken(found, by_node_id) for found in _seen(run) if found[0].outcome != "skipped"]


def unwatched(run: Path) -> list[Result]:
    """One result for each invariant that a browser of this run gave no chance to watch."""
    return [_unwatched(found[0]) for found in _seen(run) if found[0].outcome == "skipped"]


def _seen(run: Path) -> list[list[Seen]]:
    """What was seen, by invariant, environment and browser; apart from that, what could not be watched."""
    files = sorted((run / _FOLDER).glob("*.json"))
    by_invariant: dict[tuple[str, ...], list[Seen]] = {}
    for path in files:
        one = Seen(**json.loads(path.read_text(encoding="utf-8")))
        by_invariant.setdefault((one.id, one.environment, one.project, one.outcome), []).append(one)
    return list(by_invariant.values())


def _broken(found: list[Seen], results: Mapping[str, Result]) -> Result:
    sentence = BY_ID[found[0].id].sentence
    node_ids = sorted({one.scenario for one in found})
    names = [f"{one.chapter} · {one.name}" for node_id in node_ids if (one := results.get(node_id))]
    places = sorted({one.where for one in found})
    replay = next((results[node_id].facts.get("replay", "") for node_id in node_ids if node_id in results), "")
    result = _result(found[0])
    return replace(
        result,
        reason=f"Expected: {sentence[:1].lower()}{sentence[1:]}; found {places[0]}"
        + (f", and {len(places) - 1} more like it" if places[1:] else ""),
        details="\n".join(["Seen in:", *node_ids, "Found:", *places]),
        seen_in=names or node_ids,
        facts={**result.facts, **({"replay": replay} if replay else {})},
    )


def _unwatched(seen: Seen) -> Result:
    reason = f"{NOT_VERIFIABLE}{seen.where}; needs another browser, such as Chromium"
    return replace(_result(seen), nodeid=f"invariant::{seen.id}::unwatched", reason=reason)


def _result(seen: Seen) -> Result:
    invariant = BY_ID[seen.id]
    return Result(
        nodeid=f"invariant::{seen.id}",
        name=invariant.sentence,
        chapter=IN_EVERY_SCENARIO,
        outcome=seen.outcome,
        seconds=0,
        id=seen.id,
        accepted_by=list(seen.accepted_by),
        source_kind="hardening",
        source=invariant.source,
        statements=list(invariant.statements),
        started=time.time(),
        facts={"environment": seen.environment, "project": seen.project},
    )


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the results, and fail the run for those that count."""
    if hasattr(session.config, "workerinput"):
        return
    run = run_folder(session.config)
    results = broken(run)
    session.config.stash[NEEDED] = {(one.environment, name) for one in results for name in one.accepted_by}
    for result in (*results, *unwatched(run)):
        result.write(run / "results")
    if session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        failed = any(result.outcome == "failed" for result in results)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED if failed else session.exitstatus


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """List the broken invariants."""
    results = broken(run_folder(config))
    if results:
        terminalreporter.section("in every scenario")
    for result in results:
        markup: dict[str, Any] = {"red": True} if result.outcome == "failed" else {"yellow": True}
        terminalreporter.line(f"{result.outcome}: {result.name} [{result.environment}]", **markup)
        if result.outcome != "failed":  # the four parts of a failure are printed instead
            terminalreporter.line(f"    {result.reason}; in {len(result.seen_in)} scenarios")
