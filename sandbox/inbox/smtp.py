"""The SMTP listener: takes every mail, and adds the headers Mailpit adds."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.inbox.chaos import Chaos
from sandbox.inbox.mail import Mail, new_identifier
from sandbox.inbox.mailbox import Mailbox, clean_tags

HOSTNAME = "localhost"


class Receiver:
    """What the listener does with each command; the names are aiosmtpd's."""

    def __init__(self, mailbox: Mailbox, chaos: Chaos) -> None:
        self.mailbox = mailbox
        self.chaos = chaos

    async def handle_MAIL(  # noqa: N802 - aiosmtpd finds it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a sender, unless Chaos refuses."""
        if refusal := self.chaos.refusal("Sender"):
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, unless Chaos refuses."""
        if refusal := self.chaos.refusal("Recipient"):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail."""
        content = envelope.original_content or b""
        mail = Mail(trace(session, envelope, content) + content)
        mail.tags = tags_of(mail)
        self.mailbox.add(mail)
        return f"250 2.0.0 Ok: queued as {mail.identifier}"


def listener(mailbox: Mailbox, chaos: Chaos) -> SMTP:
    """Give the protocol for one connection."""
    # With a name given it doesn't ask the network for one, which can take seconds; no size limit, as Mailpit.
    return SMTP(
        Receiver(mailbox, chaos), hostname=HOSTNAME, ident="Mailpit", enable_SMTPUTF8=True, data_size_limit=None
    )


def trace(session: Session, envelope: Envelope, content: bytes) -> bytes:
    """Give the headers that say how a mail came, and to whom beyond what it says itself."""
    message = message_from_bytes(content, policy=policy.default)
    sender = envelope.mail_from or ""
    recipients = [str(address) for address in envelope.rcpt_tos]
    lines = []
    if hidden := [address for address in recipients if address.lower() not in named_in(message)]:
        lines.append(f"Bcc: {', '.join(hidden)}")
    if not message.get("Message-ID"):
        lines.append(f"Message-ID: <{new_identifier()}@mailpit>")
    lines.append(f"Return-Path: <{sender}>")
    lines.append(f"Received: from {session.host_name} (unknown [127.0.0.1])")
    lines.append(f"        by {HOSTNAME} (Mailpit) with SMTP")
    lines.append(f"        for <{next(iter(recipients), '')}>; {format_datetime(datetime.now(UTC))} (UTC)")
    return "".join(f"{line}\r\n" for line in lines).encode()


def named_in(message: EmailMessage) -> set[str]:
    """Give the recipients that a mail names itself, in small letters."""
    headers = (message.get(name) for name in ("To", "Cc", "Bcc"))
    return {address.addr_spec.lower() for header in headers for address in getattr(header, "addresses", ())}


def tags_of(mail: Mail) -> list[str]:
    """Give the tags a mail brings along: its X-Tags, and what follows a plus in an address."""
    tags = str(mail.message.get("X-Tags", "")).split(",")
    addresses = [address["Address"] for header in ("To", "Cc", "Bcc", "From") for address in mail.addresses(header)]
    for address in addresses:
        if plus := re.match(r"[^@+]+\+([^@]*)@", address):
            tags += plus[1].split("+")
    return clean_tags(tags)
