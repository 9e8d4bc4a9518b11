"""One readable line per scenario, with and without pytest-xdist; other tests are reported as pytest does."""

from collections.abc import Callable
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from evidence.verdicts.plugin import several_places
from evidence.verdicts.progress import ProgressLine, is_watched
from testkit.text import shortened

SIGNS = {
    "passed": ("✓", "green", ""),
    "failed": ("✗", "red", "FAILED"),
    "finding": ("!", "yellow", "finding"),
    "accepted": ("≈", "cyan", "accepted"),
    "fixed": ("✓", "cyan", "holds, although accepted as a deviation"),
    "flaky": ("↻", "yellow", "flaky: failed, then passed"),
    "rerun": ("↻", "yellow", "failed, tried again"),
    "limited": ("~", "yellow", "limited"),
    "skipped": ("-", "yellow", "skipped"),
}


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the place of pytest's own reporter, once that is there and before pytest-xdist looks for it."""
    manager = config.pluginmanager
    usual = manager.get_plugin("terminalreporter")
    if type(usual) is TerminalReporter:
        manager.unregister(usual)
        ours = ReadableReporter(config)
        ours.__dict__.update(usual.__dict__)
        manager.register(ours, "terminalreporter")
        if is_watched(ours) and not hasattr(config, "workerinput"):
            ours.progress = ProgressLine(ours)
            manager.register(ours.progress, "progress-line")


class ReadableReporter(TerminalReporter):  # type: ignore[misc]  # final, yet there is no hook for a whole line
    """pytest's reporter, except for the lines about scenarios."""

    progress: ProgressLine | None = None
    """The last line of an interactive terminal, which says how far the run is."""

    def ensure_newline(self) -> None:
        """Remove the progress line as well, before anything is written."""
        if self.progress:
            self.progress.clear()
        super().ensure_newline()

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        """Print nothing yet: a scenario gets its line at its end."""
        if self.config.getoption("verbose") > 0:
            super().pytest_runtest_logstart(nodeid, location)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a phase; print the scenario's line after its last one."""
        scenario: dict[str, Any] | None = getattr(report, "scenario", None)
        if scenario is None:
            super().pytest_runtest_logreport(report)
            return
        self._tests_ran = True
        rerun = report.outcome == "rerun"  # type: ignore[comparison-overlap]
        category, _, _ = self.config.hook.pytest_report_teststatus(report=report, config=self.config)
        again = self._will_rerun(report, scenario)
        if again:
            category = ""  # the attempt that counts is still to come
        elif report.when == "teardown" and scenario["outcome"] in {"finding", "accepted", "fixed"}:
            category = scenario["outcome"]
        elif report.when == "call" and (report.passed or hasattr(report, "wasxfail")):
            category = ""  # the outcome is known when the scenario is over
        elif report.when == "teardown" and scenario["outcome"] == "passed":
            category = "flaky" if scenario["attempt"] > 1 else "passed"
        self._add_stats(category, [report])
        if scenario:
            self._tell("rerun" if rerun or again else category or scenario["outcome"], scenario)

    def _will_rerun(self, report: pytest.TestReport, scenario: dict[str, Any]) -> bool:
        reruns = int(self.config.getoption("reruns", 0) or 0)
        return (
            report.when == "teardown" and scenario["outcome"] in {"failed", "finding"} and scenario["attempt"] <= reruns
        )

    def _tell(self, outcome: str, scenario: dict[str, Any]) -> None:
        if self.verbosity < 0 and outcome == "passed":
            return
        sign, colour, word = SIGNS.get(outcome, SIGNS["failed"])
        where = " ".join(dict.fromkeys(one for one in (scenario["project"], scenario["environment"]) if one))
        self.ensure_newline()
        self._tw.write(f"{sign} ", **{colour: True})
        self._tw.write(f"{scenario['chapter']} · {scenario['name']}")
        self._tw.write(f"  [{where}]" if where and several_places(self.config) else "", light=True)
        self._tw.write(f"  {scenario['seconds']:.1f} s", light=True)
        self._tw.write(f"  {word}" if word else "", **{colour: True})
        self._tw.line()
        if scenario.get("unwritten"):
            self._tw.line(f"    {scenario['unwritten']}", red=True)
        for problem in scenario["problems"]:
            self._tw.line(f"    Evidence is incomplete. {shortened(problem)}", yellow=True)
        if scenario["reason"] and outcome != "passed":
            self._tw.line(f"    {shortened(scenario['reason'])}", light=True)

    def summary_failures(self) -> None:
        """Leave scenarios to the four parts that the plugin prints, but for the code that `-vv` shows."""
        self._without_scenarios("failed", super().summary_failures)

    def summary_errors(self) -> None:
        """The same for errors in set-up and clean-up."""
        self._without_scenarios("error", super().summary_errors)

    def short_test_summary(self) -> None:
        """The same for the list of both: each scenario has its line already, and the report's path stays the last."""
        show = super().short_test_summary
        self._without_scenarios("failed", lambda: self._without_scenarios("error", show))

    def _without_scenarios(self, category: str, show: Callable[[], None]) -> None:
        reports = self.stats.get(category, [])
        if self.verbosity < 2:  # noqa: PLR2004 - -vv
            self.stats[category] = [one for one in reports if getattr(one, "scenario", None) is None]
        show()
        if category in self.stats:
            self.stats[category] = reports
