"""A live location: only smoke scenarios, only pool members, no customer created, and the members used are named."""

import re
from typing import TypedDict

import pytest

from harness.portal.targets import Target
from tests.whole_runs.conftest import Deployment
from tests.whole_runs.runs import Workspace

SETTINGS = """
environment = "live"
workers = 2

[use]
trace = "off"

[projects.chromium]
browser = "chromium"

[environments.live]
base_url = "http://{portal}"
rebase_links = true # the relay passes on what the portal is asked, and mails lead to the portal
members = "pool"
production = true
mails_per_minute = 600

[environments.live.mailpit]
url = "http://{mailpit}"
"""
MEMBER = '[[member]]\nfull_name = "{one.full_name}"\nemail = "{one.email}"\nkind = "{one.kind}"\n'


class Settings(TypedDict):
    """How a run is configured for the location: a settings file, and the pool in a variable, as in CI."""

    settings: str
    variables: dict[str, str]


@pytest.fixture
def live(deployment: Deployment) -> Settings:
    """The portal as a live location, with its members as the pool."""
    return {
        "settings": SETTINGS.format(portal=deployment.portal.address, mailpit=deployment.mailpit.address),
        "variables": {"LIVE_POOL": "\n".join(MEMBER.format(one=one) for one in deployment.target.members)},
    }


def test_only_smoke_scenarios_run_and_the_members_used_are_named(
    workspace: Workspace, deployment: Deployment, live: Settings
) -> None:
    created: list[bytes] = []
    deployment.portal.when_seen[b"POST /api/spaces/coworkers"] = lambda: created.append(b"a customer")

    run = workspace.run(**live)
    output = run.end()

    assert run.status == pytest.ExitCode.OK, output
    assert all("smoke" in one.last.marks and one.outcome == "passed" for one in workspace.scenarios())
    assert "About to run against live" in output.partition("✓")[0]
    assert re.search(r"[123] reset mails? requested; no customer was created", output)
    assert f"{standard_member(deployment.target)}: its password is now unknown" in output
    assert created == []


def test_an_interrupted_run_names_the_members_used(
    workspace: Workspace, deployment: Deployment, live: Settings
) -> None:
    run = workspace.run(**live)
    deployment.portal.when_seen[b"startPasswordReset"] = run.interrupt
    output = run.end()

    assert run.status == pytest.ExitCode.INTERRUPTED, output
    assert f"{standard_member(deployment.target)}: its password was not changed" in output


def standard_member(target: Target) -> str:
    """The address of the pool's only standard member."""
    return next(one.email for one in target.members if one.kind == "standard")
