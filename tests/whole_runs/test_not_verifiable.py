"""A run that could check less than its environment allows, also because the portal limits its own page."""

import pytest

from tests.defects.patches import Change
from tests.whole_runs.leaks.patched_suite import patched_suite
from tests.whole_runs.runs import Workspace

NOT_VERIFIABLE = ("-k", "all_broken_rules_are_shown_at_once", "-n", "0", "--env=elsewhere")
"""A scenario about several rules, and a portal that has one."""
ACCOUNT = '        account = Headers(scope=scope).get("Authorization")\n'
LIMITS_ITS_PAGE = Change(
    file="sandbox/api/guards.py",
    find=ACCOUNT,
    replace='        if scope["path"].endswith("startPasswordReset") and "Origin" in Headers(scope=scope):\n'
    '            return Response(status_code=409, headers={"Retry-After": "1"})\n' + ACCOUNT,
)
LIMITED = ("-k", "signed_in_by_the_reset_itself", "-n", "0", "--env=few-customers")


@pytest.mark.parametrize(
    ("variables", "status"),
    [
        ({"ELSEWHERE_MAX_NOT_VERIFIABLE": "1"}, pytest.ExitCode.OK),
        ({"ELSEWHERE_MAX_NOT_VERIFIABLE": "0", "PROJECT_CHROMIUM_MAX_NOT_VERIFIABLE": "1"}, pytest.ExitCode.OK),
        ({"ELSEWHERE_MAX_NOT_VERIFIABLE": "0"}, pytest.ExitCode.TESTS_FAILED),
    ],
    ids=["allowed by the environment", "allowed by the browser", "not allowed"],
)
def test_a_run_fails_beyond_the_limit(workspace: Workspace, variables: dict[str, str], status: pytest.ExitCode) -> None:
    run = workspace.run(*NOT_VERIFIABLE, variables=variables)
    output = run.end()

    assert run.status == status, output
    said = "1 scenario was not verifiable or limited on elsewhere in chromium, and 0 may be: the run fails."
    assert (said in output) == (status == pytest.ExitCode.TESTS_FAILED)


def test_a_scenario_whose_page_is_limited_ends_as_limited(workspace: Workspace) -> None:
    suite = patched_suite(workspace.folder, (LIMITS_ITS_PAGE,))
    run = workspace.run(*LIMITED, suite=suite, variables={"FEW_CUSTOMERS_MAX_NOT_VERIFIABLE": "1"})
    output = run.end()

    assert "1 limited" in output, output
    [scenario] = workspace.scenarios()
    assert scenario.last.outcome == "limited"
    assert scenario.last.reason.startswith("limited: the portal refused /api/sys/users/startPasswordReset to its page")
    assert run.status == pytest.ExitCode.OK, output
