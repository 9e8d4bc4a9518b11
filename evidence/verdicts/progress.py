"""The last line of an interactive terminal: how far the run is.

Scenarios done and failed, the time left, and the scenario that has been running longest.
"""

import os
import time
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import pytest

from evidence.catalogue.entry import sentence
from evidence.folders import output_folder
from evidence.report.history import read_history, usual_seconds
from evidence.verdicts.plugin import RULES
from testkit.text import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

_MINUTE = 60


@dataclass
class Progress:
    """How far a run of these scenarios is."""

    node_ids: list[str]
    usual: "Mapping[str, float]" = field(default_factory=dict)
    """The seconds of each scenario in earlier runs."""
    workers: int = 1
    done: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    running: dict[str, float] = field(default_factory=dict)
    """The time at which each scenario that is running was started."""

    def line(self, width: int) -> str:
        """One line of at most this many characters."""
        parts = [f"{len(self.done)} of {len(self.node_ids)} done", f"{len(self.failed)} failed"]
        if left := self._time_left():
            parts.append(f"about {left} left")
        if self.running:
            node_id, began = min(self.running.items(), key=lambda one: one[1])
            since = time.strftime("%H:%M:%S", time.localtime(began))
            name = sentence(node_id.rpartition("::")[2].partition("[")[0])
            parts.append(f"running since {since}: {name}")
        return shortened(" · ".join(parts), width)

    def _time_left(self) -> str:
        """The time that the rest took in earlier runs, shared by the workers; empty where none is known."""
        left = [one for one in self.node_ids if one not in self.done]
        known = [self.usual[one] for one in left if one in self.usual]
        if not known:
            return ""
        now = time.time()
        spent = sum(min(now - began, self.usual.get(one, 0)) for one, began in self.running.items())
        seconds = max((sum(known) / len(known) * len(left) - spent) / self.workers, 1)
        return f"{seconds / _MINUTE:.0f} min" if seconds > 2 * _MINUTE else f"{seconds:.0f} s"


class ProgressLine:
    """Keeps the line below everything else that the reporter writes."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter = reporter
        self._progress: Progress | None = None
        self._is_shown = False

    def clear(self) -> None:
        """Remove the line."""
        if self._is_shown:
            self._is_shown = False
            self._reporter.write("\r\x1b[K")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Begin, without workers."""
        self._begin([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Begin, with workers; all of them collect the same."""
        self._begin(ids)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note that a scenario runs."""
        if self._progress:
            self._progress.running[nodeid] = time.time()
            self._show(self._progress)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how an attempt ended; the last one counts."""
        if self._progress and (scenario := getattr(report, "scenario", None)):
            self._progress.failed.discard(report.nodeid)
            if scenario["outcome"] == "failed":
                self._progress.failed.add(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Note that a scenario is over."""
        if self._progress:
            self._progress.running.pop(nodeid, None)
            self._progress.done.add(nodeid)
            self._show(self._progress)

    def pytest_sessionfinish(self) -> None:
        """Remove the line before the summary."""
        self.clear()

    def _begin(self, node_ids: list[str]) -> None:
        if self._progress or not node_ids or not all(node_id.startswith("e2e/") for node_id in node_ids):
            return
        config = self._reporter.config
        places = list(product(config.stash.get(RULES, {}) or [""], [*(config.getoption("browser", None) or []), ""]))
        usual = usual_seconds(read_history(output_folder(config)), node_ids, places)
        self._progress = Progress(node_ids, usual, config.getoption("numprocesses", None) or 1)

    def _show(self, progress: Progress) -> None:
        self._reporter.ensure_newline()
        width = self._reporter._tw.fullwidth - 1  # noqa: SLF001 - where it is written, and of no public name
        self._reporter.write(progress.line(width), flush=True, light=True)
        self._is_shown = True


def is_watched(reporter: pytest.TerminalReporter) -> bool:
    """Whether a person watches: a terminal whose last line can be written again, no CI, nothing else printed."""
    rewritable = bool(reporter.isatty) and os.environ.get("TERM", "dumb") != "dumb" and not os.environ.get("CI")
    return rewritable and reporter.verbosity <= 0 and str(reporter.config.getoption("capture")) != "no"
