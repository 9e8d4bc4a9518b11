"""A scenario that fails while the portal limits its page is limited, not failed."""

import pytest

from tests.evidence.verdict_suite import HOUSE

CONFTEST = """
import pytest
from testkit.network.invariants import Watch
from testkit.verifiable import limited
from harness.not_verifiable import WATCH, pytest_runtest_call, pytest_runtest_setup


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
"""


def test_only_what_failed_is_limited(pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\npythonpath = {HOUSE}\naddopts = -p no:playwright -p no:mailpit")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(SCENARIOS)

    result = pytester.runpytest_subprocess("-rs")

    result.assert_outcomes(passed=2, failed=1, errors=1, skipped=2)
    result.stdout.fnmatch_lines(["*limited: the portal refused a call; needs fewer workers*"])
