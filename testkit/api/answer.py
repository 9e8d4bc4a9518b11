"""Answers of the portal's API."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Self

import pytest
import requests

from testkit.secrets.jwt import is_jwt
from testkit.secrets.links import register_link
from testkit.secrets.vault import SHORTEST, vault

# Fields of an answer that hold secrets, and of which kind.
_SECRET_FIELDS = {
    "token": "bearer token",
    "access_token": "bearer token",
    "refresh_token": "refresh token",
    "AccessToken": "bearer token",
}
_TOKENS = ("token", "access_token", "refresh_token")

_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
_OPAQUE = re.compile(r"(?<![\w.-])(?=[\w.-]*\d)[\w-]{20,}(?:\.[\w-]+)*")
"""A token in prose: long, and with a digit."""

# Fields that are safe to print.
_PRINTABLE = ("WasSuccessful", "Status", "Message", "Errors", "error", "error_description")


@dataclass(frozen=True)
class Answer:
    """One answer of the API."""

    status: int
    text: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, response: requests.Response) -> Self:
        """The answer in a response, its secrets registered; raises `ValueError` if its text can't be decoded."""
        text = response.text if response.encoding else response.content.decode("utf-8", "replace")
        return cls(response.status_code, text, dict(response.headers)).register_secrets()

    @property
    def body(self) -> Any:
        """The answer's JSON; None if it is not JSON, which the API never documents."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):  # no JSON, or nested deeper than Python reads
            return None

    @property
    def envelope(self) -> dict[str, Any]:
        """The ActionConfirmation envelope; empty if the answer is not a JSON object."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def messages(self) -> list[str]:
        """The messages a member must be able to read: each one in `Errors`, or `Message` if `Errors` has none.

        Only one form of `Errors` is documented. In another form its texts count where there is no `Message`.
        """
        errors = self.envelope.get("Errors")
        entries = errors if isinstance(errors, list) else []
        found = [entry.get("Message") for entry in entries if isinstance(entry, dict)]
        words = [one for one in found if one] or [self.envelope.get("Message")]
        words = [one for one in words if isinstance(one, str) and one] or _lines_in(errors)
        return [_as_shown(one) for one in words]

    def at(self, *names: str) -> Any:
        """A field inside the envelope, by the names on the way to it; None if any of them is missing."""
        value: Any = self.envelope
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def required(self, name: str) -> str:
        """A field that the scenario needs; fails naming the field if it is missing."""
        value = self.at(name)
        if not isinstance(value, str) or not value:
            pytest.fail(f"Expected {name} in the portal's answer, found {self}.", pytrace=False)
        return value

    def header(self, name: str) -> str:
        """A header, by its name in any case; empty if it is missing."""
        return next((value for found, value in self.headers.items() if found.lower() == name.lower()), "")

    def time_in(self, name: str) -> float | None:
        """The time in a header, in seconds since the epoch; None if it is missing or can't be read."""
        try:
            found = parsedate_to_datetime(self.header(name))
        except (TypeError, ValueError):
            return None
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()  # -0000 is UTC as well

    @property
    def one_time_token(self) -> str | None:
        """The one-time token of a completed reset; None if there is none."""
        value = self.at("Value")
        return value if isinstance(value, str) and value.count(".") == 2 else None  # noqa: PLR2004 - a JWT's segments

    @property
    def kind_of_value(self) -> str:
        """What `Value` holds, without its content, which may be a secret."""
        value = self.at("Value")
        if not isinstance(value, str):
            return (
                "no Value" if "Value" not in self.envelope else "null" if value is None else "a value that is no text"
            )
        return "a token" if is_jwt(value) else f"a text of {len(value)} characters"

    @property
    def contains_tokens(self) -> bool:
        """Whether the answer contains a usable token."""
        return bool(self.one_time_token or any(self.at(name) for name in _TOKENS))

    def register_secrets(self) -> Self:
        """Register every secret in this answer, so that evidence is redacted."""
        for name, kind in _SECRET_FIELDS.items():
            for value in (self.at(name), self.at("User", name)):
                if isinstance(value, str) and len(value) >= SHORTEST:  # shorter ones are no tokens
                    vault.add(kind, value)
        if self.one_time_token and len(self.one_time_token) >= SHORTEST:
            vault.add("one-time token", self.one_time_token)
        # In place of a session, an answer may hold a way to a reset: a token or an address.
        description = str(self.at("error_description") or "")
        for address in _ADDRESS.findall(description):
            register_link(address, vault)
        for token in _OPAQUE.findall(description):
            vault.add("reset token", token)
        return self

    def __str__(self) -> str:
        said = ((name, self.envelope.get(name)) for name in _PRINTABLE)
        printable = [f"{name}: {json.dumps(value)}" for name, value in said if value is not None]
        if printable:
            return f"{self.status} ({', '.join(printable)})"
        fields = ", ".join(sorted(self.envelope))
        if fields:
            return f"{self.status} with the fields {fields}"
        if isinstance(self.body, str):
            return f"{self.status} with the text {vault.redact(self.body)!r}"
        return f"{self.status} without {'an envelope' if self.text.strip() else 'a body'}"


def _lines_in(value: Any) -> list[str]:
    """The lines of every text in a value of any form."""
    if isinstance(value, str):
        return [line for line in value.splitlines() if line.strip()]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [line for one in inside for line in _lines_in(one)]


def _as_shown(text: str) -> str:
    """The text as a browser shows it: half of a surrogate pair becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
