"""What the portal's API answers, in the documented forms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from testkit.secrets.vault import vault

# Where answers carry secrets, and of which kind.
_SECRET_FIELDS = {
    "token": "bearer token",
    "access_token": "bearer token",
    "refresh_token": "refresh token",
    "AccessToken": "bearer token",
}

# What an answer says in words; its other fields may hold secrets.
_TELLING = ("WasSuccessful", "Status", "Message", "Errors", "error", "error_description")


@dataclass(frozen=True)
class Answer:
    """One answer of the API, whoever asked."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def body(self) -> Any:
        """The answer's JSON; None where it is something else, which is never what the API documents."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def envelope(self) -> dict[str, Any]:
        """The ActionConfirmation envelope; empty where the answer is none."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def messages(self) -> list[str]:
        """What a member must be able to read: each message in `Errors`, or `Message` where that is no list."""
        errors = self.envelope.get("Errors")
        entries = errors if isinstance(errors, list) else []
        found = [entry["Message"] for entry in entries if isinstance(entry, dict) and entry.get("Message")]
        message = self.envelope.get("Message")
        return found or ([message] if message else [])

    def header(self, name: str) -> str:
        """A header, whose name is the same in any case; empty where there is none."""
        return next((value for found, value in self.headers.items() if found.lower() == name.lower()), "")

    def register_secrets(self) -> "Answer":
        """Register every secret that this answer carries, so that no evidence shows it."""
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
        told = {name: self.envelope[name] for name in _TELLING if name in self.envelope}
        if told:
            return f"{self.status} {json.dumps(told)}"
        fields = ", ".join(sorted(self.envelope))
        return f"{self.status} with the fields {fields}" if fields else f"{self.status} without an envelope"
