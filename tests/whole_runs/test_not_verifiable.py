"""A run that could check less than its environment allows."""

import pytest

from tests.whole_runs.workspace import Workspace

NOT_VERIFIABLE = ("-k", "accepts_each_password_that_the_server_accepts and digit", "-n", "0")


@pytest.mark.parametrize(("limit", "status"), [("1", pytest.ExitCode.OK), ("0", pytest.ExitCode.TESTS_FAILED)])
def test_a_run_fails_beyond_the_limit(workspace: Workspace, limit: str, status: pytest.ExitCode) -> None:
    run = workspace.run(*NOT_VERIFIABLE, variables={"SANDBOX_MAX_NOT_VERIFIABLE": limit})
    output = run.end()

    assert run.status == status, output
    said = "1 not verifiable or limited on sandbox, and environments.sandbox.max_not_verifiable is 0"
    assert (said in output) == (status == pytest.ExitCode.TESTS_FAILED)
