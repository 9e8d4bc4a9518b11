"""How a failure counts that says nothing about the portal."""

import pytest

from evidence.recording.failure import BROWSER_ENDED
from evidence.verdicts.plugin import Rules
from tests.evidence.verdict_suite import run_scenarios

ENDED = f'''"""A chapter."""
import pytest
@pytest.mark.statement(31)
@pytest.mark.hardening("it does not hold")
def test_a():
    pytest.fail("{BROWSER_ENDED}.", pytrace=False)
'''


@pytest.mark.parametrize("accepted", [frozenset(), frozenset({"31"})], ids=["reported", "accepted"])
def test_a_browser_that_ended_is_a_failure_and_no_finding(pytester: pytest.Pytester, accepted: frozenset[str]) -> None:
    result = run_scenarios(pytester, ENDED, rules=(Rules("staging", hardening="report", accepted=accepted),))

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(failed=1)
