"""What the terminal says of verdicts: a pytest plugin beside `evidence.verdicts.plugin`."""

from collections.abc import Iterable, Iterator, Mapping

import pytest

from evidence.catalogue.entry import Entry
from evidence.verdicts.plugin import GREEN_FAILURES, RULES, left_out, verdict_of

_SHORT = {"finding": "!", "accepted": "a"}


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.CollectReport | pytest.TestReport) -> object:
    """A finding and an accepted deviation are categories of their own; what is fixed has passed."""
    if not isinstance(report, pytest.TestReport) or report.when != "call":
        return None
    verdict = verdict_of(report)
    if verdict in GREEN_FAILURES and hasattr(report, "wasxfail"):
        return verdict, _SHORT[verdict], (verdict.upper(), {"yellow": True})
    if verdict == "fixed" and report.passed:
        return "passed", ".", ("FIXED", {"green": True})
    return None


class VerdictsTold:
    """Gathers what a run found and tells it at the end: findings, deviations, what holds again, what is left out."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._reports: list[pytest.TestReport] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the reports that say more than passed or failed."""
        if report.when == "call" and verdict_of(report) in {*GREEN_FAILURES, "fixed"} and not _goes_on(report):
            self._reports.append(report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell of them, each kind under a heading of its own."""
        findings, accepted = ([one for one in self._reports if verdict_of(one) == kind] for kind in GREEN_FAILURES)
        parts = {
            "findings (they do not fail the run)": [line for report in findings for line in _told(report)],
            "accepted deviations": [_named(report) for report in accepted],
            "fixed": list(_fixed(self._config, self._reports)),
            "left out": [f"{_scenarios(number)}: {why}" for why, number in left_out(self._config).items()],
        }
        for title, lines in parts.items():
            if lines:
                terminalreporter.section(title)
                for line in lines:
                    terminalreporter.line(line)


def pytest_configure(config: pytest.Config) -> None:
    """Gather verdicts where reports come together."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(VerdictsTold(config), "verdicts-told")


def holding_again(
    accepted: Mapping[str, frozenset[int]], reports: Iterable[pytest.TestReport]
) -> dict[tuple[str, int], int]:
    """Accepted statements, by environment, that every scenario naming them found kept, with how many did."""
    kept: dict[tuple[str, int], int] = {}
    broken: set[tuple[str, int]] = set()
    for report in reports:
        entry = entry_of_report(report)
        environment = str(getattr(report, "environment", ""))
        for number in accepted.get(environment, frozenset()).intersection(entry.statements if entry else ()):
            if verdict_of(report) == "fixed":
                kept[environment, number] = kept.get((environment, number), 0) + 1
            elif verdict_of(report) == "accepted":
                broken.add((environment, number))
    return {key: number for key, number in kept.items() if key not in broken}


def entry_of_report(report: pytest.TestReport) -> Entry | None:
    """The catalogue's entry of the scenario that this report is about; None for the suite's own tests."""
    data = getattr(report, "entry", None)
    return Entry.from_dict(data) if data else None


def _goes_on(report: pytest.TestReport) -> bool:
    """Whether this attempt does not count, since another follows (pytest-rerunfailures)."""
    return str(report.outcome) == "rerun"


def _fixed(config: pytest.Config, reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    accepted = {name: rules.accepted for name, rules in config.stash.get(RULES, {}).items()}
    for (environment, number), times in sorted(holding_again(accepted, reports).items()):
        yield f"Statement {number} holds again on {environment}, in {_scenarios(times)} that ran: take it off the list."


def _told(report: pytest.TestReport) -> Iterator[str]:
    yield _named(report)
    crash = getattr(report.longrepr, "reprcrash", None)
    words = crash.message if crash else report.longreprtext.strip().rpartition("\n")[2]
    yield f"    {words.removeprefix('AssertionError: ').partition(chr(10))[0]}"


def _named(report: pytest.TestReport) -> str:
    entry = entry_of_report(report)
    if entry is None:
        return report.nodeid
    where = ", ".join(filter(None, (entry.project, entry.environment or getattr(report, "environment", ""))))
    return f"{entry.chapter}: {entry.title}" + (f" [{where}]" if where else "")


def _scenarios(number: int) -> str:
    return f"{number} scenario{'' if number == 1 else 's'}"
