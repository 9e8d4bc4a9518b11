"""The pool of members: its file, its split over workers, and errors that quote no value."""

from dataclasses import replace
from pathlib import Path

import pytest

from testkit.members.pool import PoolMember, most_workers, parsed, read_pool, share
from testkit.settings.model import Environment, SettingsError

TWO = """
[[member]]
full_name = "Ada Byron"
email = "ada@example.com"

[[member]]
full_name = "Sam Rivers"
email = "sam@example.com"
kind = "suspended"
password = "a-pool-password"
"""
POOLED = Environment(base_url="https://portal.test", members="pool", pool="members.toml")


def test_accounts_are_read_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "members.toml").write_text(TWO, encoding="utf-8")

    members = read_pool("staging", POOLED, tmp_path, {})

    assert [(one.kind, one.email) for one in members] == [
        ("standard", "ada@example.com"),
        ("suspended", "sam@example.com"),
    ]


def test_the_variable_wins_over_the_file(tmp_path: Path) -> None:
    members = read_pool("staging", POOLED, tmp_path, {"STAGING_POOL": TWO.replace("ada@", "eve@")})

    assert members[0].email == "eve@example.com"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (POOLED, "environments.staging.pool = 'members.toml' can't be read"),
        (POOLED.model_copy(update={"pool": None}), "or the variable STAGING_POOL"),
    ],
    ids=["no file", "neither named"],
)
def test_a_missing_pool_names_the_file_and_the_variable(tmp_path: Path, environment: Environment, said: str) -> None:
    with pytest.raises(SettingsError, match="staging") as error:
        read_pool("staging", environment, tmp_path, {})
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TWO + "[[member", "members.toml is not valid TOML (at end of document)"),
        (TWO.replace("full_name", "name"), "member.1.full_name in members.toml: is missing"),
        (TWO.replace("password", "pasword"), "member.2.pasword in members.toml is not a known key"),
        (TWO.replace("suspended", "gone"), "member.2.kind in members.toml: must be 'standard'"),
        (TWO.replace("sam@", "ADA@"), "lists ada@example.com twice"),
        (TWO.replace('"ada@example.com"', '"ada@example.com"\nkind = "two-factor"'), "no member of kind standard"),
    ],
    ids=["TOML", "missing", "unknown", "kind", "twice", "none"],
)
def test_an_error_names_the_key_and_quotes_no_value(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        parsed(text, "members.toml")

    assert said in str(error.value)
    assert "a-pool-password" not in str(error.value)


def test_each_worker_has_standard_members_of_its_own() -> None:
    members = tuple(PoolMember("standard", "Ada Byron", f"{number}@example.com") for number in range(5))
    suspended = PoolMember("suspended", "Sam Rivers", "sam@example.com")

    shares = [share((suspended, *members), worker, 2) for worker in range(2)]

    assert sorted(one.email for own in shares for one in own) == sorted(one.email for one in members)
    assert not set(shares[0]) & set(shares[1])
    assert most_workers((suspended, *members)) == 1, "a scenario may need three"
    assert most_workers((*members, replace(members[0], email="another@example.com"))) == 2
    assert most_workers(members[:1]) == 1
