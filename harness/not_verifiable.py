"""Scenarios that could check nothing: those that the portal limited, and how many an environment allows."""

from collections import Counter
from collections.abc import Generator

import pytest
from playwright.sync_api import Error as PlaywrightError

from evidence.folders import run_folder
from evidence.report.results import read_runs
from harness.run import RUN
from testkit.network.invariants import Watch
from testkit.verifiable import LIMITED, NOT_VERIFIABLE

WATCH = pytest.StashKey[Watch]()
"""What is watched in the traffic of a scenario."""
_TOO_MANY = pytest.StashKey[dict[str, int]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """End a scenario as limited whose preparation failed while the portal limited its page."""
    yield from _limited_instead_of_failed(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """End a scenario as limited that failed while the portal limited its page."""
    yield from _limited_instead_of_failed(item)


def _limited_instead_of_failed(item: pytest.Item) -> Generator[None]:
    try:
        yield
    except (AssertionError, PlaywrightError, pytest.fail.Exception):
        for calls in item.stash[WATCH].calls if WATCH in item.stash else ():
            calls.check_limits()
        raise


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count the scenarios that were not verifiable or limited, in the process that collects all results."""
    config = session.config
    limits = {name: one.max_not_verifiable for name, one in config.stash[RUN].environments.items()}
    if hasattr(config, "workerinput") or all(limit is None for limit in limits.values()):
        return
    counts = Counter(
        one.last.environment
        for one in read_runs([run_folder(config)])
        if one.last.reason.startswith((NOT_VERIFIABLE, LIMITED))
    )
    too_many = {name: counts[name] for name, limit in limits.items() if limit is not None and counts[name] > limit}
    config.stash[_TOO_MANY] = too_many
    if too_many and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say where too little could be checked; the report has each scenario's reason."""
    for name, count in config.stash.get(_TOO_MANY, {}).items():
        limit = config.stash[RUN].environments[name].max_not_verifiable
        terminalreporter.line(
            f"{count} not verifiable or limited on {name}, and environments.{name}.max_not_verifiable is {limit}: "
            "the run fails. The report says what each needs.",
            red=True,
        )
