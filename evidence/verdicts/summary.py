"""The terminal's summary of verdicts, a pytest plugin beside `evidence.verdicts.plugin`."""

from collections.abc import Container, Iterable, Iterator, Mapping

import pytest

from evidence.catalogue.entry import Entry
from evidence.catalogue.plugin import collected_entries
from evidence.recording.pytest_reports import reason_of
from evidence.verdicts.outcome import is_limited
from evidence.verdicts.plugin import GREEN_FAILURES, NEEDED, RULES, left_out, several_places, verdict_of

_SHORT = {"finding": "!", "accepted": "a"}


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.CollectReport | pytest.TestReport) -> object:
    """Limited, a finding and an accepted deviation are categories of their own; what is fixed has passed."""
    if isinstance(report, pytest.TestReport) and is_limited(report):
        return "limited", "l", ("LIMITED", {"yellow": True})
    if not isinstance(report, pytest.TestReport) or report.when != "call":
        return None
    verdict = verdict_of(report)
    if verdict in GREEN_FAILURES and hasattr(report, "wasxfail"):
        return verdict, _SHORT[verdict], (verdict.upper(), {"yellow": True})
    if verdict == "fixed" and report.passed:
        return "passed", ".", ("FIXED", {"green": True})
    return None


class VerdictSummary:
    """Lists at the end of a run: findings, accepted deviations, those that hold again, what was left out."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._reports: list[pytest.TestReport] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the reports that say more than passed or failed."""
        if report.when == "call" and verdict_of(report) in {*GREEN_FAILURES, "fixed"} and not _is_rerun(report):
            self._reports.append(report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print each kind under a heading of its own."""
        findings, accepted = ([one for one in self._reports if verdict_of(one) == kind] for kind in GREEN_FAILURES)
        parts = {
            "findings (they do not fail the run)": [line for one in findings for line in self._with_reason(one)],
            "accepted deviations (`accepted` of their environment lists them)": [self._named(one) for one in accepted],
            "fixed": list(_fixed(self._config, self._reports)),
            "left out": [f"{_scenarios(number)}: {why}" for why, number in left_out(self._config).items()],
        }
        for title, lines in parts.items():
            if lines:
                terminalreporter.section(title)
                for line in lines:
                    terminalreporter.line(line)

    def _with_reason(self, report: pytest.TestReport) -> Iterator[str]:
        yield self._named(report)
        yield f"    {reason_of(report).removeprefix('AssertionError: ').partition(chr(10))[0]}"

    def _named(self, report: pytest.TestReport) -> str:
        entry = entry_of_report(report)
        if entry is None:
            return report.nodeid
        environment = entry.environment or getattr(report, "environment", "")
        where = ", ".join(filter(None, (entry.project, environment))) if several_places(self._config) else ""
        id_ = f"{entry.id} " if entry.id else ""
        return f"{id_}{entry.chapter}: {entry.title}" + (f" [{where}]" if where else "")


def pytest_configure(config: pytest.Config) -> None:
    """Collect verdicts in the process that receives all reports."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(VerdictSummary(config), "verdict-summary")


def holding_again(
    accepted: Iterable[str], excused: Mapping[str, list[str]], verdicts: Mapping[str, str], needed: Container[str] = ()
) -> list[str]:
    """Which of these acceptances are no longer needed: every scenario that they excuse has run and passed.

    `needed` are those that an invariant needs, which was broken.
    """
    return [
        name
        for name in sorted(accepted)
        if excused.get(name)
        and name not in needed
        and all(verdicts.get(node_id) == "fixed" for node_id in excused[name])
    ]


def entry_of_report(report: pytest.TestReport) -> Entry | None:
    """The catalogue's entry of the scenario that this report is about; None for the suite's own tests."""
    data = getattr(report, "entry", None)
    return Entry.from_dict(data) if data else None


def _is_rerun(report: pytest.TestReport) -> bool:
    """Whether another attempt follows (pytest-rerunfailures), so that this one does not count."""
    return str(report.outcome) == "rerun"


def _fixed(config: pytest.Config, reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    verdicts = {report.nodeid: verdict_of(report) for report in reports}
    several = len(config.stash.get(RULES, {})) > 1
    for environment, rules in config.stash.get(RULES, {}).items():
        excused: dict[str, list[str]] = {}
        for node_id, entry in collected_entries(config).items():
            if not several or entry.environment == environment:
                for name in rules.accepted_by(entry):
                    excused.setdefault(name, []).append(node_id)
        needed = {name for where, name in config.stash.get(NEEDED, set()) if where == environment}
        for name in holding_again(rules.accepted, excused, verdicts, needed):
            words = f"Statement {name}" if name.isdecimal() else name
            yield (
                f"{words} holds again on {environment}, in {_scenarios(len(excused[name]))}: "
                f'remove "{name}" from environments.{environment}.accepted.'
            )


def _scenarios(number: int) -> str:
    return f"{number} scenario{'' if number == 1 else 's'}"
