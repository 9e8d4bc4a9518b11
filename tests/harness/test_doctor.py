"""The doctor: what it says of an environment that is fit for a run, and of each thing that is not."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence.report.results import Result
from harness.doctor.check import Look, Patient, Sign
from harness.doctor.clocks import clocks, deviations
from harness.doctor.mail import mail_arrives, mailpit, pool
from harness.doctor.portal import administrator, browser, documented_api, gate, location, portal
from harness.surroundings import reach
from harness.targets import Target
from testkit.members.pool import PoolMember
from testkit.settings.credentials import Credentials
from testkit.settings.model import Environment, MailpitSettings, Project, Settings, SettingsError

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9"
STARTED = Environment(command=("{python}", "-m", "sandbox", "--json"))
MakePatient = Callable[..., Patient]


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    """A sandbox with its inbox."""
    with reach("staging", STARTED, ROOT) as target:
        yield target


@pytest.fixture
def patient(target: Target, tmp_path: Path) -> MakePatient:
    """Make an environment on that sandbox, different in what the test is about."""

    def make(*, target_changes: dict[str, Any] | None = None, **changes: Any) -> Patient:
        mail = MailpitSettings(url=target.mailpit_url, wait_seconds=5)
        described = {"base_url": target.portal_url, "mailpit": mail, **changes}
        environment = Environment.model_validate(described)
        settings = Settings(
            environment="staging", projects={"chromium": Project()}, environments={"staging": environment}
        )
        changed = replace(target, **(target_changes or {}))
        credentials = changed.credentials("staging", tmp_path)
        return Patient("staging", environment, settings, tmp_path, ("chromium",), credentials, changed)

    return make


def worst(look: Look, patient: Patient) -> Sign:
    """The last thing that a look shows, which is the worst where it ends there."""
    return list(look(patient))[-1]


@pytest.mark.parametrize(
    "look", [portal, location, documented_api, administrator, mailpit, mail_arrives], ids=lambda look: look.__name__
)
def test_all_is_well_with_the_sandbox(patient: MakePatient, look: Look) -> None:
    signs = list(look(patient()))

    assert [sign.mark for sign in signs] == ["✓"] * len(signs)
    assert signs


def test_clocks_that_agree_are_well_and_others_are_told(patient: MakePatient) -> None:
    one = patient()
    list(portal(one))
    assert {sign.mark for sign in clocks(one)} == {"✓"}

    one.dates["portal"] = "Tue, 24 Nov 2026 08:02:00 GMT|1795507200"

    [told] = [sign for sign in clocks(one) if sign.mark == "!"]
    assert told.found == "clock of the portal: 120 s ahead of this machine's"
    assert "NTP" in told.advice


@pytest.mark.parametrize(
    ("look", "changes", "found"),
    [
        (portal, {"portal_url": NOWHERE}, "Connection refused)"),
        (location, {"api_url": f"{NOWHERE}/x"}, "businesses/current: it can't be reached"),
        (administrator, {"admin_password": "wrong-password"}, "the portal refuses"),
        (mailpit, {"mailpit_url": NOWHERE}, "Mailpit at http://127.0.0.1:9: "),
        (mail_arrives, {"smtp": "127.0.0.1:9"}, "mail by 127.0.0.1:9: "),
    ],
)
def test_what_makes_a_run_meaningless_is_said_with_what_to_do(
    patient: MakePatient, look: Look, changes: dict[str, Any], found: str
) -> None:
    sign = next(sign for sign in look(patient(target_changes=changes)) if sign.mark != "✓")

    assert sign.mark == "✗"
    assert found in sign.found
    assert sign.advice


def test_a_site_that_is_no_portal_is_recognized(patient: MakePatient, target: Target) -> None:
    sign = next(location(patient(target_changes={"api_url": target.mailpit_url})))

    assert (sign.mark, "404" in sign.found) == ("✗", True)


def test_missing_administrator_names_the_variables(patient: MakePatient) -> None:
    one = patient()
    one.credentials = Credentials()

    sign = worst(administrator, one)

    assert sign.advice == "Set STAGING_ADMIN_EMAIL and STAGING_ADMIN_PASSWORD, or members = 'pool'."


def test_a_gate_without_its_password_names_the_variable(patient: MakePatient) -> None:
    assert worst(gate, patient(gate=True)).advice == "Set STAGING_GATE_PASSWORD."
    assert list(gate(patient())) == []


def test_a_portal_s_own_mailpit_must_be_named(patient: MakePatient) -> None:
    assert worst(mailpit, patient(mailpit=MailpitSettings())).mark == "✗"


@pytest.mark.parametrize("name", ["STAGING_MAILPIT_URL", "MAILPIT_URL"])
def test_a_mailpit_may_be_named_by_a_variable(
    patient: MakePatient, target: Target, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, target.mailpit_url)

    assert worst(mailpit, patient(mailpit=MailpitSettings())).mark == "✓"


def test_a_started_portal_must_know_where_its_mailpit_takes_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILPIT_URL", NOWHERE)

    with pytest.raises(SettingsError, match="SANDBOX_MAILPIT_SMTP"), reach("sandbox", STARTED, ROOT):
        pass


def test_a_playwright_server_that_is_not_there_is_told(patient: MakePatient) -> None:
    one = patient()
    one.settings.projects["chromium"] = Project(connect="ws://127.0.0.1:9/")

    sign = worst(browser, one)

    assert (sign.mark, "no Playwright server at 127.0.0.1:9" in sign.found) == ("✗", True)


def test_a_pool_is_counted_and_its_accounts_are_free(patient: MakePatient) -> None:
    members = (
        PoolMember("standard", "Ada Byron", "ada@example.com"),
        PoolMember("suspended", "Sam", "sam@elsewhere.test"),
    )

    signs = list(pool(patient(members="pool", pool="p.toml", target_changes={"members": members})))

    assert signs[0].found == "pool: 1 standard, 1 suspended; enough for 1 worker"
    assert [sign.mark for sign in signs] == ["✓", "!", "!", "✓"]
    assert "sam@elsewhere.test: not of example.com" in signs[2].found
    assert signs[3].found == "ada@example.com is free"


def test_the_last_run_becomes_a_list_to_accept(patient: MakePatient) -> None:
    one = patient(accepted=["29"])
    assert worst(deviations, one).found.startswith("no run on this environment yet")

    results = one.folder / "test-results" / "20261124T080000Z-staging" / "results"
    common: dict[str, Any] = {"chapter": "A chapter", "seconds": 1.0, "facts": {"environment": "staging"}}
    Result(nodeid="a", name="a", outcome="finding", source_kind="hardening", statements=[25], **common).write(results)
    Result(nodeid="b", name="b", outcome="failed", source_kind="documented", statements=[9], **common).write(results)

    sign = worst(deviations, one)

    assert sign.found.endswith("not accepted: 25")
    assert 'environments.staging.accepted = ["25", "29"]' in sign.advice


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--env", "elswhere"], "describes no environment elswhere"),
        (["--config", "missing.toml"], "missing.toml was not found"),
    ],
)
def test_settings_come_first_and_end_it(arguments: list[str], said: str) -> None:
    command = [sys.executable, "-m", "harness.doctor", *arguments]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert answer.returncode == 1
    assert said in answer.stdout
    assert answer.stderr == ""
