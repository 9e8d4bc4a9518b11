"""Wrapped links: the redirect is read, and nothing is followed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from testkit.mail.redirects import address_behind

REAL = "https://portal.test/reset?token=abc"


class ClickCounter(BaseHTTPRequestHandler):
    """Redirects /click and answers everything else."""

    asked: list[str]

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        if self.path == "/click":
            self.send_response(302)
            self.send_header("Location", REAL)
        else:
            self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


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


def test_a_wrapped_link_gives_the_address_behind_it_without_going_there(counter: HTTPServer) -> None:
    assert address_behind(f"http://127.0.0.1:{counter.server_port}/click") == REAL
    assert counter.asked == ["/click"]  # type: ignore[attr-defined]


def test_an_address_that_leads_nowhere_else_is_itself(counter: HTTPServer) -> None:
    url = f"http://127.0.0.1:{counter.server_port}/privacy"

    assert address_behind(url) == url


def test_an_address_where_nobody_answers_is_itself() -> None:
    assert address_behind("http://127.0.0.1:9/") == "http://127.0.0.1:9/"
