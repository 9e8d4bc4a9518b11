"""What the suite relies on in an inbox: one set of tests for Mailpit and for the embedded inbox."""

import smtplib
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
import requests
from pytest_mailpit import ChaosTrigger, ChaosTriggers, Inbox, MailpitAPIError

from tests.inbox.under_test import InboxUnderTest, plain_mail


def test_a_mail_arrives_as_it_was_sent(inbox: InboxUnderTest, rich_mail: EmailMessage) -> None:
    inbox.send(rich_mail)

    mail = inbox.client.wait_for_message(recipient="ana+vip@example.com", timeout=5)

    assert str(mail.sender) == "Members Portal <portal@example.com>"
    assert [str(address) for address in mail.to] == ["Ana Müller <ana+vip@example.com>", "Ben <ben@example.com>"]
    assert [str(address) for address in (*mail.cc, *mail.reply_to)] == ["team@example.com", "help@example.com"]
    assert mail.subject == "Grüße vom Portal"
    assert mail.date.isoformat() == "2026-11-02T10:00:00+02:00"
    assert ".a line with a dot\r\n" in mail.text
    assert "<b>Ana</b>" in mail.html
    assert set(mail.links()) == {"https://portal.example/reset?token=a.b.c&x=1"}


def test_files_and_pictures_can_be_fetched(inbox: InboxUnderTest, rich_mail: EmailMessage) -> None:
    inbox.send(rich_mail)
    mail = inbox.client.get_message()

    assert [(part.file_name, part.content_type) for part in mail.attachments] == [("rules.pdf", "application/pdf")]
    assert [(part.file_name, part.content_id) for part in mail.inline] == [("logo.png", "logo")]
    assert inbox.client.get_attachment(mail.attachments[0]) == b"rules"
    assert inbox.client.get_attachment(mail.inline[0]) == b"\x89PNG"


def test_the_html_is_shown_with_its_pictures(inbox: InboxUnderTest, rich_mail: EmailMessage) -> None:
    inbox.send(rich_mail)
    mail = inbox.client.get_message()

    page = requests.get(inbox.client.html_url(mail.id), timeout=5)

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert f'src="/api/v1/message/{mail.id}/part/{mail.inline[0].part_id}"' in page.text
    assert "https://portal.example/reset?token=a.b.c&amp;x=1" in page.text


def test_mail_without_html_has_no_html_page(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("plain"))
    identifier = inbox.identifier("plain")

    assert inbox.call("GET", f"/view/{identifier}.html").status_code == 404
    assert inbox.call("GET", f"/view/{identifier}.txt").text == "Words about plain.\r\n"


def test_a_recipient_that_the_mail_does_not_name_is_listed_as_hidden(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("shared"), to=["ana@example.com", "hidden@example.com"])

    mail = inbox.client.wait_for_message(recipient="hidden@example.com", timeout=5)

    assert [str(address) for address in mail.bcc] == ["hidden@example.com"]


def test_the_source_says_how_the_mail_came(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("traced"))
    identifier = inbox.identifier("traced")

    headers = inbox.client.get_headers(identifier)
    raw = inbox.client.get_raw(identifier)

    assert headers["Return-Path"] == ["<portal@example.com>"]
    assert "for <ana@example.com>;" in headers["Received"][0]
    assert headers["Message-Id"][0].endswith("@mailpit>")
    assert raw.endswith(b"\r\n\r\nWords about traced.\r\n")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('addressed:"ana@example.com"', {"first", "second reset"}),
        ("addressed:ANA@example.com", {"first", "second reset"}),
        ('addressed:"na@example.com"', {"first", "second reset"}),
        ('addressed:"other@example.com"', {"third"}),
        ("to:ben@example.com", {"third"}),
        ("from:other@", {"third"}),
        ('subject:"second reset"', {"second reset"}),
        ("subject:RESET", {"second reset"}),
        ("tag:urgent", {"third"}),
        ("tag:urg", set()),
        ('"about first"', {"first"}),
        ("about third", {"third"}),
        ("third@example.com", set()),
        ("-subject:reset addressed:ana@example.com", {"first"}),
        ("!tag:urgent", {"first", "second reset"}),
        ("is:unread subject:first", {"first"}),
        ("is:read", set()),
        ("has:attachment", set()),
        ("after:946684800000 subject:first", {"first"}),
        ("after:4102444800000", set()),
    ],
)
def test_a_search_finds(inbox: InboxUnderTest, query: str, found: set[str]) -> None:
    inbox.send(plain_mail("first"))
    inbox.send(plain_mail("second reset"))
    inbox.send(plain_mail("third", to="ben+urgent@example.com, ben@example.com", sender="other@example.com"))

    assert {mail.subject for mail in inbox.client.search_all(query)} == found


def test_a_mail_can_be_put_in_by_http(inbox: InboxUnderTest) -> None:
    answer = inbox.call(
        "POST",
        "/api/v1/send",
        json={
            "From": {"Email": "ana@example.com", "Name": "Ana Müller"},
            "To": [{"Email": "ben@example.com"}],
            "Cc": [{"Email": "cy@example.com", "Name": "Cy"}],
            "Bcc": ["hidden@example.com"],
            "Subject": "Grüße",
            "Text": "Words",
            "HTML": "<p>Words</p>",
            "Tags": ["urgent"],
        },
    )

    assert answer.status_code == 200
    mail = inbox.client.get_message(answer.json()["ID"])
    assert str(mail.sender) == "Ana Müller <ana@example.com>"
    assert [str(one) for one in (*mail.to, *mail.cc, *mail.bcc)] == [
        "ben@example.com",
        "Cy <cy@example.com>",
        "hidden@example.com",
    ]
    assert (mail.subject, mail.text.strip(), mail.html.strip()) == ("Grüße", "Words", "<p>Words</p>")
    assert {one.subject for one in inbox.client.search_all('tag:urgent from:"ana@example.com"')} == {"Grüße"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "from not set"),
        ({"From": {"Email": "ana@example.com"}}, "no recipients"),
        ({"From": {"Email": "ana@example.com"}, "To": [{"Email": "nobody"}]}, "invalid To address: nobody"),
    ],
)
def test_what_makes_no_mail_is_refused_in_words(inbox: InboxUnderTest, body: dict[str, object], said: str) -> None:
    answer = inbox.call("POST", "/api/v1/send", json=body)

    assert answer.status_code == 400
    assert said in answer.json()["Error"]
    assert inbox.client.messages().total == 0


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_empty_search_is_refused(inbox: InboxUnderTest, method: str) -> None:
    inbox.send(plain_mail("kept"))

    assert inbox.call(method, "/api/v1/search", params={"query": " "}).status_code == 400
    assert inbox.client.messages().total == 1


def test_lists_come_in_pages_the_newest_first(inbox: InboxUnderTest) -> None:
    for number in range(5):
        inbox.send(plain_mail(f"mail {number}"))

    page = inbox.client.search("subject:mail", start=1, limit=2)

    assert [mail.subject for mail in page.messages] == ["mail 3", "mail 2"]
    assert (page.messages_count, page.total) == (5, 5)
    assert len(inbox.client.search_all("subject:mail", page_size=2)) == 5


def test_fetching_a_mail_marks_it_as_read(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("news"))
    identifier = inbox.identifier("news")
    assert not inbox.client.messages().messages[0].read

    inbox.client.get_message(identifier)
    assert inbox.client.messages().messages[0].read

    inbox.client.mark_read([identifier], read=False)
    assert not inbox.client.messages().messages[0].read


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


def test_deleting_by_search_keeps_the_rest(inbox: InboxUnderTest) -> None:
    for subject in ("first", "second"):
        inbox.send(plain_mail(subject))

    inbox.client.delete_search("subject:first")

    assert [mail.subject for mail in inbox.client.messages().messages] == ["second"]


def test_an_inbox_of_one_address_clears_only_itself(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("mine"))
    inbox.send(plain_mail("theirs", to="ben@example.com"))

    Inbox(inbox.client, "ana@example.com", wait_timeout=5).clear()

    assert [mail.subject for mail in inbox.client.messages().messages] == ["theirs"]


def test_tags_are_replaced_and_cleaned(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("tagged", to="ana+vip@example.com"))
    identifier = inbox.identifier("tagged")
    assert inbox.client.get_message(identifier).tags == ("vip",)

    inbox.client.set_tags([identifier], ["failed: test/a", "red"])

    assert inbox.client.get_message(identifier).tags == ("failed test a", "red")
    assert inbox.call("GET", "/api/v1/tags").json() == ["failed test a", "red"]


@pytest.mark.parametrize(
    ("triggers", "words"),
    [
        (ChaosTriggers(sender=ChaosTrigger(452, 100)), (452, b"Chaos sender error")),
        (ChaosTriggers(recipient=ChaosTrigger(550, 100)), (550, b"Chaos recipient error")),
    ],
    ids=["sender", "recipient"],
)
def test_chaos_refuses_mail_until_it_is_off(
    inbox: InboxUnderTest, triggers: ChaosTriggers, words: tuple[int, bytes]
) -> None:
    assert inbox.client.set_chaos(triggers) == triggers == inbox.client.chaos()

    with pytest.raises((smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused)) as refusal:
        inbox.send(plain_mail("refused"))
    answer = refusal.value.args[0]
    assert (answer if isinstance(answer, dict) else {"ana@example.com": refusal.value.args[:2]}) == {
        "ana@example.com": words
    }

    inbox.client.set_chaos(ChaosTriggers())
    inbox.send(plain_mail("accepted"))
    assert [mail.subject for mail in inbox.client.messages().messages] == ["accepted"]


@pytest.mark.parametrize("trigger", [{"ErrorCode": 250}, {"ErrorCode": 451, "Probability": 101}])
def test_chaos_takes_no_nonsense(inbox: InboxUnderTest, trigger: dict[str, int]) -> None:
    answer = inbox.call("PUT", "/api/v1/chaos", json={"Sender": trigger})

    assert answer.status_code == 400
    assert "must be between" in answer.text
    assert not inbox.client.chaos().sender.active


def test_a_clock_and_readiness_can_be_asked_for(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("before"))
    since = inbox.client.server_time()
    inbox.send(plain_mail("after"))

    assert inbox.client.wait_for_message(recipient="ana@example.com", since=since, timeout=5).subject == "after"
    assert parsedate_to_datetime(inbox.call("GET", "/livez").headers["Date"]).tzinfo is not None
    assert inbox.client.is_ready()


@pytest.mark.parametrize("path", ["", "/raw", "/headers", "/part/1"])
def test_unknown_mail_is_not_found(inbox: InboxUnderTest, path: str) -> None:
    with pytest.raises(MailpitAPIError) as refusal:
        inbox.client._http.request("GET", f"api/v1/message/unknown{path}")  # noqa: SLF001 - the suite's own error path
    assert refusal.value.status_code == 404
