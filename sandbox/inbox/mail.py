"""One mail as it arrived, and the forms in which Mailpit's API shows it."""

import re
import secrets
import string
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from sandbox.inbox.html_text import text_of

SNIPPET_BYTES = 200
IDENTIFIER_LENGTH = 22
LETTERS_AND_DIGITS = string.ascii_letters + string.digits


def new_identifier() -> str:
    """Give an id of Mailpit's form, which is also part of the addresses of pages."""
    return "".join(secrets.choice(LETTERS_AND_DIGITS) for _ in range(IDENTIFIER_LENGTH))


@dataclass(frozen=True)
class Part:
    """A file in a mail: attached, or shown inside its HTML."""

    identifier: str
    file_name: str
    content_type: str
    content_id: str
    content: bytes

    def summary(self) -> dict[str, Any]:
        """Give the part as Mailpit lists it."""
        return {
            "PartID": self.identifier,
            "FileName": self.file_name or self.content_id,
            "ContentType": self.content_type,
            "ContentID": self.content_id,
            "Size": len(self.content),
        }


@dataclass
class Mail:
    """A received mail."""

    raw: bytes
    identifier: str = field(default_factory=new_identifier)
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    read: bool = False
    tags: list[str] = field(default_factory=list)

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed mail."""
        return message_from_bytes(self.raw, policy=policy.default)

    @cached_property
    def text(self) -> str:
        """The text part, or the words of the HTML where there is none."""
        return self._body("plain") or text_of(self.html, links=True)

    @cached_property
    def html(self) -> str:
        """The HTML part, or nothing."""
        return self._body("html")

    @cached_property
    def attachments(self) -> list[Part]:
        """The files attached."""
        return [_file(identifier, part) for identifier, part in self._files() if part.is_attachment()]

    @cached_property
    def inline(self) -> list[Part]:
        """The files shown inside the HTML."""
        return [_file(identifier, part) for identifier, part in self._files() if not part.is_attachment()]

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message.get("Subject", ""))

    @property
    def message_id(self) -> str:
        """The Message-ID without its brackets."""
        return str(self.message.get("Message-ID", "")).strip().strip("<>")

    def addresses(self, header: str) -> list[dict[str, str]]:
        """Give the addresses in a header, as Mailpit shows them."""
        found = getattr(self.message.get(header), "addresses", ())
        return [{"Name": address.display_name, "Address": address.addr_spec} for address in found]

    def sender(self) -> dict[str, str]:
        """Give the address it claims to come from."""
        return next(iter(self.addresses("From")), {"Name": str(self.message.get("From", "")), "Address": ""})

    def summary(self) -> dict[str, Any]:
        """Give the mail as an entry of a list."""
        return {
            "ID": self.identifier,
            "MessageID": self.message_id,
            "Read": self.read,
            "From": self.sender(),
            "To": self.addresses("To") or None,
            "Cc": self.addresses("Cc") or None,
            "Bcc": self.addresses("Bcc") or None,
            "ReplyTo": self.addresses("Reply-To"),
            "Subject": self.subject,
            "Created": timestamp(self.created),
            "Username": "",
            "Tags": self.tags,
            "Size": len(self.raw),
            "Attachments": len(self.attachments),
            "Snippet": self._snippet(),
        }

    def details(self) -> dict[str, Any]:
        """Give the whole mail."""
        return {
            "ID": self.identifier,
            "MessageID": self.message_id,
            "From": self.sender(),
            "To": self.addresses("To"),
            "Cc": self.addresses("Cc"),
            "Bcc": self.addresses("Bcc"),
            "ReplyTo": self.addresses("Reply-To"),
            "ReturnPath": str(self.message.get("Return-Path", "")).strip("<>"),
            "Subject": self.subject,
            "ListUnsubscribe": self._list_unsubscribe(),
            "Date": timestamp(self._date()),
            "Tags": self.tags,
            "Username": "",
            "Text": self.text,
            "HTML": self.html,
            "Size": len(self.raw),
            "Inline": [part.summary() for part in self.inline],
            "Attachments": [part.summary() for part in self.attachments],
        }

    def headers(self) -> dict[str, list[str]]:
        """Give all headers as they were sent, folded lines joined."""
        headers: dict[str, list[str]] = {}
        for name, value in message_from_bytes(self.raw, policy=policy.compat32).raw_items():
            key = "-".join(word.capitalize() for word in name.split("-"))
            headers.setdefault(key, []).append(re.sub(r"\r?\n\s+", " ", str(value)).strip())
        return dict(sorted(headers.items()))

    def part(self, identifier: str) -> Part | None:
        """Give one file of the mail."""
        return next((part for part in (*self.attachments, *self.inline) if part.identifier == identifier), None)

    def page(self) -> str:
        """Give the HTML as a mail program would show it, with its own pictures."""
        html = self.html
        for part in (*self.inline, *self.attachments):
            if part.content_id:
                address = f"/api/v1/message/{self.identifier}/part/{part.identifier}"
                html = html.replace(f"cid:{part.content_id}", address)
        return html

    def _body(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        if part is None:
            return ""
        # Not get_content: it would turn the mail's line ends into this machine's.
        payload = part.get_payload(decode=True)
        return payload.decode(part.get_content_charset("utf-8"), "replace") if isinstance(payload, bytes) else ""

    def _files(self) -> Iterator[tuple[str, MIMEPart]]:
        """Each part that is a file, with its place in the tree as its name, outer ones first."""
        bodies = [self.message.get_body(("plain",)), self.message.get_body(("html",))]
        waiting: deque[tuple[str, MIMEPart]] = deque([("", self.message)])
        while waiting:
            place, part = waiting.popleft()
            if part.is_multipart():
                prefix = f"{place}." if place else ""
                waiting.extend((f"{prefix}{number}", child) for number, child in enumerate(part.iter_parts(), 1))
            elif part not in bodies:
                yield place or "0", part

    def _date(self) -> datetime:
        header = self.message.get("Date")
        return parsedate_to_datetime(str(header)) if header else self.created

    def _snippet(self) -> str:
        words = text_of(self.html, links=False) if self.html.strip() else re.sub(r"\s+", " ", self.text).strip()
        data = words.encode()
        return words if len(data) <= SNIPPET_BYTES else data[:SNIPPET_BYTES].decode("utf-8", "ignore") + "..."

    def _list_unsubscribe(self) -> dict[str, Any]:
        header = str(self.message.get("List-Unsubscribe", ""))
        return {
            "Header": header,
            "Links": re.findall(r"<((?:https?://|mailto:)[^\s>]+)>", header),
            "Errors": "",
            "HeaderPost": str(self.message.get("List-Unsubscribe-Post", "")) if header else "",
        }


def timestamp(moment: datetime) -> str:
    """Give a moment as Go writes it: RFC 3339, no zeros at the end of a fraction, Z for UTC."""
    fraction = f".{moment.microsecond // 1000:03d}".rstrip("0").rstrip(".")
    offset = f"{moment:%z}"
    zone = "Z" if offset in {"", "+0000"} else f"{offset[:3]}:{offset[3:]}"
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}{zone}"


def _file(identifier: str, part: MIMEPart) -> Part:
    content = part.get_payload(decode=True)
    return Part(
        identifier=identifier,
        file_name=part.get_filename() or "",
        content_type=part.get_content_type(),
        content_id=str(part.get("Content-ID", "")).strip().strip("<>"),
        content=content if isinstance(content, bytes) else b"",
    )
