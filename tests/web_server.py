"""A web server on loopback for tests of clients: what it answers, and what it was asked."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Respond = Callable[[str, Mapping[str, str]], tuple[int, Mapping[str, str], str | bytes]]
"""From a path and the request's headers, with its method and body, to status, headers and body."""


@dataclass
class WebServer:
    """A running server."""

    port: int
    scheme: str
    requests: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    """The paths it was asked for, with the headers."""

    @property
    def url(self) -> str:
        """Its address."""
        return f"{self.scheme}://127.0.0.1:{self.port}"


@contextmanager
def web_server(respond: Respond, tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """Serve until the end of the `with` block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8", "replace")
            server.requests.append((self.path, dict(self.headers)))
            status, headers, body = respond(self.path, {**self.headers, "method": self.command, "body": sent})
            content = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_HEAD = do_CONNECT = do_GET  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        httpd.socket = tls.wrap_socket(httpd.socket, server_side=True)
    server = WebServer(httpd.server_port, "https" if tls else "http")
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
