"""The pytest plugin for the catalogue: `--catalogue` prints it, and a scenario without its source is refused."""

import argparse
import sys
from typing import Any

import pytest

from evidence.catalogue.entry import Entry, entry_of, is_scenario, problems

_COLLECTED = pytest.StashKey[dict[str, Entry]]()


def collected_entries(config: pytest.Config) -> dict[str, Entry]:
    """Every scenario that was collected, by node id, deselected ones included; workers send theirs at the end."""
    return config.stash.setdefault(_COLLECTED, {})


class _ListOnly(argparse.Action):
    """Store the format and make pytest collect only, so that no portal, browser or inbox is started."""

    def __call__(self, _parser: Any, namespace: argparse.Namespace, values: Any, _option: str | None = None) -> None:
        namespace.catalogue = values
        namespace.collectonly = True


class _Printer:
    """Prints the catalogue and nothing else, so that the output can be redirected to a file."""

    def __init__(self, config: pytest.Config) -> None:
        self._writer = config.get_terminal_writer()
        self._format: str = config.option.catalogue

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            sys.stderr.write(f"{report.longreprtext}\n")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        from evidence.catalogue.tables import catalogue_tables
        from evidence.catalogue.text import as_markdown, as_text

        if not session.testsfailed:
            tables = catalogue_tables(entry_of(item) for item in session.items if is_scenario(item))
            self._writer.line(as_markdown(tables) if self._format == "markdown" else as_text(tables))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--catalogue`."""
    parser.getgroup("portal").addoption(
        "--catalogue",
        action=_ListOnly,
        nargs="?",
        const="text",
        choices=("text", "markdown"),
        help="Print every scenario with its source, and the scenarios for each statement; runs nothing.",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Replace the terminal reporter by the catalogue."""
    if config.option.catalogue:
        config.pluginmanager.register(_Printer(config), "catalogue-printer")
        config.pluginmanager.unregister(name="terminalreporter")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    """Report scenarios without chapter, source or known statements as errors of their file.

    A `UsageError` during collection is lost in pytest-xdist's workers.
    """
    report = yield
    if report.passed and is_scenario(collector):
        found = [sentence for item in report.result if isinstance(item, pytest.Item) for sentence in problems(item)]
        if found:
            report.outcome, report.longrepr, report.result = "failed", "\n".join(dict.fromkeys(found)), []
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Remember every scenario before any is deselected."""
    collected_entries(config).update({item.nodeid: entry_of(item) for item in items if is_scenario(item)})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send a worker's scenarios to the controller, which collects none itself."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["catalogue"] = [entry.to_dict() for entry in collected_entries(session.config).values()]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take a worker's scenarios; all workers collect the same, so one that crashed is no loss."""
    entries = [Entry.from_dict(data) for data in getattr(node, "workeroutput", {}).get("catalogue", ())]
    collected_entries(node.config).update({entry.node_id: entry for entry in entries})
