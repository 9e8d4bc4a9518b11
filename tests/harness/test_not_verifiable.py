"""Scenarios that could check nothing: limited instead of failed, and how many may be before a run fails."""

from collections import Counter
from pathlib import Path

import pytest

from harness.not_verifiable import too_many
from harness.provision.mailpit import Inbox
from harness.run import Run
from testkit.settings.model import Environment, Settings
from testkit.settings.sections import Project
from tests.evidence.verdict_suite import HOUSE

CONFTEST = """
import pytest
from testkit.api.limits import Limits
from testkit.network.invariants import Watch
from testkit.verifiable import limited
from harness.not_verifiable import LIMITS, WATCH, pytest_runtest_call, pytest_runtest_setup


class Calls:
    def __init__(self, is_limited):
        self.is_limited = is_limited

    def check_limits(self):
        if self.is_limited:
            raise limited("the portal refused a call", needs="fewer workers")


@pytest.fixture(params=[True, False], ids=["limited", "at ease"])
def watch(request):
    request.node.stash[WATCH] = Watch(set(), calls=[Calls(request.param)])


@pytest.fixture
def refused(request):
    request.node.stash[LIMITS] = Limits(refused=["/api/token (429)"])


@pytest.fixture
def broken(watch):
    pytest.fail("the preparation failed")
"""
SCENARIOS = """
def test_fails(watch):
    assert False, "nobody is signed in"

def test_passes(watch):
    pass

def test_is_not_prepared(broken):
    pass

def test_fails_at_the_api(refused):
    assert False, "the member's own session is refused"
"""


def test_only_what_failed_is_limited(pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\npythonpath = {HOUSE}\naddopts = -p no:playwright -p no:mailpit")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(SCENARIOS)

    result = pytester.runpytest_subprocess("-rs")

    result.assert_outcomes(passed=2, failed=1, errors=1, skipped=3)
    result.stdout.fnmatch_lines(["*limited: the portal refused a call; needs fewer workers*"])
    result.stdout.fnmatch_lines(["*limited: the portal refused /api/token (429) to the suite; needs calls_per_minute*"])


STARTED = Environment(command=("portal",))
DEPLOYED = Environment(base_url="https://portal.test")


def run_of(environment: Environment, *, is_mailpit: bool = True, more: int = 0) -> Run:
    """A run against this environment, in a browser that allows for some more."""
    run = Run(
        folder=Path(),
        settings=Settings(environment="portal", environments={"portal": environment}, projects_to_run=()),
        environments={"portal": environment},
        projects={"firefox": Project(browser="firefox", max_not_verifiable=more)},
        seed=1,
    )
    run.inboxes.append(Inbox("http://127.0.0.1:1", is_mailpit=is_mailpit))
    return run


@pytest.mark.parametrize(
    "run",
    [run_of(STARTED), run_of(DEPLOYED.model_copy(update={"max_not_verifiable": 1}))],
    ids=["a started portal", "a limit of one"],
)
def test_scenarios_with_and_without_a_browser_count_together(run: Run) -> None:
    found = Counter({("portal", "firefox"): 1, ("portal", ""): 1})

    sentences = list(too_many(run, found, {"portal"}))

    assert len(sentences) == 1
    assert sentences[0].startswith("2 scenarios were not verifiable or limited on portal in firefox")
    assert "set environments.portal.max_not_verifiable to 2." in sentences[0]


@pytest.mark.parametrize(
    "run",
    [run_of(DEPLOYED), run_of(STARTED, is_mailpit=False), run_of(STARTED, more=1)],
    ids=["a deployed portal", "the embedded inbox", "a browser that lacks something"],
)
def test_an_expected_outcome_fails_no_run(run: Run) -> None:
    assert list(too_many(run, Counter({("portal", "firefox"): 1}), {"portal"})) == []


def test_a_run_that_checked_nothing_is_not_green() -> None:
    sentences = list(too_many(run_of(DEPLOYED), Counter({("portal", "firefox"): 3}), set()))

    assert sentences == [
        "No scenario could check anything on portal: the run fails. The report says what each needs.",
    ]
