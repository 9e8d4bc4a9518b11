"""Secrets that only the page knew: found in a raw trace by where they appear, and registered."""

import base64
import binascii
import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from testkit.secrets.vault import NEVER_SECRET, SHORTEST, Vault

# As short as a session or a half-typed password may be before its value would be found everywhere by chance.
_LONG_ENOUGH = 6
_COOKIE_LONG_ENOUGH = 12
_KINDS = {
    "token": "bearer token",
    "access_token": "bearer token",
    "accesstoken": "bearer token",
    "id_token": "bearer token",
    "refresh_token": "refresh token",
    "refreshtoken": "refresh token",
}
_PASSWORD = re.compile(r"passw(or)?d|passphrase", re.IGNORECASE)
_INPUT = re.compile(rb'\["INPUT",(\{[^{}]*\})')
# The word after "password:", across tags and blank lines, and what else stands on its line.
_TOLD = re.compile(r"password\b[^\n:<>]{0,40}:\s*(?:<[^>]*>\s*)*([^\s<>]+)([^\n<]*)", re.IGNORECASE)
_PROSE = re.compile(r"[A-Za-z][a-z']*\s+[a-z]")
# An address, of a page or a person, that stands where a password is looked for.
_NO_SECRET = re.compile(r"\w+://.*|[^@\s]+@[^@\s]+\.\w+")
_TYPED = ("fill", "type", "insertText", "pressSequentially")


def discover_secrets(entries: dict[str, bytes], vault: Vault) -> None:
    """Register the secrets in a trace: session cookies, authorization headers, tokens in answers, typed passwords."""
    for name, data in entries.items():
        if name.endswith(".network"):
            for line in data.splitlines():
                _from_exchange(json.loads(line).get("snapshot", {}) if line else {}, vault)
        elif name.endswith(".trace"):
            _from_events(data, vault)
        elif name.endswith((".json", ".txt", ".dat", ".bin")):
            _from_body(data, vault)


def _from_exchange(exchange: dict[str, Any], vault: Vault) -> None:
    for message in (exchange.get("request", {}), exchange.get("response", {})):
        for cookie in message.get("cookies", []):
            if len(cookie.get("value", "")) >= _COOKIE_LONG_ENOUGH:
                _add("cookie", cookie["value"], vault)
        for header in message.get("headers", []):
            if header["name"].lower() == "authorization":
                _from_authorization(header["value"], vault)
        for part in (message.get("postData") or {}, message.get("content") or {}):
            _from_body(str(part.get("text", "")).encode(), vault)


def _from_authorization(value: str, vault: Vault) -> None:
    scheme, _, credentials = value.partition(" ")
    if scheme.lower() == "bearer":
        _add("bearer token", credentials, vault)
    if scheme.lower() == "basic":
        try:
            _, _, password = base64.b64decode(credentials).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            password = credentials
        _add("credential", password, vault)


def _from_body(data: bytes, vault: Vault) -> None:
    """Take what an answer calls a token and what a form calls a password."""
    text = data.decode("utf-8", "replace").strip()
    if text.startswith(("{", "[")):
        try:
            pairs = list(_pairs(json.loads(text)))
        except ValueError:
            return
    elif "=" in text[:200] and "\n" not in text[:200] and "<" not in text[:200]:
        pairs = parse_qsl(text)
    else:
        return
    for name, value in pairs:
        kind = _KINDS.get(name.lower()) or ("password" if _PASSWORD.fullmatch(name.rpartition("_")[2]) else None)
        if kind:
            _add(kind, value, vault)


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, str):
                yield str(name), one
            else:
                yield from _pairs(one)
    elif isinstance(value, list):
        for one in value:
            yield from _pairs(one)


def _from_events(data: bytes, vault: Vault) -> None:
    for found in _INPUT.finditer(data):
        attributes = json.loads(found[1])
        named = " ".join(str(attributes.get(name, "")) for name in ("name", "id", "autocomplete", "aria-label"))
        kind = attributes.get("type", "text")
        if kind == "password" or (kind == "text" and _PASSWORD.search(named)):
            _add("password", str(attributes.get("__playwright_value_", "")), vault)
            _add("password", str(attributes.get("value", "")), vault)
    for line in data.splitlines():
        if b'"type":"before"' in line and b'"selector"' in line:
            event = json.loads(line)
            params = event.get("params", {})
            if event.get("method") in _TYPED and _PASSWORD.search(params["selector"].rpartition(" >> ")[2]):
                _add("password", str(params.get("value", params.get("text", ""))), vault)


def from_mail(text: str, vault: Vault) -> None:
    """Register a password that a mail tells, such as a temporary one in a welcome."""
    for told, more in _TOLD.findall(text):
        if not _PROSE.match(told + more):  # "Choose a new password: follow this link"
            _add("password", html.unescape(told), vault)


def _add(kind: str, value: str, vault: Vault) -> None:
    half_a_word = any(word.startswith(value) for word in NEVER_SECRET)
    if len(value) >= max(_LONG_ENOUGH, SHORTEST) and not half_a_word and not _NO_SECRET.fullmatch(value):
        vault.add(kind, value)
