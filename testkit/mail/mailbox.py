"""A member's mailbox, and the reset link in a mail (docs/mail-links.md)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import pytest
from pytest_mailpit import Inbox, MailpitAssertionError, Message, MessageSummary

from testkit.mail.links.addresses import mailed_addresses, unflowed
from testkit.mail.links.redirects import reset_link_behind
from testkit.mail.links.reset_link import ResetLink, find_reset_link
from testkit.mail.sending_portal import SendingPortal
from testkit.members.member import Member
from testkit.secrets.vault import Secret
from testkit.settings.access import PortalAccess

_CRITERIA = re.compile(r"matching .+? (?=within \d)")
"""Mailpit's words for what was waited for: a time in milliseconds and an address."""
_SOFT_BREAK = re.compile(r" \r?\n")
_ANOTHER_ACTION = re.compile(
    r"cancel|not-?_?me|wasn-?_?t|report|revoke|deny|reject|undo|abort|block|unsubscribe|opt-?_?out|preferences",
    re.IGNORECASE,
)
"""Words in addresses and claims, which are identifiers, of links that do something other than reset."""


@dataclass
class Mailbox:
    """The mail to one address."""

    inbox: Inbox
    keep: Callable[[Message], None]
    """Called with each mail that is read, to make it part of the evidence."""
    portal: SendingPortal
    """The portal that sends the mail."""
    read: set[str] = field(default_factory=set)
    owner: Member | None = None
    """The member of this address, if they exist already."""

    @property
    def address(self) -> str:
        """The email address."""
        return self.inbox.address

    def wait_for_reset_link(self) -> ResetLink:
        """Wait for the next reset mail, and return its link, to be followed."""
        return self.portal.followed(self.link_in(self.wait_for_reset_mail()))

    def wait_for_reset_token(self) -> Secret:
        """Wait for the next reset mail, and return the token alone, wherever its link leads."""
        return self.link_in(self.wait_for_reset_mail()).token

    def wait_for_reset_mail(self) -> Message:
        """Wait for the next mail with a reset link; other mail, such as a notice, may arrive before it."""
        while True:  # until the mail arrives or the wait fails
            for message in self._new_messages():
                if self.links_in(message):
                    return message

    def wait_for_next_mail(self) -> Message:
        """Wait for the next mail of any kind."""
        return self._new_messages()[0]

    def reset_mails(self) -> list[Message]:
        """All reset mails that have arrived, oldest first."""
        return [message for message in self.mails() if self.links_in(message)]

    def links_in(self, message: Message) -> list[ResetLink]:
        """The reset links in a mail, as `reset_links` finds them."""
        return reset_links(message, self.portal.api.http.access)

    def link_in(self, message: Message) -> ResetLink:
        """The reset link of a mail; fails if the mail has none, or several with different tokens."""
        links = self.links_in(message)
        if len(links) != 1:
            places = ", ".join(dict.fromkeys(link.address for link in links))
            found = f"{len(links)} different ones, for {places}" if links else "none"
            pytest.fail(
                "Expected the reset mail to carry one reset token, the same in its HTML and its text part; "
                f"found {found}",
                pytrace=False,
            )
        return links[0]

    def count(self) -> int:
        """How many mails of any kind have arrived."""
        return len(self._summaries())

    def empty(self) -> None:
        """Discard the mails that have arrived."""
        self.inbox.clear()
        self.read.clear()

    def mails(self) -> list[Message]:
        """All mails of any kind that have arrived, oldest first."""
        return [self._readable(self.inbox.client.get_message(summary.id)) for summary in self._summaries()]

    def _summaries(self) -> list[MessageSummary]:
        summaries = self.inbox.messages()
        if self.read - {summary.id for summary in summaries}:
            pytest.fail(
                f"Mail to {self.address} was deleted from Mailpit during the scenario: it keeps too few messages, or "
                "something else deletes mail there.\n"
                "Raise its limits (--max and --max-age, or MP_MAX_MESSAGES and MP_MAX_AGE).",
                pytrace=False,
            )
        return summaries

    def _new_messages(self) -> list[Message]:
        try:
            here = self.inbox.wait_for_messages(len(self.read) + 1)
        except MailpitAssertionError as error:
            here = self.mails()
            if len(here) <= len(self.read):
                queue = self.portal.says_of_mail_to(self.address)
                words = _CRITERIA.sub(f"to {self.address} ", str(error))
                raise MailpitAssertionError("\n".join(filter(None, [words, queue]))) from None
            # Several arrived at once; a scenario that expects exactly one counts them itself.
        messages = [self._readable(message) for message in here if message.id not in self.read]
        self.read.update(message.id for message in messages)
        for message in messages:
            self.keep(message)
        return messages

    def _readable(self, message: Message) -> Message:
        if not _SOFT_BREAK.search(message.text):
            return message
        return replace(message, text=unflowed(message.text, self.inbox.client.get_raw(message.id)))


def reset_links(message: Message, access: PortalAccess) -> list[ResetLink]:
    """The reset links in a mail, HTML part first, one for each different token; more than one is a fault of the mail.

    If no address holds the token of a reset, a mail service may have replaced them to count clicks: each is asked where
    it leads, with the portal's access.
    """
    addresses = list(dict.fromkeys(one.url for one in mailed_addresses(message.html, message.text)))
    return _of_the_reset(map(find_reset_link, addresses)) or _of_the_reset(
        reset_link_behind(address, access) for address in addresses
    )


def _of_the_reset(links: Iterable[ResetLink | None]) -> list[ResetLink]:
    """The links of the reset, among those with any token."""
    found: dict[str, ResetLink] = {}
    for link in filter(None, links):
        found.setdefault(link.token, link)
    # Other links carry tokens too, to unsubscribe for instance. The reset's names the member and expires.
    most = max(map(_claims_of_a_reset, found.values()), default=0)
    candidates = [link for link in found.values() if most and _claims_of_a_reset(link) == most]
    candidates = [link for link in candidates if not _does_something_else(link)] or candidates
    # What leads elsewhere than the first is another action; what leads to the same place is a second reset token.
    return [link for link in candidates if link.address == candidates[0].address]


def _claims_of_a_reset(link: ResetLink) -> int:
    claims = link.claims
    return ("exp" in claims) + any("@" in str(value) for value in claims.values())


def _does_something_else(link: ResetLink) -> bool:
    words = [link.address, *(value for value in link.claims.values() if isinstance(value, str) and "@" not in value)]
    return any(_ANOTHER_ACTION.search(word) for word in words)
