"""A wrong command line of any of the commands, and a variable that `make` does not know, is one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


TAKE_NOTHING = (
    "docs.make_failures",
    "docs.make_pictures",
    "docs.make_stories",
    "harness.provision.update",
    "testkit.settings.reference",
    "tests.bench.processor",
)


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
        (["docs.make_engines", "nowhere"], "no results in these folders"),
        *(([command, "more"], "unrecognized arguments: more") for command in TAKE_NOTHING),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_line_is_one_sentence(command: list[str], said: str) -> None:
    assert_one_sentence([sys.executable, "-m", *command], said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["failures", "ARGS=-k mail"], "ARGS changes nothing in `make failures`"),
        (["e2e", "ARG=-k mail"], "ARG changes nothing in `make e2e`"),
        (["doctor", "COUNT=3", "e2e"], "COUNT changes nothing in `make doctor e2e`"),
        (["ENV=staging"], "ENV changes nothing in `make help`"),
    ],
    ids=" ".join,
)
def test_a_variable_that_changes_nothing_is_refused(arguments: list[str], said: str) -> None:
    assert_one_sentence(["make", "--no-print-directory", *arguments], said)


def assert_one_sentence(command: list[str], said: str) -> None:
    """The command ends with one line that says this, and status 2."""
    variables = {**os.environ, "MAKEFLAGS": ""}  # `make test` would hand on its own
    ended = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False, timeout=60)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
