"""A pytest plugin that runs each scenario several times, and records how long each run takes."""

import os
import time
from collections.abc import Generator

import pytest

from tests.bench.plugins.notes import note
from tests.bench.sessions import ROUNDS


@pytest.fixture(autouse=True)
def bench_round(request: pytest.FixtureRequest) -> int:
    """The number of this round."""
    return int(getattr(request, "param", 0))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one scenario per round."""
    rounds = int(os.environ[ROUNDS])
    if rounds > 1:
        metafunc.fixturenames.append("bench_round")
        metafunc.parametrize("bench_round", range(rounds), indirect=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Record the time of the whole scenario: set-up, actions, evidence, clean-up."""
    began = time.perf_counter()
    result = yield
    # The last one also ends the session.
    note("scenario", name=item.name, seconds=time.perf_counter() - began, last=nextitem is None)
    return result
