"""One readable line per scenario, with and without pytest-xdist; every other test is told as pytest always does."""

from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

SIGNS = {
    "passed": ("✓", "green", ""),
    "failed": ("✗", "red", "FAILED"),
    "finding": ("!", "yellow", "finding"),
    "accepted": ("≈", "cyan", "accepted deviation"),
    "fixed": ("✓", "cyan", "holds again: no longer needs to be accepted"),
    "flaky": ("↻", "yellow", "flaky: failed, then passed"),
    "rerun": ("↻", "yellow", "failed, tried again"),
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


class ReadableReporter(TerminalReporter):  # type: ignore[misc]  # final, yet there is no hook for a whole line
    """pytest's reporter, but for how it tells of scenarios."""

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        """Say nothing yet: a scenario has its line when it is over."""
        if self.config.getoption("verbose") > 0:
            super().pytest_runtest_logstart(nodeid, location)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a phase, and tell of the scenario with its last one."""
        told: dict[str, Any] | None = getattr(report, "scenario", None)
        if told is None:
            super().pytest_runtest_logreport(report)
            return
        self._tests_ran = True
        rerun = report.outcome == "rerun"  # type: ignore[comparison-overlap]
        category, _, _ = self.config.hook.pytest_report_teststatus(report=report, config=self.config)
        again = self._will_rerun(report, told)
        if again:
            category = ""  # the attempt that counts is still to come
        elif report.when == "teardown" and told["outcome"] in {"finding", "accepted", "fixed"}:
            category = told["outcome"]
        elif report.when == "call" and (report.passed or hasattr(report, "wasxfail")):
            category = ""  # what it amounts to is known when the scenario is over
        elif report.when == "teardown" and told["outcome"] == "passed":
            category = "flaky" if told["attempt"] > 1 else "passed"
        self._add_stats(category, [report])
        if told:
            self._tell("rerun" if rerun or again else category or told["outcome"], told)

    def _will_rerun(self, report: pytest.TestReport, told: dict[str, Any]) -> bool:
        reruns = int(self.config.getoption("reruns", 0) or 0)
        return report.when == "teardown" and told["outcome"] in {"failed", "finding"} and told["attempt"] <= reruns

    def _tell(self, outcome: str, told: dict[str, Any]) -> None:
        if self.verbosity < 0 and outcome == "passed":
            return
        sign, colour, word = SIGNS.get(outcome, SIGNS["failed"])
        where = " ".join(dict.fromkeys(one for one in (told["project"], told["environment"]) if one))
        self.ensure_newline()
        self._tw.write(f"{sign} ", **{colour: True})
        self._tw.write(f"{told['chapter']} · {told['name']}")
        self._tw.write(f"  [{where}]" if where and self._several(told) else "", light=True)
        self._tw.write(f"  {told['seconds']:.1f} s", light=True)
        self._tw.write(f"  {word}" if word else "", **{colour: True})
        self._tw.line()
        if told.get("unwritten"):
            self._tw.line(f"    {told['unwritten']}", red=True)
        if told["reason"] and outcome != "passed":
            self._tw.line(f"    {told['reason'][:200]}", light=True)

    def _several(self, told: dict[str, Any]) -> bool:
        """Whether the reader can't know where a scenario ran: more than one browser or environment is in play."""
        given = self.config.getoption
        return any(len(given(option, []) or []) > 1 for option in ("browser", "env", "project")) or (
            told["project"] != "chromium"
        )
