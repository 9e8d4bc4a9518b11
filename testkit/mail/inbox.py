"""Mailboxes in a Mailpit that others use as well, limited to mail that arrives from now on.

"Now" is taken from the newest mail, because Mailpit's clock may differ from this machine's.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_mailpit import Inbox, MailpitClient, Message, MessageSummary

from testkit.members.locks import MARKER, NOT_MARKERS

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = timedelta(microseconds=1)
_OWN_DATES = timedelta(seconds=5)
"""Mailpit can be set to use the dates in the mails: another machine's clock, in whole seconds."""


class NewInbox(Inbox):
    """The mailbox of a new address.

    Mailpit has an index of arrival times and none of recipients, so a wait searches the newest mail only: that is as
    fast with 50,000 other mails as with none.
    """

    def __init__(self, client: MailpitClient, address: str, *, wait_timeout: float) -> None:
        super().__init__(client, address, wait_timeout=wait_timeout)
        newest = client.messages(limit=1).messages
        earliest = newest[0].created - _OWN_DATES if newest else _BEGINNING
        self.recent = f"after:{int(earliest.timestamp() * 1000)}"
        """The query for mail that arrives from now on, in Mailpit's search language."""

    def wait_for_messages(self, count: int, *, timeout: float | None = None, **narrower: Any) -> list[Message]:
        """Wait until exactly `count` mails have arrived; oldest first."""
        __tracebackhide__ = True
        query = " ".join([self.recent, *filter(None, [narrower.pop("query", None)])])
        waiting = self.wait_timeout if timeout is None else timeout
        return self.client.wait_for_messages(count, query, recipient=self.address, timeout=waiting, **narrower)


class InboxFromNow(NewInbox):
    """The mailbox of an address with earlier mail, which is ignored and never deleted."""

    def __init__(self, client: MailpitClient, address: str, *, wait_timeout: float) -> None:
        super().__init__(client, address, wait_timeout=wait_timeout)
        self.since = _BEGINNING
        self.clear()

    def wait_for_messages(self, count: int, *, timeout: float | None = None, **narrower: Any) -> list[Message]:
        """Wait until exactly `count` new mails have arrived; oldest first."""
        __tracebackhide__ = True
        return super().wait_for_messages(
            count, timeout=timeout, **{"query": NOT_MARKERS, "since": self.since, **narrower}
        )

    def messages(self) -> list[MessageSummary]:
        """The new mails, oldest first."""
        return [one for one in super().messages() if one.created >= self.since and one.sender.address != MARKER]

    def clear(self) -> None:
        """Ignore the mails that have arrived so far."""
        known = [one.created for one in super().messages()]
        self.since = max([self.since, *(created + _MOMENT for created in known)])
