"""A pytest plugin that notes what happens between the command and the first act of the first scenario."""

import time
from collections.abc import Generator
from typing import Any

import pytest

from tests.bench.notes import note

_SEEN: set[str] = set()


def _once(what: str, **more: Any) -> None:
    if what not in _SEEN:
        _SEEN.add(what)
        note(what, **more)


_once("pytest is there")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Note that every plugin is imported, and that what the run needs is being started."""
    result = yield
    _once("imported")
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Note that inbox and portal are there."""
    _once("configured")


def pytest_testnodeready() -> None:
    """Note that the first worker answers."""
    _once("worker answers")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Note that the search for scenarios begins."""
    _once("collecting")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Note that the scenarios are found."""
    _once("collected")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Note that the first scenario begins."""
    _once("first scenario")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
    """Note how long each fixture of the first scenario takes."""
    began = time.perf_counter()
    result = yield
    if "first act" not in _SEEN:
        note("fixture", name=fixturedef.argname, seconds=time.perf_counter() - began)
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    """Note the first act."""
    _once("first act")
