"""Click counters: their redirects are read, and the reset link itself is not requested."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import pytest

from testkit.mail.redirects import reset_link_behind
from testkit.secrets.vault import vault

TOKEN = jwt.encode({"email": "ada@portal.test", "exp": 2_000_000_000}, "k" * 32, algorithm="HS256")
REAL = f"https://portal.test/reset?token={TOKEN}"
REDIRECTS = {
    "/c/0123456789abcdef": REAL,
    "/hop/1": "/hop/2",  # relative, as RFC 9110 allows
    "/hop/2": REAL,
    "/get-only": REAL,
    "/wrapped": f"https://click.test/L0/{REAL.replace('/', '%2F').replace('?', '%3F')}/1/abc",
    "/loop": "/loop",
}


class ClickCounter(BaseHTTPRequestHandler):
    """Redirects the addresses above and answers everything else."""

    asked: list[str]

    def do_HEAD(self) -> None:
        """Answer without a body."""
        if self.path == "/get-only":
            self.send_error(405)
        else:
            self.do_GET()

    def do_GET(self) -> None:
        """Redirect."""
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(302 if self.path in REDIRECTS else 200)
        if self.path in REDIRECTS:
            self.send_header("Location", REDIRECTS[self.path])
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Keep requests out of the output."""


@pytest.fixture
def counter() -> Iterator[HTTPServer]:
    """A mail service that counts clicks."""
    server = HTTPServer(("127.0.0.1", 0), ClickCounter)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["/c/0123456789abcdef", "/hop/1", "/get-only", "/wrapped"])
def test_the_reset_link_behind_a_click_counter_is_found_and_not_requested(counter: HTTPServer, path: str) -> None:
    url = f"http://127.0.0.1:{counter.server_port}{path}"

    link = reset_link_behind(url)

    assert link is not None
    assert (link.url, link.target, link.token) == (url, REAL, TOKEN)
    assert all(path.startswith(("/c/", "/hop", "/get", "/wrapped")) for path in counter.asked)  # type: ignore[attr-defined]


def test_every_address_on_the_way_to_a_reset_link_is_a_secret(counter: HTTPServer) -> None:
    host = f"127.0.0.1:{counter.server_port}"
    reset_link_behind(f"http://{host}/hop/1")

    assert "hop" not in vault.redact(f"http://{host}/hop/1 and http%3A%2F%2F{host.replace(':', '%3A')}%2Fhop%2F2")


@pytest.mark.parametrize("path", ["/privacy", "/loop"])
def test_an_address_that_leads_to_no_reset_link_is_none(counter: HTTPServer, path: str) -> None:
    assert reset_link_behind(f"http://127.0.0.1:{counter.server_port}{path}") is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://127.0.0.1:1/%", "http://[::1"])
def test_an_address_where_nothing_answers_is_none(url: str) -> None:
    assert reset_link_behind(url) is None
