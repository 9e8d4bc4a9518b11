"""A pytest plugin that records the memory of each process of the run after its last scenario."""

import os
from pathlib import Path

import pytest

from tests.bench.plugins.notes import note


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Record it while the browser and its driver are still running."""
    if nextitem is None:
        note("memory", own=resident(os.getpid()), family=sum(map(resident, family(os.getpid()))))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Record the memory of the controller."""
    if not hasattr(session.config, "workerinput"):
        note("controller", own=resident(os.getpid()))


def resident(process: int) -> float:
    """The memory of a process, in megabytes."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def family(process: int) -> list[int]:
    """A process and its descendants."""
    parents = {int(path.parent.name): parent_in(path) for path in Path("/proc").glob("[0-9]*/stat")}
    found = [process]
    for one in found:  # the list grows during the loop
        found += [child for child, parent in parents.items() if parent == one]
    return found


def parent_in(stat: Path) -> int:
    """The parent of a process; 0 where it has ended."""
    try:
        # After the name, which may contain spaces and brackets, come the state and the parent.
        return int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
