"""`max_not_verifiable`: a run that could check less than an environment allows fails, and says what it missed."""

from collections import Counter

import pytest

from evidence.folders import run_folder
from evidence.report.results import read_runs
from harness.run import RUN
from testkit.verifiable import NOT_VERIFIABLE

_TOO_MANY = pytest.StashKey[dict[str, int]]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count the scenarios that were not verifiable, in the process that collects all results."""
    config = session.config
    limits = {name: one.max_not_verifiable for name, one in config.stash[RUN].environments.items()}
    if hasattr(config, "workerinput") or all(limit is None for limit in limits.values()):
        return
    counts = Counter(
        one.last.environment for one in read_runs([run_folder(config)]) if one.last.reason.startswith(NOT_VERIFIABLE)
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
            f"{count} not verifiable on {name}, and environments.{name}.max_not_verifiable is {limit}: the run fails. "
            "The report says what each needs.",
            red=True,
        )
