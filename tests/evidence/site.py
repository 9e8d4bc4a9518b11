"""A small web site for the tests of evidence: a form with a password, and an API that answers in envelopes."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.evidence.hostile import HOSTILE
from tests.web_server import web_server

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


def _answer(path: str, request: Mapping[str, str]) -> tuple[int, Mapping[str, str], str | bytes]:
    if request["method"] == "POST":
        errors = [{**REFUSAL["Errors"][0], "AttemptedValue": json.loads(request["body"]).get("Password")}]
        return 400, {"Content-Type": "application/json"}, json.dumps({**REFUSAL, "Errors": errors})
    if path.startswith("/api/hostile/"):
        kind, content = HOSTILE[int(path.rpartition("/")[2])]
        return 200, {"Content-Type": kind}, content
    kinds: dict[str, tuple[str, str | bytes]] = {"/style.css": ("text/css", STYLE), "/dot.png": ("image/png", DOT)}
    kind, body = kinds.get(path, ("text/html; charset=utf-8", PAGE))
    return 200, {"Content-Type": kind}, body


@contextmanager
def running_site() -> Iterator[str]:
    """Serve the site on a free port of this machine; gives its address."""
    with web_server(_answer) as server:
        yield server.url
