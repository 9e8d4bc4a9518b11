"""Customers that a run creates on a deployed portal: few, passed on, and removed at its end."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.members.__main__ import create
from testkit.api.client import PortalApi
from testkit.api.limits import USAGE_LOG, UsageLog
from testkit.members.pool import parsed, read_pool
from testkit.secrets.vault import vault
from testkit.settings.credentials import Credentials
from testkit.settings.model import Environment, SettingsError
from tests.web_server import web_server
from tests.whole_runs.conftest import Deployment
from tests.whole_runs.runs import ROOT, OneRun, administrator

CREATE, REMOVE = b"POST /api/spaces/coworkers ", b"POST /api/spaces/coworkers/runcommand"
SCENARIOS = ("-k", "signed_in_by_the_reset_itself or new_password_signs_in_on_the_form or used_link")


def counted(deployment: Deployment, call: bytes) -> list[bytes]:
    """Notes each of these calls."""
    seen: list[bytes] = []

    def note() -> None:
        seen.append(call)
        deployment.portal.when_seen[call] = note  # a relay calls once

    note()
    seen.clear()
    return seen


def test_members_are_passed_from_scenario_to_scenario_and_removed(deployment: Deployment) -> None:
    created, removed = counted(deployment, CREATE), counted(deployment, REMOVE)

    run = deployment.run(*SCENARIOS)
    output = run.end()

    assert run.status == pytest.ExitCode.OK, output
    number = len(created)
    assert 1 <= number <= 3
    assert len(removed) == number
    assert re.search(rf"there: {number} of {number} customers removed", output)


def ctrl_c(run: OneRun) -> None:
    """What a person does."""
    run.interrupt()


def sigterm(run: OneRun) -> None:
    """What CI does to a job that it cancels, and `timeout` to its command and then to the group of that."""
    os.kill(run.process.pid, signal.SIGTERM)
    os.killpg(run.process.pid, signal.SIGTERM)


def crash(run: OneRun) -> None:
    """What the kernel does to a worker where memory runs out."""
    run.kill("exec(eval(sys.stdin.readline()))")


@pytest.mark.parametrize(
    ("end", "moment", "status"),
    [
        (ctrl_c, b"completePasswordReset", pytest.ExitCode.INTERRUPTED),
        (ctrl_c, CREATE, pytest.ExitCode.INTERRUPTED),
        (sigterm, b"completePasswordReset", pytest.ExitCode.INTERRUPTED),
        (crash, b"completePasswordReset", pytest.ExitCode.TESTS_FAILED),
    ],
    ids=["Ctrl-C", "Ctrl-C before the answer", "SIGTERM", "a crashed worker"],
)
def test_a_run_that_is_cut_off_removes_them_as_well(
    deployment: Deployment, end: Callable[[OneRun], None], moment: bytes, status: pytest.ExitCode
) -> None:
    run = deployment.run("-n", "1", *SCENARIOS)
    deployment.portal.when_seen[moment] = lambda: end(run)
    output = run.end()

    assert run.status == status, output
    assert "During handling of the above exception" not in output
    [log] = deployment.folder.glob(f"results/*/{USAGE_LOG}")
    created = UsageLog(log).customers("there")
    assert created, output
    assert [email for email in created if api_of(deployment).find_customer(email)] == [], output


def test_a_pool_is_created_with_its_file_and_taken_back(deployment: Deployment) -> None:
    config, pool = pool_settings(deployment)
    removed = counted(deployment, REMOVE)

    created = members(deployment, config, "--count", "2")
    accounts = read_pool(
        "there", Environment(base_url="http://portal.test", members="pool", pool=str(pool)), deployment.folder, {}
    )
    again = members(deployment, config)
    taken_back = members(deployment, config, "--remove")
    taken_back_again = members(deployment, config, "--remove")

    assert "2 members created, in there-members.toml; never commit it." in created.stdout
    assert len(accounts) == 2
    assert "there-members.toml exists already" in again.stderr
    assert taken_back.returncode == 0, taken_back.stderr
    assert len(removed) == 2
    assert not pool.exists()
    assert taken_back_again.stderr.startswith("there-members.toml can't be read (No such file or directory)")


def test_an_account_that_the_command_did_not_create_is_not_removed(deployment: Deployment) -> None:
    config, pool = pool_settings(deployment)
    removed = counted(deployment, REMOVE)
    members(deployment, config, "--count", "1")
    own = '[[member]]\nfull_name = "Ada Byron"\nemail = "ada@example.com"\n'
    pool.write_text(pool.read_text("utf-8") + own, "utf-8")

    taken_back = members(deployment, config, "--remove")

    assert taken_back.stderr == "Not removed, please remove them by hand: ada@example.com.\n"
    assert len(removed) == 1
    assert pool.exists()


@pytest.mark.parametrize(
    ("arguments", "pool_file", "said"),
    [
        (("--count", "0"), "", "argument --count: must be a number from 1, got '0'"),
        (("--count", "-1"), "", "argument --count: must be a number from 1, got '-1'"),
        (("--count", "abc"), "", "argument --count: must be a number from 1, got 'abc'"),
        (("--env", ""), "", "ENV must name one of there, got ''."),
        (("--env", "elswhere"), "", "ENV must name one of there, got 'elswhere'."),
        (("--remove",), "[[member", "there-members.toml is not valid TOML"),
        (("--remove",), "[[member]]\nemail = 'a@b.test'", "member.1.full_name in there-members.toml: is missing."),
    ],
)
def test_a_wrong_command_is_one_sentence(
    deployment: Deployment, arguments: tuple[str, ...], pool_file: str, said: str
) -> None:
    config, pool = pool_settings(deployment)
    if pool_file:
        pool.write_text(pool_file, "utf-8")

    answer = members(deployment, config, *arguments)

    assert answer.returncode != 0
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_portal_that_creates_no_more_customers_leaves_a_file_with_those_it_created(tmp_path: Path) -> None:
    created, refused = (200, '{"WasSuccessful": true, "Value": {"Id": 7}}'), (403, "Access Denied")
    answers = [(200, '{"Id": 1}'), created, created, refused, refused]
    credentials = Credentials(admin_email="admin@portal.test", admin_password=vault.add("credential", "admin-pass-9"))
    pool = tmp_path / "members.toml"

    with web_server(lambda *_: (answers[0][0], {}, answers.pop(0)[1])) as portal:
        api = PortalApi(portal.url, portal.url, credentials)
        with pytest.raises(SettingsError, match="The portal created 2 of 3 members and refused the next one: 403"):
            create(api, "mail.test", pool, 3)
        with pytest.raises(pytest.fail.Exception, match=r"403(.|\n)*as many as it may in a day"):
            api.create_customer("Ada Byron", "ada@mail.test")

    assert len(parsed(pool.read_text("utf-8"), "members.toml")) == 2


def pool_settings(deployment: Deployment) -> tuple[Path, Path]:
    """Settings for `make members`, and where the pool's file will be."""
    pool = deployment.folder / "there-members.toml"
    config = deployment.folder / "config.toml"
    address = f"http://{deployment.portal.address}"
    config.write_text(
        f'environment = "there"\n[projects.chromium]\n[environments.there]\nbase_url = "{address}"\n'
        f'api_url = "{address}"\nadmin_url = "{address}"\nmembers = "pool"\npool = "{pool}"\n'
        f'[environments.there.mailpit]\nurl = "http://{deployment.mailpit.address}"\n',
        encoding="utf-8",
    )
    return config, pool


def api_of(deployment: Deployment) -> PortalApi:
    """The portal's API, without the relay."""
    target = deployment.target
    return PortalApi(target.api_url, target.admin_url, target.credentials("there", ROOT))


def members(deployment: Deployment, config: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m harness.members`."""
    variables = administrator("THERE", deployment.target)
    command = [sys.executable, "-m", "harness.members", "--env", "there", "--config", str(config), *more]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=60, check=False
    )
