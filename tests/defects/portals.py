"""Seven portals with harmless changes: all scenarios must pass on each."""

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from harness.provision.mailpit import Inbox
from tests.defects.copies import ROOT, patched_copy
from tests.defects.forks import RunError, in_a_fork
from tests.defects.judge import Failure, run_suite
from tests.defects.patches import Harmless, PatchError

WORKERS = max(1, os.cpu_count() or 1)


@dataclass(frozen=True)
class Alarm:
    """A scenario that fails without a defect, and the fewest changes that make it fail."""

    failure: Failure
    patches: tuple[str, ...]


@dataclass(frozen=True)
class PortalVerdict:
    """The result for one portal with harmless changes."""

    name: str
    patches: tuple[str, ...]
    seconds: float
    alarms: list[Alarm] = field(default_factory=list)
    unsteady: list[Failure] = field(default_factory=list)
    """Scenarios that failed once and passed when run again: they say nothing of the changes, and are listed."""
    problem: str = ""
    """Why there is no result."""

    @property
    def is_green(self) -> bool:
        """Whether every scenario passed."""
        return not self.alarms and not self.problem

    def as_data(self) -> dict[str, Any]:
        """The verdict as plain data."""
        return asdict(self)


def judge_portal(name: str, patches: Sequence[Harmless], inbox: Inbox, *, likely_only: bool = False) -> PortalVerdict:
    """Run the scenarios against a portal with all these changes; where one fails, find out which change causes it."""
    began = time.monotonic()
    chapters = {patch.chapter[0] for patch in patches if (ROOT / "e2e" / patch.chapter[0]).exists()}
    paths = [f"e2e/{chapter}" for chapter in sorted(chapters)] if likely_only else ["e2e"]
    alarms: list[Alarm] = []
    unsteady: list[Failure] = []
    problem = ""
    try:
        for failure in _failures(patches, inbox, paths, WORKERS):
            if _failures(patches, inbox, [failure.nodeid], 0):
                alarms.append(Alarm(failure, tuple(patch.id for patch in _causes(failure, patches, inbox))))
            else:
                unsteady.append(failure)
    except (PatchError, RunError) as error:
        problem = str(error)
    names, seconds = tuple(patch.id for patch in patches), time.monotonic() - began
    return PortalVerdict(name, names, seconds, alarms, unsteady, problem)


def _causes(failure: Failure, patches: Sequence[Harmless], inbox: Inbox) -> Sequence[Harmless]:
    """The fewest of these changes with which this scenario still fails; none where it fails without any."""
    if _failures([], inbox, [failure.nodeid], 0):
        return []
    while len(patches) > 1:
        half = len(patches) // 2
        failing = [one for one in (patches[:half], patches[half:]) if _failures(one, inbox, [failure.nodeid], 0)]
        if not failing:  # it needs changes from both halves
            break
        patches = failing[0]
    return patches


def _failures(patches: Sequence[Harmless], inbox: Inbox, paths: Sequence[str], workers: int) -> list[Failure]:
    options = [option for patch in patches for option in patch.options]
    with patched_copy(patches, inbox, options=options, wait=None) as copy:
        failures = in_a_fork(partial(run_suite, copy, paths, ["-n", str(workers)]))
    return list({failure.nodeid: failure for failure in reversed(failures)}.values())[::-1]
