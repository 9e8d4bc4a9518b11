"""What guards the API: the platform's limits, and its protection against bots."""

from dataclasses import dataclass, field

from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.portal.limits import DAY_SECONDS, RequestLimit
from sandbox.portal.settings import Limits

WRITES = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class HeadlessRefused:
    """Browsers that call themselves headless are taken for bots."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if "headless" in Headers(scope=scope).get("User-Agent", "").lower():
            await PlainTextResponse("Forbidden", 403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


@dataclass(frozen=True)
class CallLimits:
    """The documented limits of each account (409) and, with `observed`, those of public calls by address (429)."""

    app: ASGIApp
    limits: Limits
    _of_a_kind: RequestLimit = field(default_factory=lambda: RequestLimit(1, 0.1))
    _calls: RequestLimit = field(default_factory=lambda: RequestLimit(120, 60))
    _writes: RequestLimit = field(default_factory=lambda: RequestLimit(60, 60))
    _writes_a_day: RequestLimit = field(default_factory=lambda: RequestLimit(5000, DAY_SECONDS))
    _public: RequestLimit = field(default_factory=lambda: RequestLimit(10, 5))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse and name the time of the next try."""
        refusal = self._refusal(scope) if scope["path"].startswith("/api/") else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        account = Headers(scope=scope).get("Authorization")
        if account is None:
            if self.limits == "observed" and not self._public.allows(scope["client"][0]):
                return PlainTextResponse("Too many requests. Wait 5 seconds.", 429)
            return None
        is_write = scope["method"] in WRITES
        allowed = (
            self._of_a_kind.allows(f"{account} {scope['method']} {scope['path']}")
            and self._calls.allows(account)
            and (not is_write or (self._writes.allows(account) and self._writes_a_day.allows(account)))
        )
        return None if allowed else Response(status_code=409, headers={"Retry-After": "1"})
