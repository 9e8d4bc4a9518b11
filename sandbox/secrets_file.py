"""Writes to a file every password, token, credential, cookie and mailed link that the portal sees.

Only for tests of the suite itself: the file is as secret as what is in it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.portal.outbox import Letter

_SECRET_NAMES = re.compile(r"password|token|secret|refresh|clave|contrase", re.IGNORECASE)
_CODE = re.compile(r"(?=[\w-]*\d)(?<![\w.-])[\w-]{16,}(?![\w.-])")
"""A run of characters in an address that is no word; a JWT is found by its own form."""
_JWT = re.compile(r"eyJ[\w-]{5,}\.[\w-]{6,}\.[\w-]+")


@dataclass
class SecretsFile:
    """An application around the portal that notes secrets in both directions, one line of JSON each."""

    app: ASGIApp
    file: Path
    _known: set[str] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward everything unchanged."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent, answered = bytearray(), bytearray()

        async def receive_and_note() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note_headers(message["headers"])
            answered.extend(message.get("body", b""))
            await send(message)

        self._note_headers(scope["headers"])
        # Not compressed, so that it can be read here.
        scope = {**scope, "headers": [one for one in scope["headers"] if one[0].lower() != b"accept-encoding"]}
        self._note("address", parse_qsl(scope["query_string"].decode("latin-1")))
        await self.app(scope, receive_and_note, send_and_note)
        for body in (sent, answered) if scope["path"].startswith("/api/") else (sent,):  # scripts have such names
            self._note("body", _pairs(body.decode("utf-8", "replace")))

    def note_mail(self, letter: Letter) -> None:
        """Note what gives access in a mail: a temporary password as it is, and the codes of a link."""
        for secret in letter.secrets:
            codes = _CODE.findall(secret) if "://" in secret else [secret]
            self._note("mail", [("secret", code) for code in codes] + [("", secret)])

    def _note_headers(self, headers: list[tuple[bytes, bytes]]) -> None:
        for name, value in headers:
            text = value.decode("latin-1")
            if name.lower() == b"authorization":
                self._note("header", [("token", text.partition(" ")[2])])
            cookies = {b"cookie": text.split(";"), b"set-cookie": text.split(";")[:1]}.get(name.lower(), [])
            self._note("cookie", [("token", cookie.partition("=")[2]) for cookie in cookies])

    def _note(self, place: str, pairs: Any) -> None:
        for name, value in pairs:
            kept = [value] if _SECRET_NAMES.search(name) and len(value) > 5 else []  # noqa: PLR2004 - shorter is chance
            for secret in {*kept, *_JWT.findall(value)} - self._known:
                self._known.add(secret)
                with self.file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"place": place, "name": name, "value": secret}) + "\n")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    try:
        yield from _texts("", json.loads(text))
    except ValueError:
        yield from parse_qsl(text) if "=" in text[:200] and "<" not in text[:200] else [("", text)]


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(key, one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(name, one)
    elif isinstance(value, str):
        yield name, value
