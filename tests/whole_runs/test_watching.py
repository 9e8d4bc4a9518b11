"""`--watch`: a change of the code runs what it touches, and Ctrl-C ends everything."""

import shutil
from pathlib import Path

import pytest

from harness.watch.touched import WATCHED
from tests.whole_runs.runs import ROOT, OneRun, start

CHANGED = "e2e/tokens/test_expired_links.py"


@pytest.fixture
def copy_of_the_suite(tmp_path: Path) -> Path:
    """A copy of the suite, to change files in."""
    for room in (*WATCHED, "sandbox"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("conftest.py", "pyproject.toml", "playwright.config.toml"):
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def read_until(run: OneRun, words: str) -> str:
    """What the run prints up to the line with these words; all of it where they never come."""
    lines = []
    for line in run.process.stdout or ():
        lines.append(line)
        if words in line:
            break
    return "".join(lines)


def test_a_change_runs_the_scenarios_that_it_touches_and_ctrl_c_ends_quietly(copy_of_the_suite: Path) -> None:
    run = start("--watch", "-n", "0", "-k", "redirects_silently", folder=copy_of_the_suite)
    read_until(run, "Ctrl-C ends.")
    with (copy_of_the_suite / CHANGED).open("a", encoding="utf-8") as file:
        file.write("\n")
    output = read_until(run, "Watching. Ctrl-C ends.")
    run.interrupt()
    rest = run.end()

    assert f"Changed: {CHANGED}" in output
    assert "An expired link redirects silently to the sign-in view" in output
    assert " passed" in output
    assert run.status == pytest.ExitCode.OK
    assert "Traceback" not in rest


def test_ctrl_c_ends_the_run_that_a_change_began(copy_of_the_suite: Path) -> None:
    run = start("--watch", "-n", "1", "-k", "redirects_silently", folder=copy_of_the_suite)
    read_until(run, "Ctrl-C ends.")
    with (copy_of_the_suite / CHANGED).open("a", encoding="utf-8") as file:
        file.write("\n")
    read_until(run, "portal: http")
    run.interrupt()
    rest = run.end()

    assert run.status == pytest.ExitCode.OK
    assert "Traceback" not in rest
