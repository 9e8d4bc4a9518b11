"""Customers that a run creates on a deployed portal: few, passed on, and removed at its end."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from testkit.members.pool import read_pool
from testkit.settings.model import Environment
from tests.whole_runs.conftest import Deployment
from tests.whole_runs.runs import ROOT

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


def test_an_interrupted_run_removes_them_as_well(deployment: Deployment) -> None:
    removed = counted(deployment, REMOVE)

    run = deployment.run(*SCENARIOS)
    deployment.portal.when_seen[b"completePasswordReset"] = run.interrupt
    output = run.end()

    assert run.status == pytest.ExitCode.INTERRUPTED, output
    assert removed
    assert "customers removed" in output


def test_a_pool_is_created_with_its_file_and_taken_back(deployment: Deployment) -> None:
    pool = deployment.folder / "there-members.toml"
    config = deployment.folder / "config.toml"
    address = f"http://{deployment.portal.address}"
    config.write_text(
        f'environment = "there"\n[projects.chromium]\n[environments.there]\nbase_url = "{address}"\n'
        f'api_url = "{address}"\nadmin_url = "{address}"\npool = "{pool}"\n'
        f'[environments.there.mailpit]\nurl = "http://{deployment.mailpit.address}"\n',
        encoding="utf-8",
    )
    removed = counted(deployment, REMOVE)

    created = members(deployment, config, "--count", "2")
    accounts = read_pool("there", Environment(base_url=address, members="pool", pool=str(pool)), deployment.folder, {})
    again = members(deployment, config)
    taken_back = members(deployment, config, "--remove")

    assert "2 members created, in there-members.toml; never commit it." in created.stdout
    assert len(accounts) == 2
    assert "there-members.toml exists already" in again.stderr
    assert taken_back.returncode == 0, taken_back.stderr
    assert len(removed) == 2
    assert not pool.exists()


def members(deployment: Deployment, config: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m harness.members`."""
    variables = {
        "THERE_ADMIN_EMAIL": deployment.target.admin_email or "",
        "THERE_ADMIN_PASSWORD": deployment.target.admin_password or "",
    }
    command = [sys.executable, "-m", "harness.members", "--env", "there", "--config", str(config), *more]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=60, check=False
    )
