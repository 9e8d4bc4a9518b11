"""A member's mailbox in an inbox that others use as well."""

import pytest
from pytest_mailpit import MailpitAssertionError

from testkit.api.client import PortalApi
from testkit.mail.inbox import NewInbox
from testkit.mail.mailbox import Mailbox
from testkit.mail.sending_portal import SendingPortal
from testkit.settings.credentials import Credentials
from tests.inbox.under_test import InboxUnderTest, plain_mail

ADDRESS = "ana@example.com"
URL = "https://portal.example/house"
PORTAL = SendingPortal(URL, PortalApi(URL, URL, Credentials()))


@pytest.fixture
def mailbox(inbox: InboxUnderTest) -> Mailbox:
    """Ana's mailbox, in either inbox."""
    return Mailbox(NewInbox(inbox.client, ADDRESS, wait_timeout=2), keep=lambda _: None, portal=PORTAL)


def test_mail_that_does_not_arrive_is_named_by_its_address(mailbox: Mailbox) -> None:
    with pytest.raises(MailpitAssertionError, match=rf"^Expected 1 message to {ADDRESS} within 2s, none arrived\."):
        mailbox.wait_for_next_mail()


def test_deleted_mail_is_not_blamed_on_the_portal(inbox: InboxUnderTest, mailbox: Mailbox) -> None:
    inbox.send(plain_mail("first", to=ADDRESS))
    mailbox.wait_for_next_mail()
    inbox.call("DELETE", "/api/v1/messages", json={"IDs": [inbox.identifier("first")]})

    with pytest.raises(pytest.fail.Exception, match=r"was deleted from Mailpit(.|\n)*Raise its limits"):
        mailbox.count()


def test_other_mail_may_be_deleted(inbox: InboxUnderTest, mailbox: Mailbox) -> None:
    inbox.send(plain_mail("first", to=ADDRESS))
    inbox.send(plain_mail("somebody else's", to="ben@example.com"))
    mailbox.wait_for_next_mail()
    inbox.call("DELETE", "/api/v1/messages", json={"IDs": [inbox.identifier("somebody else's")]})

    assert mailbox.count() == 1


def test_a_wait_finds_new_mail_among_older_mail(inbox: InboxUnderTest) -> None:
    inbox.send(plain_mail("somebody else's", to="ben@example.com"))
    mailbox = Mailbox(NewInbox(inbox.client, ADDRESS, wait_timeout=2), keep=lambda _: None, portal=PORTAL)
    inbox.send(plain_mail("first", to=ADDRESS))

    assert mailbox.wait_for_next_mail().subject == "first"


def test_mail_dated_before_the_wait_began_is_found(inbox: InboxUnderTest) -> None:
    new = NewInbox(inbox.client, ADDRESS, wait_timeout=1)
    new.recent = "after:4102444800000"  # as if it were dated by a clock that is behind
    inbox.send(plain_mail("first", to=ADDRESS))

    assert Mailbox(new, keep=lambda _: None, portal=PORTAL).wait_for_next_mail().subject == "first"
