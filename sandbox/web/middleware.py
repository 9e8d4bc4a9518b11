"""What happens around every answer: security headers, a delay if one is set, one line in the log."""

import asyncio
import base64
import logging
import random
import re
import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.languages import SENTENCES, asked_for
from sandbox.portal.portal import Portal
from sandbox.web.bundle import FOLDER

log = logging.getLogger("sandbox.access")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# FastAPI's documentation page brings its own script; it has no member and no token.
_DOCUMENTATION_POLICY = (
    "default-src 'self'; img-src * data:; style-src * 'unsafe-inline'; script-src * 'unsafe-inline'; "
    "frame-ancestors 'none'"
)
_NO_FRAMES = "; frame-ancestors 'none'"
_LONG_SEGMENT = re.compile(r"[^/]{40,}")


def content_security_policy(portal: Portal) -> str:
    """What pages of this portal may load, and who may frame them."""
    policy = CONTENT_SECURITY_POLICY
    if portal.settings.framing:
        policy = policy.removesuffix(_NO_FRAMES)
    if portal.settings.origins == "three":
        hosts = [portal.platform, *(location.api for location in portal.locations)]
        policy += f"; connect-src 'self' {' '.join(hosts)} {portal.third_party}".rstrip()
    elif portal.third_party:
        policy += f"; connect-src 'self' {portal.third_party}"
    if portal.third_party:
        policy += f"; frame-src {portal.third_party}"
    return policy


@dataclass(frozen=True)
class SecurityHeaders:
    """Headers against sniffing, referrers and caches, and the policy for what is loaded and who may frame."""

    app: ASGIApp
    policy: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers set."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                path = scope["path"]
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = _DOCUMENTATION_POLICY if path == "/docs" else self.policy
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Cache-Control"] = "no-cache" if path.startswith("/assets/") else "no-store"
                if path.startswith(FOLDER) and message["status"] == HTTPStatus.OK:
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
            await send(message)

        await self.app(scope, receive, send_with_headers)


@dataclass(frozen=True)
class Language:
    """Answers are in the language that was asked for, or in the location's."""

    app: ASGIApp
    usual: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in that language."""
        wanted = Headers(scope=scope).get("Accept-Language", "")[:2]
        asked_for.set(wanted if wanted in SENTENCES else "en" if wanted == "en" else self.usual)
        await self.app(scope, receive, send)


@dataclass(frozen=True)
class Delay:
    """Answers of the API are delayed, each by another time between `seconds` and twice that."""

    app: ASGIApp
    seconds: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer after the delay."""
        if self.seconds and scope["type"] == "http" and scope["path"].startswith("/api/"):
            await asyncio.sleep(random.uniform(self.seconds, 2 * self.seconds))  # noqa: S311 - no secret
        await self.app(scope, receive, send)


@dataclass(frozen=True)
class BasicAuthentication:
    """HTTP Basic authentication before the portal's pages; the API has credentials of its own."""

    app: ASGIApp
    credentials: str
    ports: frozenset[int]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer clients that have the credentials."""
        is_page = scope["server"][1] in self.ports and not scope["path"].startswith("/api/")
        if is_page and not self._is_let_in(Headers(scope=scope).get("Authorization", "")):
            challenge = {"WWW-Authenticate": 'Basic realm="Staging", charset="UTF-8"'}
            await PlainTextResponse("Unauthorized", 401, headers=challenge)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_let_in(self, given: str) -> bool:
        wanted = f"Basic {base64.b64encode(self.credentials.encode()).decode()}"
        return secrets.compare_digest(given.encode(), wanted.encode())


@dataclass(frozen=True)
class AccessLog:
    """One line for each answer, without any secret."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and log it."""
        began = time.perf_counter()

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                milliseconds = (time.perf_counter() - began) * 1000
                log.info("%s %s %d %.0f ms", scope["method"], _shown(scope), message["status"], milliseconds)
            await send(message)

        await self.app(scope, receive, send_and_note)


def _shown(scope: Scope) -> str:
    # The query is left out (the exchange's token), and so is any segment as long as the token of a link; `raw_path`,
    # because it is still encoded: no line break in an address forges a line of the log.
    return _LONG_SEGMENT.sub("…", scope["raw_path"].decode("ascii", "replace"))
