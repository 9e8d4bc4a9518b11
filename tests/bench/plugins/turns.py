"""A pytest plugin that takes turns on one portal: the bare script, and the scenario with each mode of tracing.

In turns, so that other load on the machine affects all of them alike.
"""

import time
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.bench.plugins.notes import note

if TYPE_CHECKING:
    from tests.bench.bare_script import BareScript

MODES = ("off", "retain-on-failure", "on")
_BARE_SCRIPT: "pytest.StashKey[BareScript]" = pytest.StashKey()
_TURN = pytest.StashKey[int]()
_STARTED = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Prepare for the bare script."""
    config.stash[_STARTED] = ExitStack()
    config.stash[_TURN] = 0


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the bare script."""
    config.stash[_STARTED].close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Run the bare script when it is its turn, and record how long the scenario takes in this turn's mode."""
    # Imported late: pytest has to rewrite the asserts of plugins first.
    from evidence.plugin import DEFAULT_CAPTURE
    from harness.run import RUN
    from tests.bench.bare_script import bare_script

    stash = item.config.stash
    if _BARE_SCRIPT not in stash:
        target = next(iter(stash[RUN].targets.values()))
        stash[_BARE_SCRIPT] = stash[_STARTED].enter_context(bare_script(target))
        stash[_BARE_SCRIPT].once()
    turn = stash[_TURN]
    stash[_TURN] += 1
    mode = MODES[turn % len(MODES)]
    if mode == MODES[0]:
        note("bare_script", seconds=stash[_BARE_SCRIPT].once())
    stash[DEFAULT_CAPTURE] = replace(stash[DEFAULT_CAPTURE], trace=mode)
    began = time.perf_counter()
    result = yield
    # The first scenarios start the browser; the last one stops it.
    note("turn", mode=mode, seconds=time.perf_counter() - began, counts=turn >= len(MODES) and nextitem is not None)
    return result
