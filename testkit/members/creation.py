"""Creating members through the API, or taking them from a pool, and setting their password by a reset."""

from testkit.api.client import PortalApi
from testkit.mail.mailbox import Mailbox
from testkit.members.member import Member
from testkit.secrets.vault import Secret


def create_member(portal_api: PortalApi, mailbox: Mailbox, full_name: str, *, entered_as: str = "") -> Member:
    """The member whose mail reaches this mailbox: its owner, or a newly created one, whose password is not known.

    `entered_as` is the address as the administrator enters it, if it differs from the mailbox's.
    """
    if mailbox.owner:
        return mailbox.owner
    address = entered_as or mailbox.address
    portal_api.create_customer(full_name, address)
    # The documented welcome mail is deleted, so that it is not mistaken for the reset mail.
    mailbox.wait_for_next_mail()
    mailbox.empty()
    member = Member(full_name, address)
    customers = portal_api.http.limits.customers
    if customers and not entered_as and portal_api.admin_url == customers.admin_url:
        customers.keep(member)
    return member


def give_password(member: Member, portal_api: PortalApi, mailbox: Mailbox, password: Secret) -> Member:
    """Set a member's password by a reset through the API."""
    portal_api.start_password_reset(member.email, setup=True)
    portal_api.reset_password(mailbox.wait_for_reset_token(), password)
    return member.with_password(password)
