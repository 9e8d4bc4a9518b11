"""A pytest plugin that takes turns: the bare script, the scenario untraced, with a trace in reserve, with one kept.

Turn by turn on one portal, so that whatever else the machine does falls on all of them alike.
"""

import time
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.bench.notes import note

if TYPE_CHECKING:
    from tests.bench.floors import Floor

MODES = ("off", "retain-on-failure", "on")
_FLOOR: "pytest.StashKey[Floor]" = pytest.StashKey()
_TURN = pytest.StashKey[int]()
_STARTED = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Be ready to start the bare script."""
    config.stash[_STARTED] = ExitStack()
    config.stash[_TURN] = 0


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the bare script."""
    config.stash[_STARTED].close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Let the bare script go first, wherever its turn is, and note how long the scenario takes in this turn's mode."""
    # Not earlier: what conftest.py names as plugins must not be imported before pytest can rewrite its asserts.
    from evidence.plugin import DEFAULT_CAPTURE
    from harness.run import RUN
    from tests.bench.floors import floor

    stash = item.config.stash
    if _FLOOR not in stash:
        target = next(iter(stash[RUN].targets.values()))
        stash[_FLOOR] = stash[_STARTED].enter_context(floor(target))
        stash[_FLOOR].once()
    turn = stash[_TURN]
    stash[_TURN] += 1
    mode = MODES[turn % len(MODES)]
    if mode == MODES[0]:
        note("floor", seconds=stash[_FLOOR].once())
    stash[DEFAULT_CAPTURE] = replace(stash[DEFAULT_CAPTURE], trace=mode)
    began = time.perf_counter()
    result = yield
    # The first scenarios start the browser; the last one ends it.
    note("turn", mode=mode, seconds=time.perf_counter() - began, counts=turn >= len(MODES) and nextitem is not None)
    return result
