"""Both doors of the inbox, on loopback: SMTP in an event loop, HTTP in threads."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from sandbox.inbox.api import Api, Request
from sandbox.inbox.chaos import Chaos
from sandbox.inbox.mailbox import Mailbox
from sandbox.inbox.smtp import listener

# A mail runs no scripts and learns nothing, as in Mailpit; its pictures and styles may come from anywhere.
MAIL_IS_FOREIGN = {
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'none'; style-src * 'unsafe-inline'; img-src * data:; font-src * data:; "
        "object-src 'none'; base-uri 'self'"
    ),
}


@dataclass(frozen=True)
class Doors:
    """Where the inbox listens."""

    inbox: str
    smtp: str


@contextlib.asynccontextmanager
async def serve(http_port: int = 0, smtp_port: int = 0) -> AsyncIterator[Doors]:
    """Run an empty inbox; port 0 is a free one."""
    mailbox, chaos = Mailbox(), Chaos()
    smtp = await asyncio.get_running_loop().create_server(lambda: listener(mailbox, chaos), "127.0.0.1", smtp_port)
    async with smtp:
        with http_server(Api(mailbox, chaos), http_port) as http:
            # daemon: a browser may keep its connection open, which is no reason to stay
            threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            smtp_address = f"127.0.0.1:{smtp.sockets[0].getsockname()[1]}"
            yield Doors(f"http://127.0.0.1:{http.server_port}", smtp_address)
            http.shutdown()


def http_server(api: Api, port: int) -> ThreadingHTTPServer:
    """Give the HTTP server of an API."""

    class Handler(BaseHTTPRequestHandler):
        """One connection of a client, which may ask many times."""

        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body leave together: apart, the second waits for the client's acknowledgement
        disable_nagle_algorithm = True

        def answer(self) -> None:
            """Answer one request."""
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = api.answer(Request(self.command, parts.path, dict(parse_qsl(parts.query)), body))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in (MAIL_IS_FOREIGN | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - http.server finds them by these names

        def log_message(self, *_: object) -> None:
            """Keep quiet: addresses in a log may hold tokens."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server
