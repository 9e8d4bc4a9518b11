"""A small web site for evidence to be gathered at: a form with a password, and an API that answers in envelopes."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.evidence.hostile import HOSTILE

STYLE = """
body { font: 16px sans-serif; margin: 2rem; background: url(/dot.png) }
form { display: grid; gap: 1rem; max-width: 20rem }
button { background: rebeccapurple; color: white; padding: .6rem }
"""
PAGE = """<!doctype html><html lang="en"><head><title>A form</title><link rel="stylesheet" href="/style.css"></head>
<body><main><h1>A form</h1><form id="form">
<label>Email <input type="email" id="email"></label>
<label>New password <input type="password" id="password"></label>
<button>Reset password</button></form><p id="echo"></p><div role="alert" id="alert"></div></main>
<script>
document.getElementById('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const password = document.getElementById('password').value;
  const token = new URLSearchParams(location.search).get('token') || '';
  const answer = await fetch('/api/sys/users/completePasswordReset', {
    method: 'POST', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({Token: token, Password: password}),
  });
  const envelope = await answer.json();
  console.warn('the token was ' + token);
  document.getElementById('alert').textContent = envelope.Message;
  document.getElementById('echo').textContent = 'You typed ' + password;
});
</script></body></html>"""
REFUSAL: dict[str, Any] = {
    "WasSuccessful": False,
    "Value": None,
    "Status": 400,
    "Message": "Password: too common",
    "Errors": [{"AttemptedValue": None, "Message": "too common", "PropertyName": "Password"}],
}
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/api/hostile/"):
            kind, content = HOSTILE[int(self.path.rpartition("/")[2])]
            self._answer(200, kind, content)
            return
        kinds = {"/style.css": ("text/css", STYLE.encode()), "/dot.png": ("image/png", DOT)}
        kind, content = kinds.get(self.path, ("text/html; charset=utf-8", PAGE.encode()))
        self._answer(200, kind, content)

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        errors = [{**REFUSAL["Errors"][0], "AttemptedValue": sent.get("Password")}]
        self._answer(400, "application/json", json.dumps({**REFUSAL, "Errors": errors}).encode())

    def _answer(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@contextmanager
def running_site() -> Iterator[str]:
    """Serve the site on a free port of this machine; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
