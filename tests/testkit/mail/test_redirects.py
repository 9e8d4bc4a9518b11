"""Click counters: the suite follows their redirects and does not request the reset link itself."""

from collections.abc import Iterator, Mapping

import jwt
import pytest

from testkit.mail.links.redirects import reset_link_behind
from testkit.secrets.vault import vault
from testkit.settings.access import PortalAccess
from tests.web_server import WebServer, web_server

TOKEN = jwt.encode({"email": "ada@portal.test", "exp": 2_000_000_000}, "k" * 32, algorithm="HS256")
REAL = f"https://portal.test/reset?token={TOKEN}"
ACCESS = PortalAccess(http_credentials={"username": "guest", "password": "for the portal"}, user_agent="Suite/1.0")
REDIRECTS = {
    "/c/0123456789abcdef": REAL,
    "/hop/1": "/hop/2",  # relative, as RFC 9110 allows
    "/hop/2": REAL,
    "/get-only": REAL,
    "/behind-basic": REAL,
    "/wrapped": f"https://click.test/L0/{REAL.replace('/', '%2F').replace('?', '%3F')}/1/abc",
    "/loop": "/loop",
}


@pytest.fixture
def counter() -> Iterator[WebServer]:
    """A mail service that counts clicks: it redirects the addresses above and answers everything else."""

    def respond(path: str, request: Mapping[str, str]) -> tuple[int, Mapping[str, str], str]:
        if path == "/get-only" and request["method"] == "HEAD":
            return 405, {}, ""
        if path == "/behind-basic" and "Authorization" not in request:
            return 401, {"WWW-Authenticate": 'Basic realm="staging"'}, ""
        return (302, {"Location": REDIRECTS[path]}, "") if path in REDIRECTS else (200, {}, "")

    with web_server(respond) as counter:
        yield counter


@pytest.mark.parametrize("path", ["/c/0123456789abcdef", "/hop/1", "/get-only", "/wrapped", "/behind-basic"])
def test_the_reset_link_behind_a_click_counter_is_found_and_not_requested(counter: WebServer, path: str) -> None:
    url = counter.url + path

    link = reset_link_behind(url, ACCESS)

    assert link is not None
    assert (link.url, link.target, link.token) == (url, REAL, TOKEN)
    assert all(path.startswith(("/c/", "/hop", "/get", "/wrapped", "/behind")) for path, _ in counter.requests)
    assert {headers["User-Agent"] for _, headers in counter.requests} == {"Suite/1.0"}
    assert sum("Authorization" in headers for _, headers in counter.requests) == (path == "/behind-basic")


def test_every_address_on_the_way_to_a_reset_link_is_a_secret(counter: WebServer) -> None:
    host = f"127.0.0.1:{counter.port}"
    reset_link_behind(f"http://{host}/hop/1", ACCESS)

    assert "hop" not in vault.redact(f"http://{host}/hop/1 and http%3A%2F%2F{host.replace(':', '%3A')}%2Fhop%2F2")


@pytest.mark.parametrize("path", ["/privacy", "/loop"])
def test_an_address_that_leads_to_no_reset_link_is_none(counter: WebServer, path: str) -> None:
    assert reset_link_behind(counter.url + path, ACCESS) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://127.0.0.1:1/%", "http://[::1"])
def test_an_address_where_nothing_answers_is_none(url: str) -> None:
    assert reset_link_behind(url, ACCESS) is None
