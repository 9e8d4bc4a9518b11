"""The answer to an unexpected error in the server."""

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

import pytest

from sandbox.app import create_app
from sandbox.portal.location import Location
from sandbox.portal.portal import Portal
from sandbox.portal.settings import Settings
from tests.own_thread import in_own_thread


class UnforeseenError(Exception):
    """An unexpected error."""


def test_an_unforeseen_error_is_an_envelope_without_details(monkeypatch: pytest.MonkeyPatch) -> None:
    portal = Portal(Settings(smtp="127.0.0.1:1"), (Location(1, "Here", 80, 80),))

    def fail(_address: str) -> bool:
        raise UnforeseenError("a detail")

    monkeypatch.setattr(portal.limit, "allows", fail)
    sent: list[MutableMapping[str, Any]] = []

    async def call() -> None:
        path = "/api/sys/users/startPasswordReset"
        scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
        scope |= {
            "headers": [(b"content-type", b"application/json")],
            "server": ("127.0.0.1", 80),
            "http_version": "1.1",
        }

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": b'{"email": "a@example.com"}', "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        await create_app(portal)(scope, receive, send)

    with pytest.raises(UnforeseenError):  # the server logs it
        in_own_thread(lambda: asyncio.run(call()))
    headers = dict(sent[0]["headers"])
    body = json.loads(sent[1]["body"])

    assert sent[0]["status"] == 500
    assert headers[b"cache-control"] == b"no-store"
    assert (body["Status"], body["WasSuccessful"], body["Value"]) == (500, False, None)
    assert "detail" not in body["Message"]
