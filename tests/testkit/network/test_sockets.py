"""Secrets in what a page sends over a WebSocket."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
from playwright.sync_api import Page

from testkit.network.invariants import Watch
from tests.testkit.network.conftest import PASSWORD, broken

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
OPEN = """address => new Promise((opened) => {
  window.socket = new WebSocket(address);
  window.socket.onopen = () => opened(null);
})"""


class _Accepting(StreamRequestHandler):
    """Accepts a WebSocket, and reads whatever is sent over it."""

    def handle(self) -> None:
        key = next(line.split()[-1] for line in iter(self.rfile.readline, b"\r\n") if b"Sec-WebSocket-Key" in line)
        accepted = base64.b64encode(hashlib.sha1(key + MAGIC, usedforsecurity=False).digest())
        upgrade = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self.wfile.write(upgrade + b"Sec-WebSocket-Accept: " + accepted + b"\r\n\r\n")
        with suppress(OSError):
            self.rfile.read()


@pytest.fixture
def socket_server() -> Iterator[str]:
    """A server of WebSockets on a free port; gives its address."""
    with ThreadingTCPServer(("127.0.0.1", 0), _Accepting) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("message", ["secret", "new TextEncoder().encode(secret)"], ids=["text", "bytes"])
def test_a_password_sent_over_a_socket_to_another_site_is_named(
    watched: tuple[Page, Watch], socket_server: str, message: str
) -> None:
    page, watch = watched

    send_over_socket(page, socket_server, message)

    assert broken(watch) == {"secret-to-another-site"}


def test_a_password_sent_over_a_socket_to_the_portal_is_named(watched: tuple[Page, Watch], socket_server: str) -> None:
    page, watch = watched
    watch.own.add(socket_server.replace("ws", "http"))

    send_over_socket(page, socket_server, "secret")

    assert broken(watch) == {"secret-in-undocumented-call"}


def send_over_socket(page: Page, address: str, message: str) -> None:
    """Open a socket and send a message made of the password."""
    with page.expect_websocket() as socket:
        page.evaluate(OPEN, address)
    with socket.value.expect_event("framesent"):
        page.evaluate(f"secret => window.socket.send({message})", PASSWORD)
