"""The two inboxes, the real Mailpit and the embedded one, behind one fixture: each test runs against both."""

from collections.abc import Iterator

import pytest
from pytest_mailpit import MailpitClient

from harness.provision.inbox import start_embedded
from harness.provision.mailpit import locate_mailpit, start_mailpit
from tests.inbox.under_test import InboxUnderTest


@pytest.fixture(scope="session")
def real_mailpit() -> Iterator[InboxUnderTest]:
    """Mailpit itself; a test that needs it is skipped with the reason if there is none."""
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
        yield InboxUnderTest("embedded", running.url, running.smtp, client)


@pytest.fixture(params=["real_mailpit", "embedded_inbox"])
def inbox(request: pytest.FixtureRequest) -> InboxUnderTest:
    """One of the two inboxes, empty."""
    inbox: InboxUnderTest = request.getfixturevalue(request.param)
    inbox.client.delete_all()
    return inbox
