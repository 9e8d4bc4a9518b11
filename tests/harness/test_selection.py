"""Selections that select nothing: a sentence before anything starts, or the nearest names."""

from pathlib import Path

import pytest

from harness.selection import markers_in, nearest
from tests.whole_runs.runs import start

SCENARIOS = Path(__file__).parents[2] / "e2e"


@pytest.mark.parametrize(
    ("arguments", "variables", "status", "said"),
    [
        (["-m", "smok"], {}, pytest.ExitCode.USAGE_ERROR, "-m 'smok': no scenario is marked smok. Did you mean smoke?"),
        (
            [],
            {"SANDBOX_MARKS": "smok"},
            pytest.ExitCode.USAGE_ERROR,
            "environments.sandbox.marks 'smok': no scenario is marked smok. Did you mean smoke?",
        ),
        (
            ["-k", "nothing like this", "-n", "2"],
            {},
            pytest.ExitCode.USAGE_ERROR,
            "-k 'nothing like this' can't be",
        ),
        (["-m", "smoke and", "-n", "2"], {}, pytest.ExitCode.USAGE_ERROR, "-m 'smoke and' can't be read: join words"),
        (
            [],
            {"SANDBOX_MARKS": "smoke, hardening"},
            pytest.ExitCode.USAGE_ERROR,
            "environments.sandbox.marks 'smoke, hardening' can't be read",
        ),
        (
            ["-k", "signd_in_by_the_reset", "-n", "0"],
            {},
            pytest.ExitCode.NO_TESTS_COLLECTED,
            "near: the member is signed in by the reset itself",
        ),
        (
            ["e2e/reset/test_password_polcy.py", "-n", "2"],
            {},
            pytest.ExitCode.USAGE_ERROR,
            "there is no such file or folder. Near: e2e/reset/test_password_policy.py",
        ),
        (
            ["e2e/session/test_automatic_sign_in.py::test_the_member_is_signed_in", "-n", "2"],
            {},
            pytest.ExitCode.USAGE_ERROR,
            "test_automatic_sign_in.py has no test test_the_member_is_signed_in. Near: the member is signed in by",
        ),
    ],
)
def test_a_selection_of_nothing_is_explained(
    arguments: list[str], variables: dict[str, str], status: pytest.ExitCode, said: str
) -> None:
    run = start(*arguments, environment=variables)
    output = run.end()

    assert run.status == status
    assert said in output
    assert "INTERNALERROR" not in output


def test_markers_are_distinguished_from_operators_and_arguments() -> None:
    assert markers_in("smoke and not (statement(number=9) or hardening)") == ["smoke", "statement", "hardening"]


def test_no_name_is_suggested_if_none_is_similar() -> None:
    assert nearest("xyzzy_plugh", SCENARIOS) == []
