"""How members come to be: made by an administrator, or of a pool, and given a password of their own by a reset."""

import pytest

from testkit.api.client import PortalApi
from testkit.mail.mailbox import Mailbox
from testkit.members.member import Member
from testkit.secrets.vault import Secret
from testkit.settings.model import Environment


def create_member(
    portal_api: PortalApi, mailbox: Mailbox, full_name: str, environment: Environment, *, entered_as: str = ""
) -> Member:
    """The member whose mail reaches this mailbox: its owner, else one who is made for it.

    No password of theirs is known: a new member's is the temporary one of the welcome mail. `entered_as` is the
    mailbox's address as the administrator writes it, where that differs.
    """
    if mailbox.owner:
        return mailbox.owner
    address = entered_as or mailbox.address
    portal_api.create_customer(
        full_name, address, country_id=environment.country_id, time_zone_id=environment.time_zone_id
    )
    # The welcome mail is documented; waited for and thrown away, it can't be mistaken for the reset mail.
    mailbox.wait_for_next_mail()
    mailbox.empty()
    return Member(full_name, address)


def give_password(member: Member, portal_api: PortalApi, mailbox: Mailbox, password: Secret) -> Member:
    """Give a member a password of their own, by a reset through the API."""
    portal_api.start_password_reset(member.email)
    answer = portal_api.complete_password_reset(mailbox.wait_for_reset_link().token, password)
    if not answer.envelope.get("WasSuccessful"):
        pytest.fail(f"The portal did not let a member set a password through the API: {answer}.", pytrace=False)
    return member.with_password(password)
