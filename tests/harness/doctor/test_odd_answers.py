"""The doctor on servers that answer what nobody expects: one sentence for each, and what to do."""

from pathlib import Path

import pytest

from harness.doctor import __main__ as command
from harness.doctor.api import administrator, location
from harness.doctor.check import Check
from harness.doctor.clocks import deviations
from harness.doctor.mail import mail_arrives, mailpit, pool
from harness.doctor.portal import portal
from testkit.members.pool import PoolMember
from testkit.secrets.vault import vault
from testkit.settings.credentials import Credentials
from tests.harness.access import context_for
from tests.web_server import web_server

JSON = {"Content-Type": "application/json"}
ADMINISTRATOR = Credentials(admin_email="admin@portal.test", admin_password=vault.add("credential", "admin-pass-9"))
ODD: dict[str, tuple[int, dict[str, str], str]] = {
    "a redirect to no address": (302, {"Location": "http://[::1"}, ""),
    "a redirect in a loop": (302, {"Location": "/"}, ""),
    "a charset that is none": (200, {"Content-Type": "text/html; charset=undefined"}, "<p>Hello</p>"),
    "a list": (200, JSON, "[[1]]"),
    "null": (200, JSON, "null"),
    "an object of another service": (200, JSON, '{"status": "up"}'),
    "texts for numbers": (200, JSON, '{"Id": "7", "Records": "7", "Version": "7", "Messages": "7"}'),
    "nested deeply": (200, JSON, "[" * 100_000),
}


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
@pytest.mark.parametrize("check", [location, administrator, mailpit], ids=lambda check: check.__name__)
def test_an_odd_answer_is_what_must_be_fixed(
    tmp_path: Path, check: Check, answer: tuple[int, dict[str, str], str]
) -> None:
    with web_server(lambda *_: answer) as server:
        context = context_for(server.url, tmp_path, mailpit={"url": server.url})
        context.credentials = ADMINISTRATOR
        context.target = context.target.from_data({**context.target.as_data(), "mailpit_url": server.url})

        result = list(check(context))[-1]

    assert result.mark == "✗"
    assert result.advice


def test_a_redirect_to_no_address_is_no_portal(tmp_path: Path) -> None:
    with web_server(lambda *_: ODD["a redirect to no address"]) as server:
        [result] = portal(context_for(server.url, tmp_path))

    assert result.found == f"portal: {server.url}: its answer can't be read (Invalid IPv6 URL)"


def test_a_host_that_cannot_be_one_takes_no_mail(tmp_path: Path) -> None:
    context = context_for("http://portal.test", tmp_path)
    context.target = context.target.from_data({**context.target.as_data(), "smtp": "mail..test:25"})

    [result] = mail_arrives(context)

    assert result.found.startswith("test mail by mail..test:25: ")
    assert result.mark == "✗"


def test_a_mailpit_that_takes_no_markers_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with web_server(lambda *_: (403, {}, "Forbidden")) as server:
        context = context_for(server.url, tmp_path, members="pool", mailpit={"url": server.url})
        members = (PoolMember("standard", "Ada Byron", "ada@example.com"),)
        data = {**context.target.as_data(), "mailpit_url": server.url}
        context.target = context.target.from_data({**data, "members": [vars(one) for one in members]})

        assert not command._passes("Members", pool, context)  # noqa: SLF001 - what prints a check's results

    printed = capsys.readouterr().out
    assert f"Expected {server.url}/api/v1/send to take a mail and give its ID; it answered 403." in printed
    assert "Check environments.staging.mailpit" in printed


def test_a_damaged_result_leaves_the_deviations_out(tmp_path: Path) -> None:
    results = tmp_path / "test-results" / "20261124T080000Z-staging" / "results"
    results.mkdir(parents=True)
    (results / "a.json").write_text('{"nodeid": ', encoding="utf-8")

    [result] = deviations(context_for("http://portal.test", tmp_path))

    assert result.mark == "!"
    assert "is not a result that this version of the suite can read" in result.advice
