"""The doctor: what it prints of an environment that is ready for a run, and of each thing that is wrong."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest

from evidence.report.results import Result
from harness.doctor.api import administrator, documented_api, location
from harness.doctor.check import Check, CheckContext, CheckResult, fail
from harness.doctor.clocks import clocks, deviations
from harness.doctor.mail import mail_arrives, mailpit, pool
from harness.doctor.portal import api_address, browser, gate, portal, sign_in_view
from harness.doctor.preflight import preflight
from harness.portal.targets import Target, open_target
from testkit.members.pool import PoolMember
from testkit.secrets.vault import vault
from testkit.settings.credentials import Credentials
from testkit.settings.model import Environment, Settings, SettingsError
from testkit.settings.sections import MailpitSettings, Project
from tests.own_thread import in_own_thread
from tests.web_server import web_server

ROOT = Path(__file__).parents[3]
NOWHERE = "http://127.0.0.1:9"
STARTED = Environment(command=("{python}", "-m", "sandbox", "--json"))
MakeContext = Callable[..., CheckContext]


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    """A sandbox with its inbox."""
    with open_target("staging", STARTED, ROOT) as target:
        yield target


@pytest.fixture
def make_context(target: Target, tmp_path: Path) -> MakeContext:
    """Make an environment on that sandbox, different in what the test is about."""

    def make(*, target_changes: dict[str, Any] | None = None, **changes: Any) -> CheckContext:
        mail = MailpitSettings(url=target.mailpit_url, wait_seconds=5)
        described = {"base_url": target.portal_url, "mailpit": mail, **changes}
        environment = Environment.model_validate(described)
        settings = Settings(
            environment="staging", projects={"chromium": Project()}, environments={"staging": environment}
        )
        changed = replace(target, **(target_changes or {}))
        credentials = changed.credentials("staging", tmp_path)
        return CheckContext("staging", environment, settings, tmp_path, ("chromium",), credentials, changed)

    return make


def last_result(check: Check, context: CheckContext) -> CheckResult:
    """The last result of a check: the failure, where it fails."""
    return in_own_thread(lambda: list(check(context)))[-1]


@pytest.mark.parametrize(
    "check", [portal, location, documented_api, administrator, mailpit, mail_arrives], ids=lambda check: check.__name__
)
def test_all_is_ok_with_the_sandbox(make_context: MakeContext, check: Check) -> None:
    results = list(check(make_context()))

    assert [result.mark for result in results] == ["✓"] * len(results)
    assert results


def test_clocks_that_differ_are_named(make_context: MakeContext) -> None:
    one = make_context()
    list(portal(one))
    assert {result.mark for result in clocks(one)} == {"✓"}

    one.clock_offsets["portal"] = 120.0

    [different] = [result for result in clocks(one) if result.mark == "!"]
    assert different.found == "clock of the portal: 120 s ahead of this machine's"
    assert "NTP" in different.advice


@pytest.mark.parametrize(
    ("check", "changes", "found"),
    [
        (portal, {"portal_url": NOWHERE}, "Connection refused)"),
        (administrator, {"admin_password": "wrong-password"}, "the portal refuses"),
        (mailpit, {"mailpit_url": NOWHERE}, "Mailpit at http://127.0.0.1:9: "),
        (mail_arrives, {"smtp": "127.0.0.1:9"}, "test mail by 127.0.0.1:9: "),
    ],
)
def test_what_must_be_fixed_comes_with_what_to_do(
    make_context: MakeContext, check: Check, changes: dict[str, Any], found: str
) -> None:
    result = next(result for result in check(make_context(target_changes=changes)) if result.mark != "✓")

    assert result.mark == "✗"
    assert found in result.found
    assert result.advice


@pytest.mark.parametrize(
    "options", [("--version", "4"), ("--version", "5")], ids=["same origin", "an origin of its own"]
)
@pytest.mark.parametrize("api_url", ["found as well", "set"])
def test_the_api_is_found_where_the_portal_s_own_page_calls_it(
    tmp_path: Path, options: tuple[str, ...], api_url: str
) -> None:
    environment = STARTED.model_copy(update={"options": options})
    with open_target("staging", environment, ROOT) as started:
        deployed = Environment(base_url=started.portal_url, api_url=started.api_url if api_url == "set" else None)
        settings = Settings(environment="staging", projects={"chromium": Project()}, environments={"staging": deployed})
        known = deployed.api_url or started.portal_url
        unknown = replace(started, api_url=known, admin_url=known)
        one = CheckContext("staging", deployed, settings, tmp_path, ("chromium",), Credentials(), unknown)

        results: list[CheckResult] = in_own_thread(lambda: list(api_address(one)))
        assert {result.mark for result in results} <= {"✓"}

    assert (one.target.api_url, one.target.admin_url) == (started.api_url, started.admin_url)


def test_the_api_of_a_portal_whose_pages_ask_nothing_at_the_start_is_found_by_a_sign_in(
    make_context: MakeContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.portal.api_address.STARTING", 1_000)
    with web_server(lambda *_: (400, {"Access-Control-Allow-Origin": "*"}, "")) as api:
        sign_in = f"event.preventDefault(); fetch('{api.url}/api/token', {{method: 'POST', body: ''}})"
        fields = '<input type="email" aria-label="Adresse"><input type="password" aria-label="Clé"><button>Oui</button>'
        pages = {"/": '<a href="/in">Entrer</a>', "/in": f'<form onsubmit="{sign_in}">{fields}</form>'}

        def page(path: str, _: Mapping[str, str]) -> tuple[int, Mapping[str, str], str]:
            return 200, {"Content-Type": "text/html; charset=utf-8"}, f'<html lang="fr">{pages.get(path, "")}'

        with web_server(page) as portal:
            one = make_context(target_changes={"portal_url": portal.url, "api_url": portal.url})
            results: list[CheckResult] = in_own_thread(lambda: list(api_address(one)))

    assert [result.mark for result in results] == ["✓"]
    assert one.target.api_url == api.url


def test_the_api_of_a_site_that_is_no_portal_has_to_be_set(
    make_context: MakeContext, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.portal.api_address.STARTING", 1_000)
    result = last_result(api_address, make_context(target_changes={"portal_url": target.mailpit_url}))

    assert result.mark == "✗"
    assert "environments.staging.api_url" in result.advice


def test_an_api_at_the_wrong_address_is_named(make_context: MakeContext, target: Target) -> None:
    for api_url, found in ((NOWHERE, "it can't be reached"), (target.mailpit_url, "404")):
        result = next(location(make_context(api_url=api_url, target_changes={"api_url": api_url})))

        assert (result.mark, found in result.found) == ("✗", True)
        assert "environments.staging.api_url" in result.advice


def test_a_page_at_the_address_for_administrators_is_no_list_of_customers(make_context: MakeContext) -> None:
    with web_server(lambda *_: (200, {"Content-Type": "text/html"}, "<title>Members</title>")) as shell:
        result = last_result(administrator, make_context(target_changes={"admin_url": shell.url}))

    assert (result.mark, "answers 200 with an HTML page" in result.found) == ("✗", True)
    assert "environments.staging.admin_url" in result.advice


def test_an_address_with_https_where_nothing_speaks_tls_is_named(make_context: MakeContext, target: Target) -> None:
    secure = target.mailpit_url.replace("http://", "https://")
    one = make_context(target_changes={"portal_url": secure, "mailpit_url": secure})

    for check in (portal, mailpit):
        assert "it answers without TLS: does its address begin with http://?" in next(check(one)).found


def test_missing_administrator_names_the_variables(make_context: MakeContext) -> None:
    one = make_context()
    one.credentials = Credentials()

    result = last_result(administrator, one)

    assert result.advice == "Set STAGING_ADMIN_EMAIL and STAGING_ADMIN_PASSWORD, or members = 'pool'."


def test_a_gate_without_its_password_names_the_variable(make_context: MakeContext) -> None:
    assert last_result(gate, make_context(gate=True)).advice == "Set STAGING_GATE_PASSWORD."
    assert list(gate(make_context())) == []


def test_a_sign_in_view_in_unknown_words_names_what_finds_them(make_context: MakeContext, target: Target) -> None:
    result = last_result(sign_in_view, make_context(target_changes={"portal_url": target.mailpit_url}))

    assert (result.mark, "LEARN=1" in result.advice) == ("✗", True)


def test_the_mailpit_of_a_deployed_portal_must_be_set(make_context: MakeContext) -> None:
    assert last_result(mailpit, make_context(mailpit=MailpitSettings())).mark == "✗"


def test_a_started_portal_needs_the_smtp_address_of_its_mailpit() -> None:
    environment = STARTED.model_copy(update={"mailpit": MailpitSettings(url=NOWHERE)})

    with pytest.raises(SettingsError, match="SANDBOX_MAILPIT_SMTP"), open_target("sandbox", environment, ROOT):
        pass


def test_a_missing_playwright_server_is_named(make_context: MakeContext) -> None:
    one = make_context()
    one.settings.projects["chromium"] = Project(connect="ws://127.0.0.1:9/")

    result = last_result(browser, one)

    assert (result.mark, "no Playwright server at 127.0.0.1:9" in result.found) == ("✗", True)


def test_a_pool_is_counted_and_its_accounts_are_free(make_context: MakeContext) -> None:
    members = (
        PoolMember("standard", "Ada Byron", "ada@example.com"),
        PoolMember("suspended", "Sam", "sam@elsewhere.test"),
    )

    results = list(pool(make_context(members="pool", pool="p.toml", target_changes={"members": members})))

    assert results[0].found == "pool: 1 standard, 1 suspended; enough for 1 worker"
    assert [result.mark for result in results] == ["✓", "!", "!", "✓"]
    assert "sam@elsewhere.test: not of example.com" in results[2].found
    assert results[3].found == "ada@example.com is free"


def test_the_last_run_becomes_a_list_to_accept(make_context: MakeContext) -> None:
    one = make_context(accepted=["29"])
    assert last_result(deviations, one).found.startswith("no run on this environment yet")

    results = one.folder / "test-results" / "20261124T080000Z-staging" / "results"
    common: dict[str, Any] = {"chapter": "A chapter", "seconds": 1.0, "facts": {"environment": "staging"}}
    Result(nodeid="a", name="a", outcome="finding", id="H-1a2b3", statements=[25], **common).write(results)
    Result(nodeid="b", name="b", outcome="failed", source_kind="documented", statements=[9], **common).write(results)

    result = last_result(deviations, one)

    assert result.found.endswith("not accepted: H-1a2b3 (a)")
    assert 'environments.staging.accepted = ["29", "H-1a2b3"]' in result.advice


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--env", "elswhere"], "describes no environment elswhere"),
        (["--config", "missing.toml"], "missing.toml was not found"),
    ],
)
def test_wrong_settings_end_it(arguments: list[str], said: str) -> None:
    command = [sys.executable, "-m", "harness.doctor", *arguments]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert answer.returncode == 1
    assert said in answer.stdout
    assert answer.stderr == ""


def test_what_is_wrong_is_said_without_pieces_of_secrets(make_context: MakeContext, target: Target) -> None:
    context = make_context()
    token = vault.add("token", token_urlsafe(30))
    wrong = [lambda _context: iter([fail(f"the portal says {token[:18]}…{token[-9:]}", f"Try {token[2:]}")])]

    with pytest.raises(SettingsError, match="is not ready for a run: the portal says") as caught:
        preflight(target, context.settings, ("chromium",), context.folder, wrong)

    said = str(caught.value)
    assert [token[at : at + 9] for at in range(len(token) - 8) if token[at : at + 9] in said] == []
