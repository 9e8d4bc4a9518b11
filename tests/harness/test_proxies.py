"""Proxies, of the settings and of the machine: alike for API client and browser, and never for loopback."""

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from playwright.sync_api import Error

from harness.doctor.check import CheckContext
from harness.doctor.portal import portal
from harness.portal.page import portal_page
from testkit.settings.model import SettingsError
from testkit.settings.network import prepare_network
from testkit.settings.sections import Project
from tests.harness.access import HTML, context_for, title_in_browser
from tests.own_thread import in_own_thread
from tests.web_server import web_server

GUEST, PASSWORD = "gast-\u00e4", "proxy-p\u00e4ss/word:\u20ac@"
pytestmark = pytest.mark.usefixtures("machine")


def ask_beside_the_page(context: CheckContext) -> None:
    """Make a call as scenarios do in the page's name; through a proxy it is a CONNECT, which no test's server obeys."""
    with portal_page(Project(), context.access) as page, suppress(Error):
        page.context.request.get(context.target.portal_url)


def test_loopback_needs_no_proxy_and_no_login_comes_from_netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password of-somebody", "utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    prepare_network()

    with web_server(lambda *_: HTML) as server:
        assert requests.get(server.url, timeout=5).status_code == 200
        assert next(portal(context_for(server.url, tmp_path))).mark == "✓"
    assert all("Authorization" not in headers for _, headers in server.requests)


def test_a_portal_that_only_the_proxy_can_resolve_is_reached(tmp_path: Path) -> None:
    with web_server(lambda *_: HTML) as proxy:
        let_in = context_for("http://portal.invalid/acme", tmp_path, use={"proxy": {"server": proxy.url}})

        assert next(portal(let_in)).mark == "✓"
        assert title_in_browser(let_in) == "Members"
    assert {path for path, _ in proxy.requests} >= {"http://portal.invalid/acme"}


@pytest.mark.parametrize("by", ["the settings", "the machine"])
def test_a_proxy_gets_its_login_in_utf_8_from_every_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    wanted = f"Basic {b64encode(f'{GUEST}:{PASSWORD}'.encode()).decode()}"
    login = {"username": GUEST, "password": "$P_PASSWORD"} if by == "the settings" else {}

    def answer(_: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], str]:
        let_in = headers.get("Proxy-Authorization") == wanted
        return HTML if let_in else (407, {"Proxy-Authenticate": 'Basic realm="proxy"'}, "")

    with web_server(answer) as proxy:
        monkeypatch.setenv("P_PASSWORD", PASSWORD)
        if by == "the machine":
            server = proxy.url.replace("//", f"//{quote(GUEST)}:{quote(PASSWORD, safe='')}@")
            monkeypatch.setenv("HTTP_PROXY", server)
        use = {"proxy": {"server": proxy.url, **login}} if login else {}
        through = context_for("http://portal.invalid/acme", tmp_path, use=use)

        assert next(portal(through)).mark == "✓"
        assert title_in_browser(through) == "Members"


def test_the_machine_s_proxy_counts_for_all_clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "direct.invalid")
    with web_server(lambda *_: HTML) as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        prepare_network()
        through = context_for("http://portal.invalid/acme", tmp_path)

        assert next(portal(through)).mark == "✓"
        assert title_in_browser(through) == "Members"
        in_own_thread(partial(ask_beside_the_page, through))
        assert "portal.invalid:80" in {path for path, _ in proxy.requests}
        seen = len(proxy.requests)
        assert "resolve" in next(portal(context_for("http://direct.invalid/acme", tmp_path))).found
        with web_server(lambda *_: HTML) as here:
            assert next(portal(context_for(here.url, tmp_path))).mark == "✓"
    assert len(proxy.requests) == seen


def test_no_client_reaches_loopback_through_a_proxy(tmp_path: Path) -> None:
    with web_server(lambda *_: HTML) as proxy, web_server(lambda *_: HTML) as here:
        for url in (here.url, here.url.replace("127.0.0.1", "localhost")):
            one = context_for(url, tmp_path, use={"proxy": {"server": proxy.url}})

            assert next(portal(one)).mark == "✓"
            assert title_in_browser(one) == "Members"
            in_own_thread(partial(ask_beside_the_page, one))
    assert proxy.requests == []


@pytest.mark.parametrize("answer", [407, None], ids=["asks for a login", "is not there"])
def test_a_proxy_that_forwards_nothing_is_named_with_its_setting(tmp_path: Path, answer: int | None) -> None:
    with web_server(lambda *_: (answer or 0, {}, "")) as proxy:
        server = proxy.url if answer else "http://127.0.0.1:9"
        result = next(portal(context_for("http://portal.invalid/", tmp_path, use={"proxy": {"server": server}})))

    assert (result.mark, f"the proxy {server} " in result.found) == ("✗", True)
    assert "environments.staging.use.proxy" in result.advice


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:9", "::::", "http://127.0.0.1:99999"])
def test_a_variable_with_a_proxy_of_no_use_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", address)

    with pytest.raises(SettingsError, match=r"variable HTTP_PROXY.* environments\.staging\.use\.proxy"):
        context_for("http://portal.invalid/", tmp_path)
