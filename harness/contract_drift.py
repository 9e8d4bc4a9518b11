"""Contract drift: the API's answers to the page are compared with the documentation, and each difference is a finding.

A finding is a result of its own in the run's report, the same whichever worker or shard it appears in; it never fails
the run.
"""

import time
from typing import Any

import pytest

from evidence.folders import run_folder
from evidence.report.results import Result, read_runs
from harness.portal.targets import Target
from testkit.api.contract import Difference

CHAPTER = "Contract drift"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """List the differences, where there are any."""
    drift = [one.last for one in read_runs([run_folder(config)]) if one.last.chapter == CHAPTER]
    if drift:
        terminalreporter.section("contract drift (does not fail the run)")
        for result in drift:
            terminalreporter.line(f"{result.reason} [{result.environment}]", yellow=True)


def as_result(difference: Difference, target: Target, scenario: str) -> Result:
    """A difference as a result of the run, the same in whichever scenario it appears."""
    name = f"{difference.path.rpartition('/')[2]} {difference.status}: {difference.field}"
    facts: dict[str, Any] = {"environment": target.name, "portal": target.portal_url}
    return Result(
        nodeid=f"contract::{difference.path}::{difference.status}::{difference.field}",
        name=name,
        chapter=CHAPTER,
        outcome="finding",
        seconds=0,
        reason=difference.words,
        details=f"Seen by the page in {scenario}",
        source_kind="documented",
        source=f"{difference.path}: the answer's documented form",
        started=time.time(),
        facts=facts,
    )
