"""Ctrl-C, and what then goes wrong while the fixtures of the interrupted scenario are torn down."""

import pytest

from tests.whole_runs.runs import ROOT

INTERRUPTED = """
import pytest

@pytest.fixture(scope="session", autouse=True)
def browser():
    yield
    raise {error}

def test_a_reset():
    raise KeyboardInterrupt
"""


@pytest.mark.parametrize("error", ["KeyError('page@1')", "RuntimeError('Event loop is closed')", "KeyboardInterrupt"])
def test_a_teardown_that_fails_after_ctrl_c_leaves_the_run_interrupted(pytester: pytest.Pytester, error: str) -> None:
    pytester.makeini(f"[pytest]\npythonpath = {ROOT}")
    pytester.makeconftest("pytest_plugins = ['harness.interrupts']")
    pytester.makepyfile(INTERRUPTED.format(error=error))

    run = pytester.runpytest_subprocess()

    assert run.ret == pytest.ExitCode.INTERRUPTED
    run.stdout.fnmatch_lines("*no tests ran in*")


LEFT_OPEN = """
import socket

class Connection:
    def __init__(self):
        self.socket, self.itself = socket.socket(), self

def test_a_reset():
    Connection()
    raise KeyboardInterrupt
"""


def test_what_ctrl_c_leaves_open_is_no_error_of_the_run(pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\npythonpath = {ROOT}\nfilterwarnings = error")
    pytester.makeconftest("pytest_plugins = ['harness.interrupts']")
    pytester.makepyfile(LEFT_OPEN)

    run = pytester.runpytest_subprocess()

    assert run.ret == pytest.ExitCode.INTERRUPTED
    assert "Traceback" not in run.stderr.str()
