"""Mail that comes by HTTP: `POST /api/v1/send` makes one from JSON and keeps it like any other."""

import re
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from sandbox.inbox.mail import Mail, new_identifier

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")


class SendError(Exception):
    """Why no mail can be made of what was given, in Mailpit's words."""


def mail_of(asked: dict[str, Any]) -> Mail:
    """The mail that a request describes: senders and recipients, subject, texts and tags; raises `SendError`."""
    message = EmailMessage()
    sender = asked.get("From") or {}
    hidden = [_checked("Bcc", address) for address in asked.get("Bcc") or []]
    if hidden:
        message["Bcc"] = ", ".join(hidden)
    message["Message-ID"] = f"<{new_identifier()}@mailpit>"
    message["Return-Path"] = f"<{sender.get('Email', '')}>"
    for header, name in (("To", "To"), ("Cc", "Cc"), ("Reply-To", "ReplyTo")):
        if people := [_person(header, person) for person in asked.get(name) or []]:
            message[header] = ", ".join(people)
    if not sender.get("Email"):
        raise SendError("error building message: from not set")
    if not any(message[header] for header in ("To", "Cc", "Bcc")):
        raise SendError("error building message: no recipients (to, cc, bcc) set")
    message["From"] = _named(sender.get("Name") or "", sender["Email"])
    message["Date"] = formatdate()
    message["Subject"] = asked.get("Subject") or ""
    if tags := asked.get("Tags"):
        message["X-Tags"] = ", ".join(tags)
    message.set_content(asked.get("Text") or "")
    if html := asked.get("HTML"):
        message.add_alternative(html, subtype="html")
    return Mail(message.as_bytes())


def _person(header: str, person: dict[str, str]) -> str:
    return _named(person.get("Name") or "", _checked(header, person.get("Email") or ""))


def _checked(header: str, address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise SendError(f"invalid {header} address: {address}")
    return address


def _named(name: str, address: str) -> str:
    return f'"{name}" <{address}>' if name else f"<{address}>"
