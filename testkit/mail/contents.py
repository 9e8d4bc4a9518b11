"""What a mail and its link contain: recipients, secrets, reset links."""

import json
import re

from pytest_mailpit import MailpitClient, Message, quote

from testkit.mail.mailbox import reset_links
from testkit.mail.reset_link import ResetLink
from testkit.secrets.vault import vault

_HASH = re.compile(r"\$(2[abxy]?|argon2\w*|scrypt|pbkdf2[\w-]*|[156])\$|\b(bcrypt|pbkdf2)_sha\d+\$")
RECENT = 500
"""How many of the newest mails are looked at: more than other scenarios receive meanwhile."""
TAIL = 30  # characters of a token's signature, unique to one mail


def recipients_of(link: ResetLink, mailpit: MailpitClient) -> set[str]:
    """All recipients of mails with this link, including Bcc and further mails."""
    # Mailpit reads a leading hyphen as "not".
    mails = mailpit.search_all(quote(link.token.rpartition(".")[2][-TAIL:].lstrip("-")))
    return {someone.address.lower() for mail in mails for someone in (*mail.to, *mail.cc, *mail.bcc)}


def recipients_containing(text: str, mailpit: MailpitClient) -> set[str]:
    """All recipients, of any mail, whose address contains this text."""
    newest = mailpit.messages(limit=RECENT).messages
    addresses = {someone.address.lower() for mail in newest for someone in (*mail.to, *mail.cc, *mail.bcc)}
    return {address for address in addresses if text.lower() in address}


def passwords_in(message: Message) -> list[str]:
    """The passwords in this mail, as their placeholders."""
    return [
        found
        for found in vault.leaks(f"{message.subject}\n{message.text}\n{message.html}".encode())
        if "password" in found
    ]


def secrets_in(link: ResetLink) -> list[str]:
    """The secrets in the token's payload: passwords, other tokens, hashes."""
    payload = json.dumps(link.claims, ensure_ascii=False)
    return [*vault.leaks(payload.encode()), *(["a password hash"] if _HASH.search(payload) else [])]


def urls_in(message: Message) -> list[str]:
    """The complete reset links in a mail, for comparison only: never print them."""
    return sorted(link.target for link in reset_links(message))
