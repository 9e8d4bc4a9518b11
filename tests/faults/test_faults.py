"""Faults of the surroundings: what a person reads then, and that nothing is left running."""

import shutil
import subprocess

import pytest

from tests.faults.conftest import Surroundings

RESET = b"startPasswordReset"
TWO_SCENARIOS = ("-k", "signed_in_by_the_reset_itself or new_password_signs_in_on_the_form")


def test_a_portal_that_is_down_at_the_start_is_one_sentence(surroundings: Surroundings) -> None:
    surroundings.portal.shut()

    run = surroundings.run()
    said = run.end()

    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert "there is not fit for a run: portal:" in said
    assert "Check its address in environments.there, VPN and proxy." in said
    assert "Traceback" not in said
    assert list(run.processes()) == []


def test_a_mailpit_that_is_down_at_the_start_is_one_sentence(surroundings: Surroundings) -> None:
    surroundings.mailpit.shut()

    run = surroundings.run()
    said = run.end()

    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert f"there is not fit for a run: Mailpit at http://{surroundings.mailpit.address}" in said
    assert "Traceback" not in said
    assert list(run.processes()) == []


def test_a_portal_that_goes_down_mid_run_is_told_by_the_scenario(surroundings: Surroundings) -> None:
    surroundings.portal.when_seen[RESET] = surroundings.portal.shut

    run = surroundings.run(wait=2)
    said = run.end()

    assert run.status == pytest.ExitCode.TESTS_FAILED, said
    assert "1 failed" in said
    assert "report:" in said
    assert list(run.processes()) == []


def test_a_mailpit_that_goes_down_mid_run_is_named(surroundings: Surroundings) -> None:
    surroundings.portal.when_seen[RESET] = surroundings.mailpit.shut

    run = surroundings.run()
    said = run.end()

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert f"Cannot reach Mailpit at http://{surroundings.mailpit.address}" in said
    assert list(run.processes()) == []


def test_mail_that_is_late_says_how_long_was_waited(surroundings: Surroundings) -> None:
    surroundings.portal.when_seen[RESET] = surroundings.portal.late.clear  # asked for, and not sent in time

    run = surroundings.run(wait=1)
    said = run.end()

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert "Expected 1 message matching" in said
    assert "within 1s, none arrived" in said
    assert list(run.processes()) == []


def test_a_browser_that_crashes_fails_its_scenario_and_no_other(surroundings: Surroundings) -> None:
    run = surroundings.run(*TWO_SCENARIOS)
    surroundings.portal.when_seen[RESET] = lambda: run.kill("chromium")
    said = run.end()

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert "crash" in said.lower()
    assert "1 failed, 1 passed" in said
    assert list(run.processes()) == []


def test_a_worker_that_is_killed_is_told_and_replaced(surroundings: Surroundings) -> None:
    run = surroundings.run("-n", "1", *TWO_SCENARIOS)
    surroundings.portal.when_seen[RESET] = lambda: run.kill("exec(eval(sys.stdin.readline()))")
    said = run.end()

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert "crashed while running" in said
    assert "1 failed, 1 passed" in said
    assert list(run.processes()) == []


@pytest.mark.parametrize(
    ("moment", "told"),
    [("GET /login", "report:"), ("startPasswordReset", "report:"), ("GET /api/v1/search", "KeyboardInterrupt")],
    ids=["page opens", "mail asked for", "member being made"],
)
def test_ctrl_c_at_any_moment_leaves_nothing_running(surroundings: Surroundings, moment: str, told: str) -> None:
    run = surroundings.run()
    for door in (surroundings.portal, surroundings.mailpit):
        door.when_seen[moment.encode()] = run.interrupt
    said = run.end()

    assert run.status == pytest.ExitCode.INTERRUPTED, said
    assert told in said  # a scenario that had begun is in the report, as interrupted
    assert list(run.processes()) == []


def test_two_runs_at_once_do_not_meet(surroundings: Surroundings) -> None:
    runs = [surroundings.run(), surroundings.run()]

    assert all("1 passed" in run.end() for run in runs)

    results = surroundings.folder / "results"
    assert len(list(results.glob("*/report.html"))) == 2
    assert len((results / "history.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_a_full_disk_hides_no_outcome(surroundings: Surroundings) -> None:
    folder = surroundings.folder / "full"
    folder.mkdir()
    mounted = tool("mount", "-t", "tmpfs", "-o", "size=4k", "none", str(folder))
    if not mounted:
        pytest.skip("no small file system can be mounted here")
    try:
        run = surroundings.run("--output", str(folder))
        said = run.end()
    finally:
        tool("umount", str(folder))

    assert "the member is signed in by the reset itself" in said
    assert "No space left on device" in said
    assert "INTERNALERROR" not in said
    assert list(run.processes()) == []


def tool(name: str, *arguments: str) -> bool:
    """Whether this machine has this tool, and it does what is asked."""
    found = shutil.which(name)
    return bool(found) and subprocess.run([str(found), *arguments], capture_output=True, check=False).returncode == 0
