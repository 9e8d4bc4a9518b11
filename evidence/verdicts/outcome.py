"""How a scenario ended: the one place that decides it, for the terminal, pytest's reports and the run's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pytest

from evidence.recording.failure import BROWSER_ENDED
from evidence.recording.pytest_reports import reason_of
from testkit.verifiable import LIMITED

Outcome = Literal["passed", "failed", "skipped", "finding", "accepted", "fixed", "limited"]


@dataclass(frozen=True)
class Expectation:
    """What passing and failing mean for a scenario in its environment."""

    failing: Literal["failed", "finding", "accepted"] = "failed"
    passing: Literal["passed", "fixed"] = "passed"
    accepted_by: tuple[str, ...] = ()
    """What in the settings accepts a failure."""


EXPECTATION = pytest.StashKey[Expectation]()
"""Kept in `item.stash`; without one, a failure is a failure."""


def outcome_of(reports: Mapping[str, pytest.TestReport], expected: Expectation) -> Outcome:
    """How a scenario ended, by the reports of its phases so far.

    A broken set-up or clean-up and a browser that ended are failures, never a finding: they say nothing of the portal.
    """
    if any(report.failed for when, report in reports.items() if when != "call"):
        return "failed"
    if "call" in reports and reports["call"].failed:
        return "failed" if BROWSER_ENDED in reason_of(reports["call"]) else expected.failing
    skipped = [report for report in reports.values() if report.skipped]
    if any(map(is_limited, skipped)):
        return "limited"
    return "skipped" if skipped else expected.passing


def is_limited(report: pytest.TestReport) -> bool:
    """Whether this report says that the portal limited the scenario's calls."""
    return report.skipped and reason_of(report).startswith(LIMITED)
