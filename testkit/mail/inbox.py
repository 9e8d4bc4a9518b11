"""Addresses in a Mailpit that others use as well, where only what comes from now on is looked at.

"Now" is read from the mail that is there, not from a clock: Mailpit's is another one than this machine's.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_mailpit import Inbox, MailpitClient, Message, MessageSummary

from testkit.members.locks import MARKER, NOT_MARKERS

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = timedelta(microseconds=1)
_OWN_DATES = timedelta(seconds=5)
"""Mailpit can be told to go by the mails' own dates: another machine's clock, in whole seconds."""


class NewInbox(Inbox):
    """An address that nobody had before.

    To find mail by its recipient, Mailpit reads all that it holds, and it keeps an index of when mail came: whoever
    waits looks among what came last, which takes as long with 50,000 other mails as with none.
    """

    def __init__(self, client: MailpitClient, address: str, *, wait_timeout: float) -> None:
        super().__init__(client, address, wait_timeout=wait_timeout)
        newest = client.messages(limit=1).messages
        earliest = newest[0].created - _OWN_DATES if newest else _BEGINNING
        self.recent = f"after:{int(earliest.timestamp() * 1000)}"
        """Mail that is about to come, in Mailpit's search language."""

    def wait_for_messages(self, count: int, *, timeout: float | None = None, **narrower: Any) -> list[Message]:
        """Wait until exactly `count` mails have come; oldest first."""
        __tracebackhide__ = True
        query = " ".join([self.recent, *filter(None, [narrower.pop("query", None)])])
        waiting = self.wait_timeout if timeout is None else timeout
        return self.client.wait_for_messages(count, query, recipient=self.address, timeout=waiting, **narrower)


class InboxFromNow(NewInbox):
    """The address of somebody who had mail before: that is left alone, and nothing is ever deleted."""

    def __init__(self, client: MailpitClient, address: str, *, wait_timeout: float) -> None:
        super().__init__(client, address, wait_timeout=wait_timeout)
        self.since = _BEGINNING
        self.clear()

    def wait_for_messages(self, count: int, *, timeout: float | None = None, **narrower: Any) -> list[Message]:
        """Wait until exactly `count` mails have come since; oldest first."""
        __tracebackhide__ = True
        return super().wait_for_messages(
            count, timeout=timeout, **{"query": NOT_MARKERS, "since": self.since, **narrower}
        )

    def messages(self) -> list[MessageSummary]:
        """The mails that have come since, oldest first."""
        return [one for one in super().messages() if one.created >= self.since and one.sender.address != MARKER]

    def clear(self) -> None:
        """Begin anew; what has come stays where it is."""
        known = [one.created for one in super().messages()]
        self.since = max([self.since, *(created + _MOMENT for created in known)])
