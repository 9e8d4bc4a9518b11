"""Notices of a run about its members: before its first scenario what it will do, at its end which members it used."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evidence.folders import run_folder
from harness.portal.targets import Target
from harness.run import RUN, Run
from testkit.api.limits import USAGE_LOG, UsageLog
from testkit.members.customers import Budget, total_of
from testkit.members.pool import MOST_AT_ONCE
from testkit.settings.model import Environment

MOST_NAMED = 12
MARK = "new_customer"
_ANNOUNCED = pytest.StashKey[bool]()


def needs_new_customer(item: pytest.Item) -> bool:
    """Whether a scenario needs a customer that nobody has used."""
    return item.get_closest_marker(MARK) is not None


def pytest_collection_finish(session: pytest.Session) -> None:
    """Print the notice before the first scenario, where there are no workers."""
    if not hasattr(session.config, "workerinput"):
        _announce(session.config, [item.nodeid for item in session.items])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """Print the notice once the first worker has collected; all collect the same."""
    _announce(node.config, ids)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the members of pools that were used, also where the run was interrupted."""
    log = UsageLog(run_folder(config) / USAGE_LOG)
    for name, environment in config.stash[RUN].environments.items():
        used = log.members(name)
        if environment.members != "pool" or not used:
            continue
        mails = log.mails(name)
        terminalreporter.section(f"members of {name} that this run used")
        terminalreporter.line(f"{mails} reset mail{'' if mails == 1 else 's'} requested; no customer was created.")
        for one in used:
            terminalreporter.line(one.words)


def _announce(config: pytest.Config, scenarios: list[str]) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or not scenarios or config.option.collectonly or config.stash.get(_ANNOUNCED, False):
        return
    config.stash[_ANNOUNCED] = True
    lines = list(_notices(config.stash[RUN], scenarios, config.option.numprocesses or 1))
    if lines:
        terminal.ensure_newline()
    for line in lines:
        terminal.line(line)


def _notices(run: Run, scenarios: list[str], workers: int) -> Iterator[str]:
    """What is printed before anything has happened, with time left for Ctrl-C."""
    if not (run.targets or run.starting):  # the suite's own tests
        return
    for name, environment in run.environments.items():
        ours = [one for one in scenarios if len(run.environments) == 1 or name in one.partition("[")[2].split("-")]
        total = total_of(environment.customers_per_run, workers, deployed=bool(environment.base_url))
        if ours and environment.members == "pool":
            yield from _pool_lines(environment, run.targets[name], ours, workers)
        elif total is not None:
            yield from budget_lines(name, total, workers, _marked_among(ours, run.folder))


def _pool_lines(environment: Environment, target: Target, scenarios: list[str], workers: int) -> list[str]:
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
        "  their passwords change, and the new ones are known to this run only; no customer is created",
        *([few] if own < MOST_AT_ONCE else []),
    ]


def budget_lines(name: str, total: int, workers: int, marked: int) -> list[str]:
    """How a budget is used, and what it is too small for."""
    budget = Budget.of(total, workers, marked)
    shared = (
        f"{budget.shared} for each of {workers} workers to pass on" if workers > 1 else f"{budget.shared} to pass on"
    )
    need = "1 scenario needs" if marked == 1 else f"{marked} scenarios need"
    lines = [f"{name}: at most {total} customers are created, {shared}; {need} one that nobody has used"]
    if budget.shared < MOST_AT_ONCE:
        lines.append(
            f"  scenarios that need more than {budget.shared} at once will not be verifiable: set customers_per_run to "
            f"{MOST_AT_ONCE * workers + marked} or more, or run with fewer workers (-n)"
        )
    elif budget.new < marked:
        enough = total + (marked - (total - budget.shared * workers))
        which = "it" if marked == 1 else f"some of those {marked}"
        lines.append(f"  {which} will not be verifiable: set customers_per_run to {enough} or more")
    return lines


def _marked_among(scenarios: list[str], folder: Path) -> int:
    """How many need a customer that nobody has used; workers send names alone, so the marks are read from files."""
    marked = {
        f"{file}::{node.name}"
        for file in {one.partition("::")[0] for one in scenarios}
        for node in ast.parse((folder / file).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(one) == f"pytest.mark.{MARK}" for one in node.decorator_list)
    }
    return sum(one.partition("[")[0] in marked for one in scenarios)
