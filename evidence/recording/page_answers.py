"""The API's answers to the pages of a scenario, read from raw traces without a call to the browser."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evidence.recording.journal import API


@dataclass(frozen=True)
class PageAnswer:
    """One answer as the server sent it, with its secrets: to be examined, never written to a file."""

    method: str
    url: str
    status: int
    body: bytes


def page_answers(trace: Path) -> Iterator[PageAnswer]:
    """The API's answers in a raw trace, without those that a scenario itself fulfilled."""
    with zipfile.ZipFile(trace) as entries:
        names = set(entries.namelist())
        for name in names:
            if not name.endswith(".network"):
                continue
            for line in entries.read(name).splitlines():
                exchange = _exchange(line)
                request, response = exchange.get("request", {}), exchange.get("response", {})
                if API not in urlsplit(request.get("url", "")).path or exchange.get("_wasFulfilled"):
                    continue
                content = response.get("content", {})
                kept = content.get("_file") or f"resources/{content.get('_sha1')}"
                body = entries.read(kept) if kept in names else b""
                if body or response.get("bodySize") == 0:  # else the page was left before the body was kept
                    yield PageAnswer(request["method"], request["url"], response["status"], body)


def _exchange(line: bytes) -> dict[str, Any]:
    try:
        exchange = json.loads(line).get("snapshot", {})
    except (ValueError, AttributeError, RecursionError):  # a line that was cut off
        return {}
    return exchange if isinstance(exchange, dict) else {}
