"""A pytest plugin that records what happens between the command and the first action."""

import time
from collections.abc import Generator
from typing import Any

import pytest

from tests.bench.plugins.notes import note

_SEEN: set[str] = set()


def _once(what: str, **more: Any) -> None:
    if what not in _SEEN:
        _SEEN.add(what)
        note(what, **more)


_once("pytest is there")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Every plugin is imported; what the run needs is being started."""
    result = yield
    _once("imported")
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """Inbox and portal are configured."""
    _once("configured")


def pytest_testnodeready() -> None:
    """The first worker answers."""
    _once("worker answers")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Collection begins."""
    _once("collecting")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Collection has ended."""
    _once("collected")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """The first scenario begins."""
    _once("first scenario")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
    """Record the set-up time of each fixture of the first scenario."""
    began = time.perf_counter()
    result = yield
    if "first act" not in _SEEN:
        note("fixture", name=fixturedef.argname, seconds=time.perf_counter() - began)
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    """The first action begins."""
    _once("first act")
