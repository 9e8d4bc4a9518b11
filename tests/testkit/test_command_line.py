"""A wrong command line of any of the commands is one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["harness.doctor", "staging"], "unrecognized arguments: staging"),
        (["harness.members"], "the following arguments are required: --env"),
        (["harness.members", "--env", "staging", "--count", "0"], "must be a number from 1, got '0'"),
        (["evidence", "merge"], "the following arguments are required: RUN"),
        (["evidence", "merge", "--page", "run-7", "somewhere"], "must begin with http:// or https://, got 'run-7'"),
        (["tests.defects", "--workers", "0"], "must be a number from 1, got '0'"),
        (["tests.defects", "--project", "nope"], "argument --project: invalid choice: 'nope'"),
        (["tests.bench", "--only", "nope"], "argument --only: invalid choice: 'nope'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_line_is_one_sentence(command: list[str], said: str) -> None:
    ended = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
