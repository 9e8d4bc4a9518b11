"""A portal that limits the calls of its own page: the scenario ends as limited, neither passed nor failed."""

import pytest

from tests.defects.patches import Change
from tests.whole_runs.leaks.patched_suite import patched_suite
from tests.whole_runs.runs import Workspace

ACCOUNT = '        account = Headers(scope=scope).get("Authorization")\n'
LIMITS_ITS_PAGE = Change(
    file="sandbox/api/guards.py",
    find=ACCOUNT,
    replace='        if scope["path"].endswith("startPasswordReset") and "Origin" in Headers(scope=scope):\n'
    '            return Response(status_code=409, headers={"Retry-After": "1"})\n' + ACCOUNT,
)
SCENARIO = ("-k", "signed_in_by_the_reset_itself", "-n", "0", "--env=few-customers")


@pytest.mark.parametrize("allowed", [0, 1])
def test_a_scenario_whose_page_is_limited_ends_as_limited(workspace: Workspace, allowed: int) -> None:
    suite = patched_suite(workspace.folder, (LIMITS_ITS_PAGE,))
    run = workspace.run(*SCENARIO, suite=suite, variables={"FEW_CUSTOMERS_MAX_NOT_VERIFIABLE": str(allowed)})
    output = run.end()

    assert "1 limited" in output, output
    [scenario] = workspace.scenarios()
    assert scenario.last.outcome == "limited"
    assert scenario.last.reason.startswith("limited: the portal refused /api/sys/users/startPasswordReset to its page")
    assert run.status == (pytest.ExitCode.OK if allowed else pytest.ExitCode.TESTS_FAILED), output
