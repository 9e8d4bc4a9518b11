"""A pytest plugin that notes how much memory each process of the run holds when its last scenario has ended."""

import os
from pathlib import Path

import pytest

from tests.bench.notes import note


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Note it while the browser and its driver are still there."""
    if nextitem is None:
        note("memory", own=resident(os.getpid()), family=sum(map(resident, family(os.getpid()))))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Note what the process that collects the results holds."""
    if not hasattr(session.config, "workerinput"):
        note("controller", own=resident(os.getpid()))


def resident(process: int) -> float:
    """What a process holds, in megabytes."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended meanwhile
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def family(process: int) -> list[int]:
    """A process and all that it started."""
    parents = {int(path.parent.name): parent_in(path) for path in Path("/proc").glob("[0-9]*/stat")}
    found = [process]
    for one in found:  # grows while it is read
        found += [child for child, parent in parents.items() if parent == one]
    return found


def parent_in(stat: Path) -> int:
    """Who started a process; 0 where it has ended meanwhile."""
    try:
        # After the name, which may hold blanks and brackets itself, come the state and the parent.
        return int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
