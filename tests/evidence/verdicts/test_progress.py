"""How far a run is, shown on an interactive terminal only."""

import os
import pty
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from evidence.report.history import usual_seconds
from evidence.verdicts.progress import Progress
from tests.evidence.recorded_suite import run_recorded

SCENARIOS = ["e2e/test_a.py::test_a", "e2e/test_a.py::test_the_link_works[chromium]", "e2e/test_a.py::test_c"]
TWO = """
def test_one_holds(): pass
def test_one_does_not(): raise AssertionError("Expected 1; found 2")
"""


def run_on_a_terminal(folder: Path, variables: Mapping[str, str]) -> str:
    """What pytest writes where a person watches."""
    ours, theirs = pty.openpty()
    known = {name: value for name, value in os.environ.items() if name not in {"CI", "TERM"}}
    command = [sys.executable, "-m", "pytest"]
    with subprocess.Popen(command, cwd=folder, env={**known, **variables}, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        written = b""
        try:
            while read := os.read(ours, 4096):
                written += read
        except OSError:  # the other end is closed: the process has ended
            process.wait()
    os.close(ours)
    return written.decode()


def test_the_line_counts_scenarios_and_names_the_one_that_runs_longest() -> None:
    progress = Progress(SCENARIOS, done={SCENARIOS[0]}, failed={SCENARIOS[0]})
    progress.running = {SCENARIOS[2]: time.time(), SCENARIOS[1]: time.mktime((2026, 5, 4, 3, 2, 1, 0, 0, -1))}

    assert progress.line(120) == "1 of 3 done · 1 failed · running since 03:02:01: The link works"
    assert len(progress.line(40)) <= 40


def test_the_time_left_is_what_the_rest_usually_takes_on_all_workers() -> None:
    usual = {SCENARIOS[0]: 500.0, SCENARIOS[1]: 400.0}

    assert "about 7 min left" in Progress(SCENARIOS, usual, 2, done={SCENARIOS[0]}).line(80)
    assert "left" not in Progress(SCENARIOS, usual, 2, done=set(SCENARIOS)).line(80)
    assert "left" not in Progress(SCENARIOS).line(80)


def test_the_usual_time_is_the_last_one_where_the_scenario_ran() -> None:
    from evidence.report.history import key
    from evidence.report.results import Result

    name = key(Result(SCENARIOS[1], "", "", "passed", 1, facts={"environment": "staging", "project": "chromium"}))
    history = [{"ran": {name: 3.0}}, {"ran": {name: 4.0}}, {}]

    assert usual_seconds(history, SCENARIOS, [("staging", "chromium"), ("staging", "")]) == {SCENARIOS[1]: 4.0}
    assert usual_seconds(history, SCENARIOS, [("sandbox", "chromium")]) == {}


def test_a_terminal_shows_how_far_the_run_is_and_a_pipe_or_ci_does_not(pytester: pytest.Pytester, site: str) -> None:
    piped = run_recorded(pytester, site, TWO).stdout.str()
    watched = run_on_a_terminal(pytester.path, {"TERM": "xterm"})
    in_ci = run_on_a_terminal(pytester.path, {"TERM": "xterm", "CI": "true"})

    assert "1 of 2 done · 0 failed · about 1 s left" in watched
    assert "2 of 2 done · 1 failed" in watched
    assert "done ·" not in piped
    assert "FAILED e2e" not in piped, "each scenario has its own line and its four parts; no list repeats them"
    assert "1 failed" in in_ci
    assert "done ·" not in in_ci
