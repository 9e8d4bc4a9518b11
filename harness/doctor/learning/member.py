"""The member with whom the doctor walks the flow: a new customer, or an account of the pool."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from faker import Faker
from pytest_mailpit import Inbox
from pytest_mailpit.inbox import unique_address

from harness.doctor.check import CheckContext
from harness.doctor.mail import access_to, client_of
from testkit.api.client import PortalApi
from testkit.api.http import HttpClient
from testkit.mail.inbox import InboxFromNow, NewInbox
from testkit.mail.mailbox import Mailbox
from testkit.mail.sending_portal import SendingPortal
from testkit.members.creation import create_member
from testkit.members.locks import acquire_account, lock_folder
from testkit.members.member import Member, realistic_name
from testkit.members.passwords import strong_password
from testkit.secrets.vault import Secret
from testkit.settings.model import SettingsError


@contextmanager
def one_member(context: CheckContext) -> Iterator[tuple[Member, Mailbox, Secret]]:
    """A member, the mailbox and a new password; an account of the pool is locked until the end of the block."""
    people = Faker()
    environment, target, wait = context.environment, context.target, context.environment.mailpit.wait_seconds
    api = PortalApi(
        *(target.api_url, target.admin_url, context.credentials, HttpClient(access=context.access)),
        *(environment.country_id, environment.time_zone_id),
    )

    def mailbox(inbox: Inbox, owner: Member | None = None) -> Mailbox:
        # Links are followed at this portal in any case; the walk says where they lead.
        return Mailbox(inbox, lambda _: None, SendingPortal(target.portal_url, api, rebase_links=True), owner=owner)

    with client_of(context) as client:
        if environment.members == "pool":
            one = next(member for member in target.members if member.kind == "standard")
            lock = acquire_account(lock_folder(), access_to(context), client, one.email)
            if lock is None:
                raise SettingsError(f"{one.email} is in use by another run: wait until it has ended.")
            member = Member(one.full_name, one.email)
            try:
                inbox = InboxFromNow(client, one.email, wait_timeout=wait)
                yield member, mailbox(inbox, member), strong_password(people)
            finally:
                lock.release()
            return
        address = unique_address("doctor-learns", domain=environment.mailpit.mail_domain)
        own = mailbox(NewInbox(client, address, wait_timeout=wait))
        try:
            yield create_member(api, own, realistic_name(people)), own, strong_password(people)
        finally:
            _remove(context, api, address)


def _remove(context: CheckContext, api: PortalApi, email: str) -> None:
    """Remove the customer that was created, or remember that a person has to."""
    try:
        identifier = api.find_customer(email)
        if identifier is None or api.remove_customer(identifier).envelope.get("WasSuccessful"):
            return
    except pytest.fail.Exception:
        pass
    context.not_removed.append(email)
