"""A member's mailbox: the mail that the portal sent, and the reset link in it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from pytest_mailpit import Inbox, MailpitAssertionError, Message, MessageSummary

from testkit.mail.redirects import address_behind
from testkit.mail.reset_link import ResetLink, find_reset_link
from testkit.members.member import Member


@dataclass
class Mailbox:
    """The mail that reaches one address; nobody else's is ever seen."""

    inbox: Inbox
    keep: Callable[[Message], None]
    """What is done with each mail that is read: it becomes part of the evidence."""
    read: set[str] = field(default_factory=set)
    owner: Member | None = None
    """Whose it is, where that is known before anybody is made."""

    @property
    def address(self) -> str:
        """The address that mail reaches."""
        return self.inbox.address

    def wait_for_reset_link(self) -> ResetLink:
        """The link of the next reset mail, once it is here; fails in plain words where none comes."""
        return link_in(self.wait_for_reset_mail())

    def wait_for_reset_mail(self) -> Message:
        """The next mail with a reset link; other mail (a notice of the last change, say) may come before it."""
        while True:  # ends with the mail, or with the failed wait for one
            for message in self._new_messages():
                if reset_links(message):
                    return message

    def wait_for_next_mail(self) -> Message:
        """The next mail of any kind, once it is here."""
        return self._new_messages()[0]

    def reset_mails(self) -> list[Message]:
        """All reset mails that are here now, oldest first."""
        return [message for message in self._all_here() if reset_links(message)]

    def count(self) -> int:
        """How many mails of any kind are here now."""
        return len(self._summaries())

    def empty(self) -> None:
        """Throw away all that has come so far."""
        self.inbox.clear()
        self.read.clear()

    def _all_here(self) -> list[Message]:
        return [self.inbox.client.get_message(summary.id) for summary in self._summaries()]

    def _summaries(self) -> list[MessageSummary]:
        summaries = self.inbox.messages()
        if self.read - {summary.id for summary in summaries}:
            # Else the portal would be blamed for mail that it did send.
            pytest.fail(
                f"Mail to {self.address} that had come is gone from Mailpit: it keeps too few messages for this run, "
                "or somebody empties it. Raise its limits (--max and --max-age, or MP_MAX_MESSAGES and MP_MAX_AGE).",
                pytrace=False,
            )
        return summaries

    def _new_messages(self) -> list[Message]:
        try:
            here = self.inbox.wait_for_messages(len(self.read) + 1)
        except MailpitAssertionError:
            here = self._all_here()
            if len(here) <= len(self.read):
                raise
            # More came at once than one: a scenario that wants exactly one mail counts them itself.
        messages = [message for message in here if message.id not in self.read]
        self.read.update(message.id for message in messages)
        for message in messages:
            self.keep(message)
        return messages


def reset_links(message: Message) -> list[ResetLink]:
    """The reset links in a mail, as its HTML part and then its text part give them; one for each different token.

    Where no address in the mail carries a token, a mail service may have wrapped them to count clicks.
    """
    addresses = message.links()
    return _by_token(addresses) or _by_token([address_behind(address) for address in addresses])


def _by_token(addresses: list[str]) -> list[ResetLink]:
    found: dict[str, ResetLink] = {}
    for address in addresses:
        if link := find_reset_link(address):
            found.setdefault(link.token, link)
    # Other links carry tokens too, to unsubscribe for instance. The reset's names the member and expires.
    most = max(map(_claims_of_a_reset, found.values()), default=0)
    return [link for link in found.values() if most and _claims_of_a_reset(link) == most]


def _claims_of_a_reset(link: ResetLink) -> int:
    claims = link.claims
    return ("exp" in claims) + any("@" in str(value) for value in claims.values())


def link_in(message: Message) -> ResetLink:
    """The one link a member can follow; a mail that offers two different tokens leaves the member guessing."""
    links = reset_links(message)
    if len(links) != 1:
        pytest.fail(
            "Expected the reset mail to carry one reset token, the same in its HTML and its text part, "
            f"found {len(links)}: {', '.join(link.address for link in links)}",
            pytrace=False,
        )
    return links[0]
