"""Playwright traces: recorded without a screencast, and rewritten without secrets so that anyone may open them."""

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from evidence.recording.discover_secrets import discover_secrets
from testkit.secrets.leaks import leaks_in, refuse_leaks
from testkit.secrets.vault import Vault

_EVENTS = (".trace", ".network")
_FRAME = b'"type":"screencast-frame"'


def start(context: BrowserContext) -> None:
    """Start a trace with actions, snapshots and network, and without screenshots."""
    context.tracing.start(screenshots=False, snapshots=True, sources=True)


def save(context: BrowserContext, path: Path) -> None:
    """Stop and save the trace, which is full of secrets and only for `redact_trace`."""
    context.tracing.stop(path=path)


def redact_trace(source: Path, target: Path, vault: Vault) -> None:
    """Rewrite a trace without secrets and screencast; raises `LeakError` and writes nothing if one is left."""
    with zipfile.ZipFile(source) as before:
        entries = {name: before.read(name) for name in before.namelist()}
    discover_secrets(entries, vault)
    pictures = {name for name in entries if name.startswith("screencast/")}
    for name in [name for name in entries if name.endswith(_EVENTS)]:
        pictures |= set(_screencast_files(entries[name]))
    clean: dict[str, bytes] = {}
    for name, data in entries.items():
        if name not in pictures:
            clean[vault.redact(name)] = (
                _redact_events(data, vault) if name.endswith(_EVENTS) else vault.redact_bytes(data)
            )
    # Pieces, and values that were encoded in a way that only decoding finds.
    hidden = {name: _redact_pieces(clean[name], vault) for name in leaks_in(clean, vault)}
    refuse_leaks(hidden, vault)
    clean |= hidden
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as after:
        for name, data in clean.items():
            after.writestr(name, data)
    partial.replace(target)


def _redact_events(data: bytes, vault: Vault) -> bytes:
    lines = [line for line in data.split(b"\n") if _FRAME not in line]
    redacted = vault.redact_bytes(b"\n".join(lines)).split(b"\n")
    if len(redacted) != len(lines):  # a value with line breaks was found across events: line by line, then
        redacted = [vault.redact_bytes(line) for line in lines]
    return b"\n".join(
        after if after == before or _is_json(after) else _redact_structure(before, vault.redact)
        for before, after in zip(lines, redacted, strict=True)
    )


def _redact_pieces(data: bytes, vault: Vault) -> bytes:
    """Redact what is hidden, line by line, and each text of an event by itself: decoding costs much."""

    def redact(text: str) -> str:
        return vault.redact_pieces(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    lines = data.split(b"\n")
    for number, line in enumerate(lines):
        if vault.pieces(line):
            lines[number] = _redact_structure(line, redact) if _is_json(line) else vault.redact_pieces(line)
    clean = b"\n".join(lines)
    return vault.redact_pieces(clean) if vault.pieces(clean) else clean  # what was spread over lines


def _redact_structure(line: bytes, redact: Callable[[str], str]) -> bytes:
    """Redact each text of an event by itself, where a placeholder over the whole line broke its JSON."""
    return json.dumps(map_texts(json.loads(line), redact), ensure_ascii=False).encode("utf-8", "surrogatepass")


def map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The same structure with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(str(name)): map_texts(one, change) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [map_texts(one, change) for one in value]
    return value


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _screencast_files(data: bytes) -> Iterator[str]:
    for line in data.split(b"\n"):
        if _FRAME in line:
            for found in re.findall(rb'"(?:file|sha1)":"([^"]+)"', line):
                yield found.decode()
                yield f"resources/{found.decode()}"


class Trace:
    """A trace to read: its events, its network, its resources."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as file:
            self._entries = {name: file.read(name) for name in file.namelist()}
        self.events = [event for name in sorted(self._entries) if name.endswith(".trace") for event in self._read(name)]
        self.exchanges = [
            event["snapshot"]
            for name in sorted(self._entries)
            if name.endswith(".network")
            for event in self._read(name)
            if event.get("type") == "resource-snapshot" and isinstance(event.get("snapshot"), dict)
        ]

    def _read(self, name: str) -> Iterator[dict[str, Any]]:
        for line in self._entries[name].split(b"\n"):
            with suppress(ValueError, RecursionError):  # a line that was cut off, or nested deeper than Python reads
                if isinstance(event := json.loads(line), dict):
                    yield event

    def body(self, part: dict[str, Any]) -> bytes:
        """The content of a request or a response, stored as a resource of its own; empty if there is none."""
        name = part.get("_file") or part.get("_sha1") or ""
        data = self._entries.get(name) or self._entries.get(f"resources/{name}")
        return data if data is not None else str(part.get("text", "")).encode()
