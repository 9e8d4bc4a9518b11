"""What the suite relies on in an inbox: one set of tests for Mailpit and for the embedded inbox."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_mailpit import Inbox, MailpitAPIError

from tests.inbox.under_test import InboxUnderTest, plain_mail


def test_a_mail_arrives_as_it_was_sent(inbox: InboxUnderTest) -> None:
    sent = plain_mail(
        "Grüße", to="Ana Müller <ana@example.com>, Ben <ben@example.com>", sender="Portal <p@example.com>"
    )
    sent["Cc"] = "team@example.com"
    sent.add_alternative('<p>Hello <a href="https://portal.example/?token=a.b&amp;x=1">Ana</a></p>', subtype="html")
    inbox.send(sent, to=["ana@example.com", "ben@example.com", "team@example.com", "hidden@example.com"])

    mail = inbox.client.wait_for_message(recipient="hidden@example.com", timeout=5)

    assert str(mail.sender) == "Portal <p@example.com>"
    assert [str(one) for one in mail.to] == ["Ana Müller <ana@example.com>", "Ben <ben@example.com>"]
    assert [str(one) for one in (*mail.cc, *mail.bcc)] == ["team@example.com", "hidden@example.com"]
    assert (mail.subject, mail.date.isoformat()) == ("Grüße", "2026-11-03T09:30:00+00:00")
    assert mail.text.splitlines() == ["Words about Grüße."]
    assert mail.links() == ["https://portal.example/?token=a.b&x=1"]
    assert inbox.call("GET", f"/view/{mail.id}.html").text.strip() == mail.html.strip()
    assert b"\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n" in inbox.client.get_raw(mail.id)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('addressed:"ana@example.com"', {"first", "second reset"}),
        ("addressed:NA@example.com", {"first", "second reset"}),
        ('addressed:"other@example.com"', {"third"}),
        ("to:ben@example.com", {"third"}),
        ("from:other@", {"third"}),
        ("-from:other@example.com addressed:example.com", {"first", "second reset"}),
        ('subject:"second reset"', {"second reset"}),
        ("-subject:reset addressed:ana@example.com", {"first"}),
        ('"about First"', {"first"}),
        ("about third", {"third"}),
        ("after:946684800000 subject:first", {"first"}),
        ("after:4102444800000", set()),
    ],
)
def test_a_search_finds(inbox: InboxUnderTest, query: str, found: set[str]) -> None:
    inbox.send(plain_mail("first"))
    inbox.send(plain_mail("second reset"))
    inbox.send(plain_mail("third", to="ben@example.com", sender="other@example.com"))

    assert {mail.subject for mail in inbox.client.search_all(query)} == found


def test_a_list_has_pages_with_the_newest_mail_first(inbox: InboxUnderTest) -> None:
    for number in range(5):
        inbox.send(plain_mail(f"mail {number}"))

    page = inbox.client.search("subject:mail", start=1, limit=2)

    assert [mail.subject for mail in page.messages] == ["mail 3", "mail 2"]
    assert (page.messages_count, page.total) == (5, 5)
    assert len(inbox.client.search_all("subject:mail", page_size=2)) == 5
    assert [mail.subject for mail in inbox.client.messages(limit=1).messages] == ["mail 4"]


def test_deleting_takes_the_named_mail_only(inbox: InboxUnderTest) -> None:
    for subject in ("first", "second"):
        inbox.send(plain_mail(subject))

    # Never a known and an unknown one in one call: Mailpit before 1.30.7 locks its database over it.
    inbox.client.delete_messages([inbox.identifier("first")])
    inbox.client.delete_messages(["unknown"])

    assert [mail.subject for mail in inbox.client.messages().messages] == ["second"]


@pytest.mark.parametrize("body", [None, {"IDs": []}, {}], ids=["no body", "no ids", "nothing"])
def test_deleting_without_naming_any_mail_deletes_all(inbox: InboxUnderTest, body: dict[str, object] | None) -> None:
    inbox.send(plain_mail("gone"))

    inbox.call("DELETE", "/api/v1/messages", json=body)

    assert inbox.client.messages().total == 0


def test_an_inbox_of_one_address_clears_only_itself(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("mine"))
    inbox.send(plain_mail("theirs", to="ben@example.com"))

    Inbox(inbox.client, "ana@example.com", wait_timeout=5).clear()

    assert [mail.subject for mail in inbox.client.messages().messages] == ["theirs"]


def test_readiness_and_the_number_of_mails_can_be_asked_for(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("first"))

    assert inbox.client.is_ready()
    assert inbox.client.info().messages == 1


@pytest.mark.parametrize("read", ["get_message", "get_raw"])
def test_unknown_mail_is_not_found(inbox: InboxUnderTest, read: str) -> None:
    with pytest.raises(MailpitAPIError) as refusal:
        getattr(inbox.client, read)("unknown")
    assert refusal.value.status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/message/any/link-check", 501),
        ("/api/v1/message/any/html-check", 501),
        ("/api/v1/chaos", 400),
        ("/api/v1/search?query=larger:1M", 400),
    ],
)
def test_the_embedded_inbox_refuses_what_only_mailpit_can_do(
    embedded_inbox: InboxUnderTest, path: str, status: int
) -> None:
    embedded_inbox.send(plain_mail("any"))

    assert embedded_inbox.call("GET", path).status_code == status


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, None], ids=["SIGTERM", "SIGINT", "end of input"])
def test_the_embedded_inbox_ends_without_a_message(end: signal.Signals | None) -> None:
    command, pipe = [sys.executable, "-W", "error", "-m", "sandbox.inbox"], subprocess.PIPE
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        if end is None:
            process.stdin.close()
        else:
            process.send_signal(end)

        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == b""
