"""The notice of a run that may create few customers, before its first scenario: how many, and whether they do."""

import ast
from pathlib import Path
from typing import Any

import pytest

from harness.run import RUN
from testkit.members.customers import Budget, total_of
from testkit.members.pool import MOST_AT_ONCE

MARK = "new_customer"
_ANNOUNCED = pytest.StashKey[bool]()


def needs_new_customer(item: pytest.Item) -> bool:
    """Whether a scenario needs a customer that nobody has used."""
    return item.get_closest_marker(MARK) is not None


def pytest_collection_finish(session: pytest.Session) -> None:
    """Print the notice before the first scenario, where there are no workers."""
    if not hasattr(session.config, "workerinput") and session.items:
        _announce(session.config, sum(map(needs_new_customer, session.items)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """Print the notice once the first worker has collected: it sends names alone, so the marks are read from files."""
    files = {one.partition("::")[0] for one in ids}
    marked = {f"{file}::{name}" for file in files for name in _marked_in(node.config.rootpath / file)}
    _announce(node.config, sum(1 for one in ids if one.partition("[")[0] in marked))


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
        lines.append(f"  some of those {marked} will not be verifiable: set customers_per_run to {enough} or more")
    return lines


def _announce(config: pytest.Config, marked: int) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or RUN not in config.stash or config.option.collectonly or config.stash.get(_ANNOUNCED, False):
        return
    config.stash[_ANNOUNCED] = True
    run = config.stash[RUN]
    if not (run.targets or run.starting):  # the suite's own tests
        return
    workers = config.option.numprocesses or 1
    for name, environment in run.environments.items():
        total = total_of(environment.customers_per_run, workers, deployed=bool(environment.base_url))
        if total is not None and environment.members == "api":
            terminal.ensure_newline()
            for line in budget_lines(name, total, workers, marked // len(run.environments)):
                terminal.line(line)


def _marked_in(file: Path) -> list[str]:
    """The scenarios of a file that are marked, by the names of their functions."""
    return [
        node.name
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(one) == f"pytest.mark.{MARK}" for one in node.decorator_list)
    ]
