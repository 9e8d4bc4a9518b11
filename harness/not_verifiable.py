"""Scenarios that could check nothing: those that the portal limited, and how many an environment allows."""

from collections import Counter
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Error as PlaywrightError

from evidence.folders import run_folder
from evidence.report.results import read_runs
from harness.run import RUN, Run
from testkit.api.limits import Limits
from testkit.network.invariants import Watch
from testkit.verifiable import LIMITED, NOT_VERIFIABLE

WATCH = pytest.StashKey[Watch]()
"""What is watched in the traffic of a scenario."""
LIMITS = pytest.StashKey[Limits]()
"""The limits of a scenario, with the calls of the suite's own that the portal's platform refused."""
_TOO_MANY = pytest.StashKey[list[str]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """End a scenario as limited whose preparation failed while the portal limited calls."""
    yield from _limited_instead_of_failed(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """End a scenario as limited that failed while the portal limited calls."""
    yield from _limited_instead_of_failed(item)


def _limited_instead_of_failed(item: pytest.Item) -> Generator[None]:
    try:
        yield
    except (AssertionError, PlaywrightError, pytest.fail.Exception):
        for calls in item.stash[WATCH].calls if WATCH in item.stash else ():
            calls.check_limits()
        if LIMITS in item.stash:
            item.stash[LIMITS].check_limits()
        raise


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count the scenarios that were not verifiable or limited, in the process that collects all results."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    scenarios = list(read_runs([run_folder(config)]))
    unverified = [one for one in scenarios if one.last.reason.startswith((NOT_VERIFIABLE, LIMITED))]
    found = Counter((one.last.environment, one.last.project) for one in unverified)
    checked = {one.last.environment for one in scenarios if one.last.outcome not in {"skipped", "limited"}}
    config.stash[_TOO_MANY] = list(too_many(config.stash[RUN], found, checked))
    if config.stash[_TOO_MANY] and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def too_many(run: Run, found: Counter[tuple[str, str]], checked: set[str]) -> Iterator[str]:
    """A sentence for each environment and browser in which more scenarios could check nothing than are allowed.

    Where any number is allowed, one scenario at least has checked something: a smoke check of nothing is not green.
    """
    for (name, environment), inbox in zip(run.environments.items(), run.inboxes, strict=False):
        allowed = environment.max_not_verifiable
        if allowed is None and environment.command and inbox.is_mailpit:
            allowed = 0
        if allowed is None:
            if name not in checked and any(where == name for where, _ in found):
                yield f"No scenario could check anything on {name}: the run fails. The report says what each needs."
            continue
        for project, browser in run.projects.items():
            # Scenarios that need no browser have no project.
            count, more = found[name, project] + found[name, ""], browser.max_not_verifiable
            if count > allowed + more:
                yield (
                    f"{count} scenario{' was' if count == 1 else 's were'} not verifiable or limited on {name} in "
                    f"{project}, and {allowed + more} may be: the run fails. The report says what each needs; if that "
                    f"is expected, set environments.{name}.max_not_verifiable to {count - more}."
                )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the environments in which too few scenarios could be checked."""
    for sentence in config.stash.get(_TOO_MANY, []):
        terminalreporter.line(sentence, red=True)
