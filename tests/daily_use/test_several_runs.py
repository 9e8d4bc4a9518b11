"""Several portals in one run, and several machines for one: told apart, or put together."""

import re
import subprocess
import sys

import pytest

from evidence.report.report import WORDS
from tests.daily_use.conftest import Desk
from tests.one_run import ROOT

FLOW = ("-k", "signed_in_by_the_reset_itself")


def test_two_environments_in_one_run_are_told_apart(desk: Desk) -> None:
    run = desk.run("--env", "sandbox", "--env", "overlaid", *FLOW)
    said = run.end()

    assert run.status == pytest.ExitCode.OK, said
    assert sorted((one.last.environment, one.outcome) for one in desk.scenarios()) == [
        ("overlaid", "passed"),
        ("sandbox", "passed"),
    ]
    assert {"(sandbox)", "(overlaid)"} <= {line.split()[-1] for line in said.splitlines() if line.startswith("portal:")}


def test_a_folder_for_results_is_not_taken_for_scenarios(desk: Desk) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--output", str(desk.folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "Write option and value in one word, as in --output=FOLDER" in run.stderr


def test_shards_without_coordination_merge_into_one_report(desk: Desk) -> None:
    for shard in ("1/2", "2/2"):
        run = desk.run("-m", "smoke", "--shard", shard)
        assert run.end()
        assert run.status == pytest.ExitCode.OK
    first, second = desk.runs()
    merged = desk.folder / "merged"
    subprocess.run(
        [sys.executable, "-m", "evidence.report.merge", str(first), str(second), "--output", str(merged)],
        cwd=ROOT,
        check=True,
    )

    names = re.findall(r'<testcase [^>]*name="([^"]+)"', (merged / "junit.xml").read_text("utf-8"))
    report = (merged / "merged-report.html").read_text("utf-8")
    assert len(names) == len(set(names)) == len(desk.scenarios()) == 3
    assert all(one.last.name in report for one in desk.scenarios())
    assert f"3 {WORDS['passed']}" in (merged / "summary.md").read_text("utf-8")
