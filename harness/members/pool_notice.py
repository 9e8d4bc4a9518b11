"""Notices of a run with members of a pool: beforehand what it is about to do, at the end which members it used."""

from typing import Any

import pytest

from evidence.folders import run_folder
from harness.portal.targets import Target
from harness.run import RUN, Run
from testkit.api.limits import USAGE_LOG, UsageLog
from testkit.members.pool import MOST_AT_ONCE
from testkit.settings.model import Environment

MOST_NAMED = 12
_ANNOUNCED = pytest.StashKey[bool]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Print the notice before the first scenario, where there are no workers."""
    if not hasattr(session.config, "workerinput") and session.items:
        _announce(session.config, [item.nodeid for item in session.items])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """Print the notice once the first worker has collected; all collect the same."""
    _announce(node.config, ids)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the members that were used, also where the run was interrupted."""
    log = UsageLog(run_folder(config) / USAGE_LOG)
    for name in _pooled(config.stash[RUN]):
        used = log.members(name)
        if not used:
            continue
        mails = log.mails(name)
        terminalreporter.section(f"members of {name} that this run used")
        terminalreporter.line(f"{mails} reset mail{'' if mails == 1 else 's'} requested; no customer was created.")
        for one in used:
            terminalreporter.line(one.words)


def _announce(config: pytest.Config, scenarios: list[str]) -> None:
    run = config.stash[RUN]
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or not scenarios or config.option.collectonly or config.stash.get(_ANNOUNCED, False):
        return
    config.stash[_ANNOUNCED] = True
    for name, environment in _pooled(run).items():
        ours = [one for one in scenarios if len(run.environments) == 1 or name in one.partition("[")[2].split("-")]
        if ours and name in run.targets:
            terminal.ensure_newline()
            for line in _about_to(environment, run.targets[name], ours, config.option.numprocesses or 1):
                terminal.line(line)


def _about_to(environment: Environment, target: Target, scenarios: list[str], workers: int) -> list[str]:
    """What is printed before anything has happened, with time left for Ctrl-C."""
    standard = [member.email for member in target.members if member.kind == "standard"]
    mails = f"at most {len(scenarios)} reset mails" if environment.production else "their reset mails"
    pace = f", at most {environment.mails_per_minute} a minute" if environment.mails_per_minute else ""
    named = [f"  {one.rpartition('::')[2].removeprefix('test_').replace('_', ' ')}" for one in scenarios]
    more = [f"  … and {len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
    own = len(standard) // workers
    few = f"  members for each worker: {own}; scenarios that need more at once are not verifiable"
    return [
        f"About to run against {target.name}, {target.portal_url}"
        + (", a live portal" if environment.production else ""),
        *named[:MOST_NAMED],
        *more,
        f"  requesting {mails}{pace}, as members of the pool: {', '.join(standard)}",
        "  their passwords change, and only this run knows the new ones; no customer is created",
        *([few] if own < MOST_AT_ONCE else []),
    ]


def _pooled(run: Run) -> dict[str, Environment]:
    return {name: one for name, one in run.environments.items() if one.members == "pool"}
