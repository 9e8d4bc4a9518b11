"""How clients reach a portal: HTTP Basic, private certificates, headers; alike for API client and browser."""

import re
import ssl
from base64 import b64encode
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest

from harness.doctor.api import administrator, location
from harness.doctor.portal import api_address, portal
from harness.portal.page import portal_page
from testkit.api.client import PortalApi
from testkit.api.http import HttpClient
from testkit.mail.links.redirects import reset_link_behind
from testkit.mail.mailpit import MailpitAccess
from testkit.secrets.vault import vault
from testkit.settings.access import PortalAccess, as_headed, portal_access
from testkit.settings.credentials import Credentials
from testkit.settings.model import Environment, SettingsError
from testkit.settings.sections import MailpitSettings, Project
from tests.certificates import Certificate, make_certificate
from tests.harness.access import HTML, Engine, context_for, title_in_browser
from tests.own_thread import in_own_thread
from tests.web_server import web_server

pytestmark = pytest.mark.usefixtures("machine")
PASSWORD = "basic-p\u00e4ssword-\u20ac"
GATE_PASS = "a-pass-for-the-gate"
"""Browsers send it in UTF-8."""


def behind_basic(_: str, headers: Mapping[str, str], password: str = PASSWORD) -> tuple[int, Mapping[str, str], str]:
    """Ask for a login unless it is there."""
    wanted = f"Basic {b64encode(f'guest:{password}'.encode()).decode()}"
    return HTML if headers.get("Authorization") == wanted else (401, {"WWW-Authenticate": 'Basic realm="staging"'}, "")


def test_http_basic_is_named_with_its_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server(behind_basic) as server:
        result = next(portal(context_for(server.url, tmp_path)))
        assert (result.mark, result.found) == ("✗", f"portal: {server.url} asks for a login by HTTP Basic")
        assert "environments.staging.use.http_credentials = " in result.advice
        assert "$STAGING_HTTP_PASSWORD" in result.advice

        monkeypatch.setenv("STAGING_HTTP_PASSWORD", f"{PASSWORD}\n")
        login = {"username": "guest", "password": "$STAGING_HTTP_PASSWORD"}
        let_in = context_for(server.url, tmp_path, use={"http_credentials": login})
        assert next(portal(let_in)).mark == "✓"
        assert title_in_browser(let_in) == "Members"


@pytest.mark.parametrize("engine", get_args(Engine))
def test_each_browser_of_this_machine_reaches_a_portal_behind_a_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setenv("STAGING_HTTP_PASSWORD", PASSWORD)
    login = {"username": "guest", "password": "$STAGING_HTTP_PASSWORD"}

    with web_server(behind_basic) as server:
        context = context_for(
            server.url, tmp_path, use={"http_credentials": login, "extra_http_headers": {"X-Pass": GATE_PASS}}
        )
        assert title_in_browser(context, engine) == "Members"

    assert server.requests[-1][1]["X-Pass"] == GATE_PASS


@pytest.mark.parametrize("engine", get_args(Engine))
def test_a_browser_opens_mail_with_mailpit_s_login_and_proxy_and_the_portal_with_its_own(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox_login = Credentials(mailpit_username="guest", mailpit_password=vault.add("credential", GATE_PASS))
    mailpit = MailpitAccess.of("http://mailpit.invalid/mail", MailpitSettings(), inbox_login)
    portal_login = {"username": "guest", "password": PASSWORD}

    def titles(proxy: str) -> list[str]:
        access = PortalAccess(http_credentials=portal_login, proxy={"server": proxy})
        with portal_page(Project(browser=engine), access) as page:
            mailpit.answer_for(page)
            shown = []
            for address in (f"{mailpit.url}/view/1.html", "http://portal.invalid/"):
                page.goto(address)
                shown.append(page.title())
            return shown

    with web_server(behind_basic) as proxy, web_server(partial(behind_basic, password=GATE_PASS)) as machine_proxy:
        monkeypatch.setenv("HTTP_PROXY", machine_proxy.url)
        assert in_own_thread(partial(titles, proxy.url)) == ["Members", "Members"]

    assert [path for path, _ in machine_proxy.requests] == ["http://mailpit.invalid/mail/view/1.html"]
    assert "http://portal.invalid/" in {path for path, _ in proxy.requests}


def test_a_call_keeps_its_own_authorization(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAGING_HTTP_PASSWORD", PASSWORD)
    login = {"username": "guest", "password": "$STAGING_HTTP_PASSWORD"}
    environment = Environment.model_validate({"base_url": "http://portal.test", "use": {"http_credentials": login}})
    session = portal_access("staging", environment).session()

    with web_server(lambda *_: HTML) as server:
        session.get(server.url, headers={"Authorization": "Bearer one"}, timeout=5)

    assert server.requests[0][1]["Authorization"] == "Bearer one"


def test_an_administrator_s_login_is_sent_in_utf_8(tmp_path: Path) -> None:
    with web_server(lambda *_: (200, {}, '{"Records": []}')) as server:
        let_in = context_for(server.url, tmp_path)
        let_in.credentials = Credentials(admin_email="guest", admin_password=vault.add("credential", PASSWORD))
        list(administrator(let_in))
        PortalApi(server.url, server.url, let_in.credentials).find_customer("ada@example.com")

    assert [behind_basic("", headers) for _, headers in server.requests] == [HTML, HTML]


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (
            {"http_credentials": {"username": "guest", "password": "$UNSET_HERE"}},
            "http_credentials.password .* isn't set",
        ),
        ({"extra_http_headers": {"X-Pass": "$SHORT_HERE"}}, "extra_http_headers.X-Pass .* it holds 3"),
        ({"extra_http_headers": {"X-Pass": "$TWO_LINES_HERE"}}, "extra_http_headers.X-Pass .* use one line"),
        (
            {"client_certificates": [{"origin": "https://portal.test", "cert_path": "no.pem", "key_path": "no.pem"}]},
            "client_certificates.0.cert_path = 'no.pem' can't be read",
        ),
    ],
)
def test_what_is_missing_for_access_is_named(monkeypatch: pytest.MonkeyPatch, use: dict[str, Any], said: str) -> None:
    monkeypatch.setenv("SHORT_HERE", "abc")
    monkeypatch.setenv("TWO_LINES_HERE", "one line\nand another")

    with pytest.raises(SettingsError, match=f"environments.staging.use.{said}"):
        portal_access("staging", Environment.model_validate({"base_url": "http://portal.test", "use": use}))


@pytest.mark.parametrize("by", ["the settings", "the machine"])
def test_logins_of_portal_and_proxy_are_refused_together(monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    monkeypatch.setenv("P_PASSWORD", PASSWORD)
    use: dict[str, Any] = {"http_credentials": {"username": "guest", "password": "$P_PASSWORD"}}
    if by == "the settings":
        use["proxy"] = {"server": "http://proxy.test:3128", "username": "me", "password": "$P_PASSWORD"}
    else:
        monkeypatch.setenv("HTTPS_PROXY", "http://me:proxy-pass@proxy.test:3128")
    described = {"base_url": "https://portal.test", "use": use}

    with pytest.raises(SettingsError, match=r"use\.http_credentials can't be combined with a login at the proxy"):
        portal_access("staging", Environment.model_validate(described))


def test_a_started_portal_gets_a_password_that_the_workers_of_the_run_inherit() -> None:
    login = {"username": "guest", "password": "$MADE_FOR_THE_RUN"}
    environment = Environment.model_validate({"command": ["portal"], "use": {"http_credentials": login}})
    variables: dict[str, str] = {}

    made = portal_access("staging", environment, variables).http_credentials

    assert made == {"username": "guest", "password": variables["MADE_FOR_THE_RUN"]}
    assert portal_access("staging", environment, variables).http_credentials == made


def test_a_private_certificate_is_named_with_its_setting(tmp_path: Path, certificate: Certificate) -> None:
    with web_server(lambda *_: HTML, certificate.server_context()) as server:
        result = next(portal(context_for(server.url, tmp_path)))
        assert (result.mark, "its TLS certificate is not accepted" in result.found) == ("✗", True)
        assert "environments.staging.ca_file" in result.advice

        for settings in ({"ca_file": str(certificate.public)}, {"use": {"ignore_https_errors": True}}):
            let_in = context_for(server.url, tmp_path, **settings)
            assert next(portal(let_in)).mark == "✓"
            assert title_in_browser(let_in) == "Members"


def test_a_client_certificate_is_shown_by_every_client(tmp_path: Path, certificate: Certificate) -> None:
    own = make_certificate(tmp_path)
    tls = certificate.server_context()
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(own.public)

    with web_server(lambda *_: HTML, tls) as server:
        shown = {"origin": server.url, "cert_path": str(own.public), "key_path": str(own.private)}
        settings: dict[str, Any] = {"ca_file": str(certificate.public), "use": {"client_certificates": [shown]}}
        let_in = context_for(server.url, tmp_path, **settings)

        assert next(portal(context_for(server.url, tmp_path, ca_file=str(certificate.public)))).mark == "✗"
        assert server.requests == []
        assert next(portal(let_in)).mark == "✓"
        assert title_in_browser(let_in) == "Members"
        assert HttpClient(access=let_in.access).request("GET", server.url).status == 200
        assert reset_link_behind(f"{server.url}/counter", let_in.access) is None
    assert "/counter" in {path for path, _ in server.requests}


def test_a_portal_that_the_browser_cannot_open_is_named_with_the_browser_s_reason(tmp_path: Path) -> None:
    unsafe = "http://127.0.0.1:9"  # browsers refuse this port

    result = in_own_thread(lambda: next(api_address(context_for(unsafe, tmp_path, api_url=None))))

    assert (result.mark, f"chromium can't open {unsafe}: " in result.found) == ("✗", True)
    assert "ERR_UNSAFE_PORT" in result.found


def test_the_machine_s_certificates_count_for_all_clients(
    tmp_path: Path, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.public))  # requests alone would not read it
    with web_server(lambda *_: HTML, certificate.server_context()) as server:
        let_in = context_for(server.url, tmp_path)

        results = in_own_thread(lambda: list(portal(let_in)))
        assert [result.mark for result in results] == ["✓", "✓"]
        assert re.search(r"valid for (89|90) more days", results[1].found)
        assert title_in_browser(let_in) == "Members"


def test_a_site_that_answers_everything_with_html_is_not_ready(tmp_path: Path) -> None:
    with web_server(lambda *_: HTML) as server:
        result = next(location(context_for(server.url, tmp_path)))

    assert result.mark == "✗"
    assert "200 with an HTML page" in result.found
    assert "environments.staging.api_url" in result.advice


def test_headers_and_user_agent_are_those_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LET_ME_IN", "header-secret-9")
    with web_server(lambda *_: HTML) as server:
        use = {"extra_http_headers": {"X-Pass": "$LET_ME_IN"}, "user_agent": "Suite/1.0"}
        let_in = context_for(server.url, tmp_path, use=use)
        in_own_thread(lambda: list(portal(let_in)))
        title_in_browser(let_in)

    assert len(server.requests) >= 2
    assert {(headers["X-Pass"], headers["User-Agent"]) for _, headers in server.requests} == {
        ("header-secret-9", "Suite/1.0")
    }


def test_the_api_is_asked_in_the_language_of_the_pages(tmp_path: Path) -> None:
    with web_server(lambda *_: HTML) as server:
        list(location(context_for(server.url, tmp_path, language="pt-BR")))
        list(location(context_for(server.url, tmp_path)))

    assert [headers.get("Accept-Language") for _, headers in server.requests] == ["pt-BR", None]


def test_a_headless_browser_calls_itself_what_a_headed_one_does(tmp_path: Path) -> None:
    with web_server(lambda *_: HTML) as server:
        title_in_browser(context_for(server.url, tmp_path))

    headers = {name.lower(): value for name, value in server.requests[0][1].items()}
    assert "Headless" not in headers["user-agent"]
    assert "Chromium" in headers["sec-ch-ua"]
    assert "Headless" not in headers["sec-ch-ua"]
    assert as_headed("… HeadlessChrome/156.0.8078.108 Safari/537.36") == "… Chrome/156.0.0.0 Safari/537.36"
