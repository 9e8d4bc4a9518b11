"""Faults around a run: what a person reads, and that nothing is left running."""

import re
import shutil
import subprocess

import pytest

from harness.provision.inbox import choose_inbox
from tests.sandbox.postbox import open_postbox
from tests.whole_runs.conftest import Deployment
from tests.whole_runs.runs import Workspace

RESET = b"startPasswordReset"
TWO_SCENARIOS = ("-k", "signed_in_by_the_reset_itself or new_password_signs_in_on_the_form")


@pytest.mark.parametrize(
    ("down", "named", "advice"),
    [
        ("portal", "portal: http://{}", "Check its address in environments.there, VPN and proxy."),
        ("mailpit", "Mailpit at http://{}", "Set environments.there.mailpit.url"),
    ],
)
def test_what_is_down_at_the_start_is_one_sentence(deployment: Deployment, down: str, named: str, advice: str) -> None:
    address = getattr(deployment, down).address
    getattr(deployment, down).close()

    run = deployment.run()
    output = run.end()

    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert f"there is not ready for a run: {named.format(address)}" in output
    assert advice in output
    assert "Traceback" not in output


def test_a_failure_for_late_mail_says_how_long_the_suite_waited(deployment: Deployment) -> None:
    deployment.portal.when_seen[RESET] = deployment.portal.forwarding.clear  # asked for, and not sent in time

    run = deployment.run(wait=1)
    output = run.end()

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert "Expected 1 message to " in output
    assert "within 1s, none arrived" in output


def test_a_failure_for_a_refused_mail_says_what_the_portal_s_queue_says(workspace: Workspace) -> None:
    with open_postbox() as mail_server:
        mail_server.answer = "550 not here"
        variables = {"SANDBOX_MAILPIT_SMTP": mail_server.smtp, "SANDBOX_MAILPIT_WAIT_SECONDS": "3"}
        with choose_inbox().start() as inbox:
            variables["SANDBOX_MAILPIT_URL"] = inbox.url
            run = workspace.run(*TWO_SCENARIOS, "-n", "0", variables=variables)
            output = run.end()

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert re.search(r"The portal's mail queue says: '[^']+' rejected, \w+ 550", output), output


def test_a_browser_crash_fails_its_scenario_and_no_other(deployment: Deployment) -> None:
    run = deployment.run(*TWO_SCENARIOS)
    deployment.portal.when_seen[RESET] = lambda: run.kill("chromium")
    output = run.end()

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert "The browser ended while this scenario ran" in output
    assert re.search(r"Replay: pytest \S+ --config \S+ --env there ", output)
    assert "1 failed, 1 passed" in output


def test_a_killed_worker_is_reported_and_replaced(deployment: Deployment) -> None:
    run = deployment.run("-n", "1", *TWO_SCENARIOS)
    deployment.portal.when_seen[RESET] = lambda: run.kill("exec(eval(sys.stdin.readline()))")
    output = run.end()

    assert run.status == pytest.ExitCode.TESTS_FAILED
    assert "crashed while running" in output
    assert "1 failed, 1 passed" in output


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("/configuration", "report:"), ("startPasswordReset", "report:"), ("GET /api/v1/search", "KeyboardInterrupt")],
    ids=["page opens", "mail asked for", "member being made"],
)
def test_ctrl_c_at_any_moment_leaves_nothing_running(deployment: Deployment, moment: str, expected: str) -> None:
    run = deployment.run()
    for relay in (deployment.portal, deployment.mailpit):
        relay.when_seen[moment.encode()] = run.interrupt
    output = run.end()

    assert run.status == pytest.ExitCode.INTERRUPTED, output
    assert expected in output  # a scenario that had begun is in the report, as interrupted


def test_two_runs_at_once_do_not_disturb_each_other(deployment: Deployment) -> None:
    runs = [deployment.run(), deployment.run()]

    assert all("1 passed" in run.end() for run in runs)

    results = deployment.folder / "results"
    assert len(list(results.glob("*/report.html"))) == 2
    assert len((results / "history.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_a_full_disk_hides_no_outcome(deployment: Deployment) -> None:
    folder = deployment.folder / "full"
    folder.mkdir()
    mounted = tool("mount", "-t", "tmpfs", "-o", "size=4k", "none", str(folder))
    if not mounted:
        pytest.skip("no small file system can be mounted here")
    try:
        run = deployment.run("--output", str(folder))
        output = run.end()
    finally:
        tool("umount", str(folder))

    assert "The member is signed in by the reset itself" in output
    assert "No space left on device" in output
    assert re.search(r"(NO|INCOMPLETE) REPORT: .*Free space there", output), output
    assert "INTERNALERROR" not in output


def tool(name: str, *arguments: str) -> bool:
    """Whether this machine has this tool and it succeeds."""
    found = shutil.which(name)
    return bool(found) and subprocess.run([str(found), *arguments], capture_output=True, check=False).returncode == 0
