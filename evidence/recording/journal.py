"""The API calls of a scenario, its page's and its own, and what the browser's console said."""

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, WebError

from evidence.recording.trace import Trace

API = "/api/"


@dataclass(frozen=True)
class Call:
    """One API call, as reports show it."""

    at: float
    by: str
    """`page` or `suite`."""
    method: str
    path: str
    status: int
    """0 if no answer arrived."""
    milliseconds: int
    successful: bool | None = None
    message: str = ""
    errors: str = ""
    invented: bool = False
    """Whether the suite answered in the server's place."""


@dataclass
class Journal:
    """Lists API calls and console messages of a scenario.

    A page's calls are read from its trace, which has every body, also of documents that the page has left. Without a
    trace the journal listens to the page and has no bodies, since the browser drops most of them.
    """

    calls: list[Call] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to the pages of a context that records no trace."""
        context.on("response", self._note_response)
        context.on("console", self._note_console)
        context.on("weberror", self._note_error)

    def note(self, method: str, path: str, status: int, envelope: Any, seconds: float) -> None:
        """Add a call that the suite itself made."""
        began = time.time() - seconds
        call = Call(began, "suite", method, path, status, round(seconds * 1000))
        self.calls.append(_with_envelope(call, envelope))

    def read(self, trace: Trace) -> None:
        """Add the calls and console messages of a trace."""
        for exchange in trace.exchanges:
            with suppress(KeyError, TypeError, ValueError, AttributeError):  # a call that was cut off in the middle
                request, response = exchange["request"], exchange["response"]
                if API in urlsplit(request["url"]).path:
                    began = datetime.fromisoformat(exchange["startedDateTime"]).timestamp()
                    envelope = _json(trace.body(response.get("content", {})))
                    milliseconds = max(0, round(exchange.get("time", 0)))
                    status = max(0, response.get("status", 0))
                    call = Call(began, "page", request["method"], shown(request["url"]), status, milliseconds)
                    invented = bool(exchange.get("_wasFulfilled"))
                    self.calls.append(replace(_with_envelope(call, envelope), invented=invented))
        for event in trace.events:
            if event.get("type") == "console":
                place = (event.get("location") or {}).get("url", "")
                self.console.append(f"{event.get('messageType', 'log')}: {event.get('text', '')} ({place})")
            elif event.get("method") == "pageError":
                error = event.get("params", {}).get("error", {})
                inner = error.get("error", error) if isinstance(error, dict) else {"message": error}
                self.console.append(f"page error: {inner.get('message') or inner.get('value') or inner}")
        self.calls.sort(key=lambda call: call.at)

    def _note_response(self, response: Response) -> None:
        if API in urlsplit(response.url).path:
            path = shown(response.url)
            self.calls.append(Call(time.time(), "page", response.request.method, path, response.status, 0))

    def _note_console(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _note_error(self, error: WebError) -> None:
        self.console.append(f"page error: {error.error}")


def shown(url: str) -> str:
    """An address as the journal shows it: path and query, redacted later with everything else."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _with_envelope(call: Call, envelope: Any) -> Call:
    body = envelope if isinstance(envelope, dict) else {}
    successful = body.get("WasSuccessful")
    errors = body.get("Errors")
    return replace(
        call,
        successful=successful if isinstance(successful, bool) else None,
        message=str(body.get("Message") or body.get("error_description") or ""),
        errors=json.dumps(errors, ensure_ascii=False) if errors else "",
    )


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):  # no JSON, or nested deeper than Python reads
        return None
