"""Three portals in which every harmless change is made: all scenarios have to stay green in each."""

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from harness.provision.inbox import Inbox
from tests.defects.copies import ROOT, patched_copy
from tests.defects.forks import RunError, in_a_fork
from tests.defects.judge import Failure, run_suite
from tests.defects.patches import Harmless, PatchError

WORKERS = max(1, os.cpu_count() or 1)


@dataclass(frozen=True)
class Alarm:
    """A scenario that is red for no reason, and the fewest changes that make it so."""

    failure: Failure
    patches: tuple[str, ...]


@dataclass(frozen=True)
class PortalVerdict:
    """What became of one portal's harmless changes."""

    name: str
    patches: tuple[str, ...]
    seconds: float
    alarms: list[Alarm] = field(default_factory=list)
    unsteady: list[Failure] = field(default_factory=list)
    """Scenarios that were red once and green when run again: no word on the changes, and not hidden."""
    problem: str = ""
    """Why it could not be judged."""

    @property
    def is_green(self) -> bool:
        """Whether no scenario minded any of the changes."""
        return not self.alarms and not self.problem

    def as_data(self) -> dict[str, Any]:
        """The verdict as plain data."""
        return asdict(self)


def judge_portal(name: str, patches: Sequence[Harmless], inbox: Inbox, *, likely_only: bool = False) -> PortalVerdict:
    """Run the scenarios against a portal with all these changes; where one goes red, find out by which change."""
    began = time.monotonic()
    chapters = {patch.chapter[0] for patch in patches if (ROOT / "e2e" / patch.chapter[0]).exists()}
    paths = [f"e2e/{chapter}" for chapter in sorted(chapters)] if likely_only else ["e2e"]
    alarms: list[Alarm] = []
    unsteady: list[Failure] = []
    problem = ""
    try:
        for failure in _red(patches, inbox, paths, WORKERS):
            if _red(patches, inbox, [failure.nodeid], 0):
                alarms.append(Alarm(failure, tuple(patch.id for patch in _culprits(failure, patches, inbox))))
            else:
                unsteady.append(failure)
    except (PatchError, RunError) as error:
        problem = str(error)
    names, seconds = tuple(patch.id for patch in patches), time.monotonic() - began
    return PortalVerdict(name, names, seconds, alarms, unsteady, problem)


def _culprits(failure: Failure, patches: Sequence[Harmless], inbox: Inbox) -> Sequence[Harmless]:
    """The fewest of these changes under which this scenario stays red; none where it is red by itself."""
    if _red([], inbox, [failure.nodeid], 0):
        return []
    while len(patches) > 1:
        half = len(patches) // 2
        red = [one for one in (patches[:half], patches[half:]) if _red(one, inbox, [failure.nodeid], 0)]
        if not red:  # it takes changes of both halves
            break
        patches = red[0]
    return patches


def _red(patches: Sequence[Harmless], inbox: Inbox, paths: Sequence[str], workers: int) -> list[Failure]:
    options = [option for patch in patches for option in patch.options]
    with patched_copy(patches, inbox, options=options, patience=None) as copy:
        failures = in_a_fork(partial(run_suite, copy, paths, ["-n", str(workers)]))
    return list({failure.nodeid: failure for failure in reversed(failures)}.values())[::-1]
