"""An inbox as the tests use it, and small mails for it."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage

import requests
from pytest_mailpit import MailpitClient


@dataclass(frozen=True)
class InboxUnderTest:
    """A running inbox, by its two addresses and by the suite's own client."""

    name: str
    url: str
    smtp: str
    client: MailpitClient

    def send(self, message: EmailMessage, to: list[str] | None = None) -> None:
        """Hand a mail to the SMTP listener, for the recipients it names or others."""
        host, port = self.smtp.split(":")
        with smtplib.SMTP(host, int(port), timeout=10) as smtp:
            smtp.send_message(message, to_addrs=to)

    def call(self, method: str, path: str, **arguments: object) -> requests.Response:
        """Call the HTTP API as it is, without the client."""
        return requests.request(method, f"{self.url}{path}", timeout=10, **arguments)  # type: ignore[arg-type]

    def identifier(self, subject: str) -> str:
        """The id of the one mail with this subject."""
        [found] = self.client.search_all(f'subject:"{subject}"')
        return found.id


def plain_mail(subject: str, to: str = "ana@example.com", sender: str = "portal@example.com") -> EmailMessage:
    """A small mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = "Tue, 03 Nov 2026 09:30:00 +0000"
    mail.set_content(f"Words about {subject}.\n")
    return mail
