"""Later mail: once it has arrived, an earlier mail that is missing was not sent."""

from dataclasses import dataclass

from pytest_mailpit import Message

from testkit.api.client import PortalApi
from testkit.mail.mailbox import Mailbox
from testkit.members.member import Member


@dataclass(frozen=True)
class Sentinel:
    """A member who only serves to receive a later mail."""

    member: Member
    mailbox: Mailbox
    portal_api: PortalApi

    def request_and_wait(self) -> None:
        """Request a reset mail and wait until it arrives."""
        self.portal_api.start_password_reset(self.member.email)
        self.mailbox.wait_for_reset_mail()


@dataclass(frozen=True)
class LaterMail:
    """Two sentinels: the second one requests its mail once the first has received its own.

    One alone is not enough: with two queues or a busy worker, an earlier mail can be overtaken once.
    """

    sentinels: tuple[Sentinel, Sentinel]

    def wait(self) -> None:
        """Wait until both sentinels have their mail; earlier mail has arrived by then, or was never sent."""
        for sentinel in self.sentinels:
            sentinel.request_and_wait()

    def mails_before(self, member: Member, mailbox: Mailbox) -> list[Message]:
        """The reset mails of a member from before now: a later one is requested, waited for and left out.

        The sentinels follow, since a duplicate of an earlier mail could otherwise be taken for the later one.
        """
        self.sentinels[0].portal_api.start_password_reset(member.email)
        mailbox.wait_for_reset_mail()
        self.wait()
        return mailbox.reset_mails()[:-1]
