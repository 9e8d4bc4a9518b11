"""How scenarios count in each environment: what runs there, what fails the run, what is a finding or accepted.

A pytest plugin, loaded after `evidence.plugin`. `harness/plugin.py` sets each environment's rules in its
`pytest_configure`, in workers as well: `config.stash[RULES] = {name: Rules(…)}`. Every report then carries
`("verdict", …)` among its `user_properties`.

A finding stays a failure for everything that makes evidence or runs it again (`pytest_runtest_makereport`, fixtures,
reruns) and becomes an expected failure only when it is counted (`pytest_runtest_logreport`). pytest's own `xfail`
would make an error in set-up or clean-up an expected failure, too, and hide the failure from all of these.
"""

from copy import copy
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from _pytest.mark import MarkMatcher
from _pytest.mark.expression import Expression  # the language of -m has no public API

from evidence.catalogue.entry import Entry, entry_of, is_scenario
from evidence.verdicts.outcome import EXPECTATION, Expectation, outcome_of

Decision = Literal["fail", "report", "skip"]
GREEN_FAILURES = ("finding", "accepted")
VERDICT = "verdict"


@dataclass(frozen=True)
class Rules:
    """What one environment runs, and how it counts."""

    environment: str = ""
    documented: Decision = "fail"
    hardening: Decision = "fail"
    accepted: frozenset[str] = frozenset()
    """What this portal is known not to keep: ids of hardening scenarios, or numbers of statements."""
    known: frozenset[str] = frozenset()
    """The settings of this environment that say a deviation is known."""
    marks: str = ""
    """What runs there at all, as pytest's -m says it."""
    started: bool = True
    """Whether the portal is started for the run, so that `sandbox` scenarios can run."""
    smoke_only: bool = False
    """Whether it is a live portal that takes nothing but `smoke`."""

    def decision(self, entry: Entry) -> Decision:
        """How a failure of this scenario counts, but for what is accepted."""
        if entry.reported_with in self.known:
            return "report"
        return self.documented if entry.kind == "documented" else self.hardening

    def accepted_by(self, entry: Entry) -> list[str]:
        """What in `accepted` covers this scenario; never anything for one that is documented."""
        names = [entry.id, *map(str, entry.statements)] if entry.kind == "hardening" else []
        return [name for name in names if name in self.accepted]


RULES = pytest.StashKey[dict[str, Rules]]()
NEEDED = pytest.StashKey[set[tuple[str, str]]]()
"""The environments, each with what it accepts, in which an invariant was broken that is accepted by it."""
_LEFT_OUT = pytest.StashKey[dict[str, int]]()
_PHASES = pytest.StashKey[dict[str, pytest.TestReport]]()


def verdict_of(report: pytest.TestReport) -> str:
    """How the scenario ended, as far as it was known at this report."""
    return next((str(value) for name, value in report.user_properties if name == VERDICT), "")


def expectation(entry: Entry, rules: Rules) -> Expectation:
    """What passing and failing mean for this scenario in this environment."""
    if names := rules.accepted_by(entry):
        return Expectation(failing="accepted", passing="fixed", accepted_by=tuple(names))
    return Expectation(failing="finding" if rules.decision(entry) == "report" else "failed")


def rules_of(item: pytest.Item) -> Rules:
    """The rules of the environment that this scenario runs against: its parameter, or the run's only one."""
    rules = item.config.stash.get(RULES, {})
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return rules.get(str(parameters.get("target_name")), next(iter(rules.values()), Rules()))


def several_places(config: pytest.Config) -> bool:
    """Whether the run has more than one browser or environment, so that a line must name its own."""
    return any(len(one or ()) > 1 for one in (config.getoption("browser", None), config.stash.get(RULES, None)))


def left_out(config: pytest.Config) -> dict[str, int]:
    """How many scenarios were left out, by the reason in words."""
    return config.stash.setdefault(_LEFT_OUT, {})


def pytest_configure(config: pytest.Config) -> None:
    """Refuse an environment's `marks` that pytest can't read."""
    for rules in config.stash.get(RULES, {}).values():
        check_readable(f"environments.{rules.environment}.marks", rules.marks)


def check_readable(where: str, expression: str) -> None:
    """Refuse what pytest can't read as an expression of `-k` or `-m`."""
    try:
        Expression.compile(expression)
    except SyntaxError:
        raise pytest.UsageError(
            f"{where} {expression!r} can't be read: join words with and, or and not, as in 'mail and not link'."
        ) from None


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Announce the environments that run only a part of the scenarios."""
    lines = []
    for rules in config.stash.get(RULES, {}).values():
        if rules.smoke_only:
            lines.append(f"{rules.environment} is a live portal: only what is marked smoke runs there")
        if rules.marks:
            lines.append(f"{rules.environment} runs only what is marked: {rules.marks}")
    return lines


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out or skip scenarios by the environment's rules, and set what the others' outcomes mean there.

    A catalogue lists everything.
    """
    if config.getoption("catalogue", None):
        return
    out: dict[str, list[pytest.Item]] = {}
    for item in filter(is_scenario, items):
        rules = rules_of(item)
        item.stash[EXPECTATION] = expectation(entry_of(item), rules)
        if reason := _left_out_because(item, rules):
            out.setdefault(reason, []).append(item)
        elif reason := _skipped_because(entry_of(item), rules):
            item.add_marker(pytest.mark.skip(reason=reason))
    for reason, unwanted in out.items():
        left_out(config)[reason] = len(unwanted)
        config.hook.pytest_deselected(items=unwanted)
        items[:] = [item for item in items if item not in unwanted]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Write the verdict, the environment and the catalogue's entry onto the report."""
    report: pytest.TestReport = yield
    if not is_scenario(item):
        return report
    if report.when == "setup":  # also of a rerun, which starts without the verdict of the last attempt
        item.stash[_PHASES] = {}
        item.user_properties[:] = [known for known in item.user_properties if known[0] != VERDICT]
    phases = item.stash[_PHASES]
    phases[str(report.when)] = report
    if report.when == "call" or not report.passed:
        verdict = outcome_of(phases, item.stash.get(EXPECTATION, Expectation()))
        item.user_properties[:] = [known for known in item.user_properties if known[0] != VERDICT]
        item.user_properties.append((VERDICT, verdict))
    # A copy: pytest-playwright keeps the report and reads from it, at teardown, whether to keep a trace.
    judged = copy(report)
    judged.user_properties = list(item.user_properties)
    # Plain data, since reports travel from workers as JSON.
    judged.__dict__.update(entry=entry_of(item).to_dict(), environment=rules_of(item).environment)
    return judged


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> Any:
    """Count a finding and an accepted deviation as pytest counts an expected failure, before anybody counts."""
    if report.when == "call" and report.failed and verdict_of(report) in GREEN_FAILURES:
        report.outcome = "skipped"
        report.wasxfail = f"{verdict_of(report)}: does not fail the run"
    return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send what a worker left out to the controller."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = left_out(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker left out; all leave out the same."""
    left_out(node.config).update(getattr(node, "workeroutput", {}).get("left_out", {}))


def _left_out_because(item: pytest.Item, rules: Rules) -> str:
    if rules.smoke_only and not entry_of(item).smoke:
        return f"{rules.environment} is a live portal, and they are not marked smoke"
    if rules.marks and not Expression.compile(rules.marks).evaluate(MarkMatcher.from_markers(item.iter_markers())):
        return f"{rules.environment} runs only what is marked: {rules.marks}"
    return ""


def _skipped_because(entry: Entry, rules: Rules) -> str:
    if rules.decision(entry) == "skip":
        return f'{entry.kind} = "skip" on {rules.environment}'
    if entry.sandbox and not rules.started:
        return f"{rules.environment} is not started for the run: {entry.sandbox}"
    return ""
