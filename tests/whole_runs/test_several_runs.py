"""Several portals in one run, and one run on several machines."""

import re
import subprocess
import sys

import pytest

from tests.whole_runs.runs import ROOT, Workspace

FLOW = ("-k", "signed_in_by_the_reset_itself")


def test_the_report_shows_which_environment_a_scenario_ran_on(workspace: Workspace) -> None:
    run = workspace.run("--env", "sandbox", "--env", "overlaid", *FLOW)
    output = run.end()

    assert run.status == pytest.ExitCode.OK, output
    assert sorted((one.last.environment, one.outcome) for one in workspace.scenarios()) == [
        ("overlaid", "passed"),
        ("sandbox", "passed"),
    ]
    portals = [line for line in output.splitlines() if line.startswith("portal:")]
    assert {"(sandbox)", "(overlaid)"} <= {line.split()[-1] for line in portals}


def test_a_folder_for_results_is_not_taken_for_scenarios(workspace: Workspace) -> None:
    run = _pytest("--output", str(workspace.folder))

    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "Write option and value in one word, as in --output=FOLDER" in run.stderr


def test_a_new_folder_for_results_is_not_taken_for_scenarios_by_workers(workspace: Workspace) -> None:
    run = _pytest("--output", str(workspace.folder / "new"), "-n", "2", *FLOW)

    assert run.returncode == pytest.ExitCode.OK, run.stdout
    assert list(workspace.folder.glob("new/*/report.html"))


def test_shards_merge_into_one_report(workspace: Workspace) -> None:
    for shard in ("1/2", "2/2"):
        run = workspace.run("-m", "smoke", "--shard", shard)
        assert run.end()
        assert run.status == pytest.ExitCode.OK
    first, second = workspace.runs()
    merged = workspace.folder / "merged"
    subprocess.run(
        [sys.executable, "-m", "evidence", "merge", str(first), str(second), "--output", str(merged)],
        cwd=ROOT,
        check=True,
    )

    names = re.findall(r'<testcase [^>]*name="([^"]+)"', (merged / "junit.xml").read_text("utf-8"))
    report = (merged / "merged-report.html").read_text("utf-8")
    assert len(names) == len(set(names)) == len(workspace.scenarios()) == 3
    assert all(one.last.name in report for one in workspace.scenarios())
    assert "3 passed" in (merged / "summary.md").read_text("utf-8")


def _pytest(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
