"""A pytest plugin for runs against a patched portal: likely scenarios first, and a note of each that failed."""

import json
from pathlib import Path

import pytest

from evidence.recording.pytest_reports import reason_of


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what the runner says."""
    group = parser.getgroup("defects", "seeded defects")
    group.addoption("--failures", metavar="FILE", help="Note failed scenarios there, a line of JSON each.")
    group.addoption("--likely", action="append", default=[], metavar="WORDS", help="Run scenarios so named first.")


def pytest_configure(config: pytest.Config) -> None:
    """Listen where all reports arrive: in the controller, or where there are no workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Listener(Path(config.getoption("--failures"))))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the likely scenarios first; the rest keeps its order."""
    likely = config.getoption("--likely")

    def rank(item: pytest.Item) -> int:
        name = item.name.replace("_", " ")
        return next((place for place, words in enumerate(likely) if words in name), len(likely))

    items.sort(key=rank)


class Listener:
    """Notes a failure the moment it is known: a run may be ended before its own end."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a phase of a scenario that failed."""
        if report.failed:
            failure = {"nodeid": report.nodeid, "when": report.when, "message": reason_of(report)}
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(failure) + "\n")
