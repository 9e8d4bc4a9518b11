"""The two inboxes, the real Mailpit and the embedded one, behind one fixture: each test runs against both."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from pytest_mailpit import MailpitClient

from harness.provision.inbox import Inbox, start_embedded
from harness.provision.mailpit import locate_mailpit, start_mailpit
from tests.inbox.under_test import InboxUnderTest


@pytest.fixture(scope="session")
def real_mailpit() -> Iterator[InboxUnderTest]:
    """Mailpit itself; a test that needs it says so where there is none."""
    binary = locate_mailpit()
    if binary is None:
        pytest.skip(
            "NO MAILPIT on this machine: the embedded inbox was compared with nothing (`make setup` builds one)"
        )
    with start_mailpit(binary) as running, MailpitClient(running.url, poll_interval=0.02) as client:
        yield InboxUnderTest("Mailpit", running.url, running.smtp, client)


@pytest.fixture(scope="session")
def embedded_inbox() -> Iterator[InboxUnderTest]:
    """The embedded inbox, as a process of its own."""
    with start_embedded() as running, MailpitClient(running.url, poll_interval=0.02) as client:
        yield InboxUnderTest("embedded", running.url, smtp_of(running), client)


@pytest.fixture(params=["real_mailpit", "embedded_inbox"])
def inbox(request: pytest.FixtureRequest) -> InboxUnderTest:
    """One of the two inboxes, empty and refusing nothing."""
    inbox: InboxUnderTest = request.getfixturevalue(request.param)
    emptied(inbox)
    return inbox


@pytest.fixture
def both(real_mailpit: InboxUnderTest, embedded_inbox: InboxUnderTest) -> tuple[InboxUnderTest, InboxUnderTest]:
    """Mailpit and the embedded inbox, both empty, to be asked the same."""
    emptied(real_mailpit)
    emptied(embedded_inbox)
    return real_mailpit, embedded_inbox


@pytest.fixture
def rich_mail() -> EmailMessage:
    """A mail with everything a mail can have: both texts, a picture, a file, a hidden tag, words beyond ASCII."""
    mail = EmailMessage()
    mail["From"] = "Members Portal <portal@example.com>"
    mail["To"] = "Ana Müller <ana+vip@example.com>, Ben <ben@example.com>"
    mail["Cc"] = "team@example.com"
    mail["Reply-To"] = "help@example.com"
    mail["Subject"] = "Grüße vom Portal"
    mail["Date"] = "Mon, 02 Nov 2026 10:00:00 +0200"
    mail["Message-ID"] = "<rich@example.com>"
    mail["List-Unsubscribe"] = "<mailto:out@example.com>, <https://example.com/out>"
    mail.set_content("Hello Ana,\n\n.a line with a dot\nhttps://portal.example/reset?token=a.b.c&x=1\n")
    mail.add_alternative(
        "<html><head><title>unseen</title></head><body><p>Hello <b>Ana</b></p>"
        '<p><a href="https://portal.example/reset?token=a.b.c&amp;x=1">Reset</a></p>'
        '<img src="cid:logo" alt=""></body></html>',
        subtype="html",
    )
    picture = mail.get_payload()[1]  # type: ignore[index]
    assert isinstance(picture, EmailMessage)
    picture.add_related(b"\x89PNG", "image", "png", cid="<logo>", filename="logo.png", disposition="inline")
    mail.add_attachment(b"rules", maintype="application", subtype="pdf", filename="rules.pdf")
    mail.set_boundary("outer-boundary")  # else a new one at each sending, and two inboxes can't be compared
    return mail


def emptied(inbox: InboxUnderTest) -> None:
    """Bring an inbox back to its first state."""
    inbox.client.delete_all()
    inbox.call("PUT", "/api/v1/chaos", json={})


def smtp_of(inbox: Inbox) -> str:
    """Give the SMTP address of an inbox of our own, which always has one."""
    assert inbox.smtp is not None
    return inbox.smtp
