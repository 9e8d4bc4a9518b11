"""The embedded inbox answers what Mailpit answers, field by field."""

from email.message import EmailMessage

import pytest

from tests.inbox.under_test import InboxUnderTest, plain_mail

# What no two servers agree on; here only the type is compared.
OWN = {"ID", "MessageID", "Created", "Size", "Received", "Message-Id", "Uptime", "Memory", "Database", "DatabaseSize"}
OWN |= {"Version", "MessagesDeleted", "SMTPAccepted", "SMTPAcceptedSize", "SMTPRejected"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/messages",
        "/api/v1/messages?start=1&limit=1",
        "/api/v1/search?query=addressed%3A%22ana%2Bvip%40example.com%22&start=0&limit=250",
        "/api/v1/search?query=nothing-like-it",
        "/api/v1/search",
        "/api/v1/message/{rich}",
        "/api/v1/message/{plain}",
        "/api/v1/message/latest",
        "/api/v1/message/unknown",
        "/api/v1/message/{rich}/headers",
        "/api/v1/message/{plain}/headers",
        "/api/v1/message/{rich}/part/1.2.2",
        "/api/v1/message/{rich}/part/9",
        "/api/v1/tags",
        "/api/v1/chaos",
        "/api/v1/info",
        "/view/{plain}.html",
        "/view/{plain}.txt",
        "/view/{rich}.txt",
        "/livez",
        "/readyz",
        "/nowhere",
    ],
)
def test_both_answer_the_same(both: tuple[InboxUnderTest, InboxUnderTest], rich_mail: EmailMessage, path: str) -> None:
    answers = []
    for inbox in both:
        inbox.send(rich_mail)
        inbox.send(plain_mail("a plain one", to="Ben <ben@example.com>"))
        known = {"rich": inbox.identifier("vom Portal"), "plain": inbox.identifier("a plain one")}
        answer = inbox.call("GET", path.format(**known))
        is_json = answer.headers.get("Content-Type") == "application/json"
        answers.append((answer.status_code, comparable(answer.json()) if is_json else answer.text.strip()))

    assert answers[0] == answers[1]


def test_only_mailpit_checks_links_and_html(both: tuple[InboxUnderTest, InboxUnderTest]) -> None:
    statuses = []
    for inbox in both:
        inbox.send(plain_mail("checked"))
        path = f"/api/v1/message/{inbox.identifier('checked')}/link-check"
        statuses.append(inbox.call("GET", path).status_code)

    assert statuses == [200, 501]


def comparable(value: object, key: str = "") -> object:
    """Give an answer without what is each server's own."""
    if key in OWN:
        return type(value).__name__
    if isinstance(value, dict):
        return {name: comparable(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value] or None  # Go writes an empty list as null in places
    return value
