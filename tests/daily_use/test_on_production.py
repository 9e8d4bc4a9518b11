"""A live location: smoke alone, members of a pool, nobody created, and whoever was touched named, however it ends."""

import re
from collections.abc import Iterator
from typing import TypedDict
from urllib.parse import urlsplit

import pytest

from harness.targets import Target
from tests.daily_use.conftest import Desk
from tests.faults.door import Door, door_to

SETTINGS = """
environment = "live"
workers = 2

[use]
trace = "off"

[projects.chromium]
browser = "chromium"

[environments.live]
base_url = "http://{portal}"
members = "pool"
production = true
mails_per_minute = 600

[environments.live.mailpit]
url = "{mailpit}"
"""
MEMBER = '[[member]]\nfull_name = "{one.full_name}"\nemail = "{one.email}"\nkind = "{one.kind}"\n'


class Settings(TypedDict):
    """How a run is told of the location: its settings, and its pool in a variable, as CI has it."""

    settings: str
    variables: dict[str, str]


@pytest.fixture
def door(portal_that_is_there: Target) -> Iterator[Door]:
    """The way to the portal, on which the test sees what is asked of it."""
    with door_to(urlsplit(portal_that_is_there.portal_url).netloc) as door:
        yield door


@pytest.fixture
def live(portal_that_is_there: Target, door: Door) -> Settings:
    """The portal as a live location, and those who are there as its pool."""
    return {
        "settings": SETTINGS.format(portal=door.address, mailpit=portal_that_is_there.mailpit_url),
        "variables": {"LIVE_POOL": "\n".join(MEMBER.format(one=one) for one in portal_that_is_there.members)},
    }


def test_smoke_alone_runs_and_whoever_was_touched_is_named(
    desk: Desk, door: Door, live: Settings, portal_that_is_there: Target
) -> None:
    created: list[bytes] = []
    door.when_seen[b"POST /api/spaces/coworkers"] = lambda: created.append(b"a customer")

    run = desk.run(**live)
    said = run.end()

    assert run.status == pytest.ExitCode.OK, said
    assert all("smoke" in one.last.marks and one.outcome == "passed" for one in desk.scenarios())
    assert "About to act on live" in said.partition("✓")[0]
    assert re.search(r"[123] reset mails? asked for; no customer was created", said)
    assert f"{the_member(portal_that_is_there)}: the password is a new one that only this run knew" in said
    assert created == []


def test_an_interrupted_run_names_them_too(
    desk: Desk, door: Door, live: Settings, portal_that_is_there: Target
) -> None:
    run = desk.run(**live)
    door.when_seen[b"startPasswordReset"] = run.interrupt
    said = run.end()

    assert run.status == pytest.ExitCode.INTERRUPTED, said
    assert f"{the_member(portal_that_is_there)}: the password was not changed" in said
    assert list(run.processes()) == []


def the_member(target: Target) -> str:
    """The address of the pool's only member who may do what members do."""
    return next(one.email for one in target.members if one.kind == "standard")
