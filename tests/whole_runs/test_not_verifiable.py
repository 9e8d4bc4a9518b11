"""A run that could check less than its environment allows."""

import pytest

from tests.whole_runs.runs import Workspace

NOT_VERIFIABLE = ("-k", "all_broken_rules_are_shown_at_once", "-n", "0", "--env=elsewhere")
"""A scenario about several rules, and a portal that has one."""


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
