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
# Names of password fields, if neither type nor autocomplete identifies them; a field that ever was one stays one.
PASSWORD_NAMES = re.compile(
    r"passw(or)?d|passphrase|passcode|pwd|clave|contrase|mot.?de.?passe|kennwort|senha|wachtwoord|l.senord|hasl|"
    r"heslo|salasana|adgangskode|парол|密码|密碼|パスワード|비밀번호",
    re.IGNORECASE,
)
_INPUT = re.compile(rb'\["INPUT",(\{[^{}]*\})')
_PASSWORD_KEY = re.compile(f"(?:{PASSWORD_NAMES.pattern})$", re.IGNORECASE)
_MARKUP = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)
# The word after a colon, across blank lines, and the rest of its line.
_AFTER_COLON = re.compile(r":\s*(\S{6,})([^\n]*)")
_ALONE = re.compile(r"^[ \t]*(\S{8,64})[ \t]*\r?$", re.MULTILINE)
_PASSWORD_BEFORE_COLON = re.compile(rf"(?:{PASSWORD_NAMES.pattern})[^\n:]{{0,40}}\Z", re.IGNORECASE)
_PROSE = re.compile(r"[A-Za-z][a-z']*\s+[a-z]")
_DATE = re.compile(r"\d{1,4}[-./][\w]{1,9}[-./]\d{1,4}|\d{4}-\d\d-\d\dT\S+|\d{1,2}:\d\d(:\d\d)?\S{0,6}")
# An address, of a page or a person, in the place where a password is searched.
_NO_SECRET = re.compile(r"(\w+:)?//.*|<?https?:.*|[^@\s]+@[^@\s]+\.\w+")
_TYPED = ("fill", "type", "insertText", "pressSequentially")


def discover_secrets(entries: dict[str, bytes], vault: Vault) -> None:
    """Register the secrets in a trace: session cookies, authorization headers, tokens in answers, typed passwords."""
    for name, data in entries.items():
        if name.endswith(".network"):
            for line in data.splitlines():
                event = _json(line)
                _from_exchange(event.get("snapshot", {}) if isinstance(event, dict) else {}, vault)
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
        except (ValueError, RecursionError):  # nested deeper than Python reads: no field of it is a documented one
            return
    elif "=" in text[:200] and "\n" not in text[:200] and "<" not in text[:200]:
        pairs = parse_qsl(text)
    else:
        return
    for name, value in pairs:
        kind = _KINDS.get(name.lower()) or ("password" if _PASSWORD_KEY.search(name) else None)
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
    inputs = [attributes for found in _INPUT.finditer(data) if isinstance(attributes := _json(found[1]), dict)]
    hidden = {_identity(one) for one in inputs if _is_password_field(one)}
    for attributes in inputs:  # a field is one for good: "show password" makes it a plain text field
        if _identity(attributes) in hidden:
            _add("password", str(attributes.get("__playwright_value_", "")), vault)
            _add("password", str(attributes.get("value", "")), vault)
    for line in data.splitlines():
        if b'"type":"before"' in line and b'"selector"' in line:
            event = _json(line)
            params = event.get("params", {}) if isinstance(event, dict) else {}
            place = str(params.get("selector", "")).rpartition(" >> ")[2]
            if params and event.get("method") in _TYPED and PASSWORD_NAMES.search(place):
                _add("password", str(params.get("value", params.get("text", ""))), vault)


def _is_password_field(attributes: dict[str, Any]) -> bool:
    kind = str(attributes.get("type", "text")).lower()
    if kind == "password" or "password" in str(attributes.get("autocomplete", "")):
        return True
    return kind == "text" and bool(PASSWORD_NAMES.search(" ".join(_identity(attributes))))


def _identity(attributes: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(attributes.get(name, "")) for name in ("name", "id", "aria-label"))


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def from_mail(text: str, vault: Vault) -> None:
    """Register a password in a mail, such as the temporary one in a welcome mail, in any language."""
    text = html.unescape(_MARKUP.sub("\n", text))
    for found in _AFTER_COLON.finditer(text):
        word, more = found.groups()
        named = _PASSWORD_BEFORE_COLON.search(text, max(0, found.start() - 60), found.start())
        if _is_generated(word) or (named and not _PROSE.match(word + more)):  # "Choose a new password: follow this"
            _add("password", word, vault)
    for found in _ALONE.finditer(text):
        if _is_generated(found[1]):
            _add("password", found[1], vault)


def _is_generated(word: str) -> bool:
    """Whether no language has this word: it mixes digits with letters of both cases or with signs, and is no date."""
    kinds = [re.search(kind, word) for kind in (r"\d", "[a-z]", "[A-Z]", r"[^\w.,:;/-]")]
    return sum(map(bool, kinds)) >= 3 and bool(kinds[0]) and not _DATE.fullmatch(word)  # noqa: PLR2004 - of four


def _add(kind: str, value: str, vault: Vault) -> None:
    half_a_word = any(word.startswith(value) for word in NEVER_SECRET)
    if len(value) >= max(_LONG_ENOUGH, SHORTEST) and not half_a_word and not _NO_SECRET.fullmatch(value):
        vault.add(kind, value)
