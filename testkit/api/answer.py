"""Answers of the portal's API."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from testkit.secrets.vault import vault

# Fields of an answer that hold secrets, and of which kind.
_SECRET_FIELDS = {
    "token": "bearer token",
    "access_token": "bearer token",
    "refresh_token": "refresh token",
    "AccessToken": "bearer token",
}

# Fields that are safe to print.
_PRINTABLE = ("WasSuccessful", "Status", "Message", "Errors", "error", "error_description")


@dataclass(frozen=True)
class Answer:
    """One answer of the API."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def body(self) -> Any:
        """The answer's JSON; None if it is not JSON, which the API never documents."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def envelope(self) -> dict[str, Any]:
        """The ActionConfirmation envelope; empty if the answer is not a JSON object."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def messages(self) -> list[str]:
        """The messages a member must be able to read: each one in `Errors`, or `Message` if `Errors` has none."""
        errors = self.envelope.get("Errors")
        entries = errors if isinstance(errors, list) else []
        found = [entry["Message"] for entry in entries if isinstance(entry, dict) and entry.get("Message")]
        message = self.envelope.get("Message")
        return found or ([message] if message else [])

    def header(self, name: str) -> str:
        """A header, by its name in any case; empty if it is missing."""
        return next((value for found, value in self.headers.items() if found.lower() == name.lower()), "")

    def register_secrets(self) -> "Answer":
        """Register every secret in this answer, so that evidence is redacted."""
        body = self.envelope
        for name, kind in _SECRET_FIELDS.items():
            for holder in (body, body.get("User")):
                value = holder.get(name) if isinstance(holder, dict) else None
                if isinstance(value, str) and value:
                    vault.add(kind, value)
        value = body.get("Value")
        if isinstance(value, str) and value.count(".") == 2:  # noqa: PLR2004 - a JWT has three segments
            vault.add("one-time token", value)
        return self

    def __str__(self) -> str:
        printable = {name: self.envelope[name] for name in _PRINTABLE if name in self.envelope}
        if printable:
            return f"{self.status} {json.dumps(printable)}"
        fields = ", ".join(sorted(self.envelope))
        return f"{self.status} with the fields {fields}" if fields else f"{self.status} without an envelope"
