"""A pytest plugin for runs against a patched portal: likely scenarios first, and each failure written down."""

import json
from pathlib import Path

import pytest

from evidence.folders import run_folder
from evidence.recording.pytest_reports import reason_of
from evidence.report.results import Result


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the runner's options."""
    group = parser.getgroup("defects", "seeded defects")
    group.addoption("--failures", metavar="FILE", help="Note failed scenarios there, a line of JSON each.")
    group.addoption("--likely", action="append", default=[], metavar="WORDS", help="Run scenarios so named first.")


def pytest_configure(config: pytest.Config) -> None:
    """Listen where all reports arrive: in the controller, or in a run without workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Listener(Path(config.getoption("--failures"))))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the likely scenarios first; keep the order of the rest."""
    likely = config.getoption("--likely")

    def rank(item: pytest.Item) -> int:
        name = item.name.replace("_", " ")
        return next((place for place, words in enumerate(likely) if words in name), len(likely))

    items.sort(key=rank)


class Listener:
    """Writes a failure down at once: the run may be stopped before its end."""

    session: pytest.Session

    def __init__(self, path: Path) -> None:
        self.path = path

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Keep the session, so that it can be stopped."""
        self.session = session

    def pytest_sessionfinish(self) -> None:
        """Write down the invariants that were broken, as failures of the scenarios in which they were."""
        for result in self._broken_invariants():
            self._note(result.details.splitlines()[1], "call", result.reason)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write down a phase that failed; stop at a broken invariant, as -x does at a failed scenario only."""
        if report.failed:
            self._note(report.nodeid, str(report.when), reason_of(report))
        stops_at_first = self.session.config.getoption("maxfail") == 1
        if stops_at_first and report.when == "teardown" and self._broken_invariants():
            self.session.shouldfail = "an invariant was broken"

    def _broken_invariants(self) -> list[Result]:
        # Imported late: pytest has to rewrite the asserts of plugins first.
        from harness.invariants import broken

        return broken(run_folder(self.session.config))

    def _note(self, nodeid: str, when: str, message: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"nodeid": nodeid, "when": when, "message": message}) + "\n")
