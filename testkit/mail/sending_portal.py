"""The portal whose mail arrives in a mailbox: where its links should lead, and what its queue says of a mail."""

from dataclasses import dataclass
from typing import Any

import pytest

from testkit.api.client import HTTP_OK, PortalApi
from testkit.mail.links.reset_link import ResetLink
from testkit.settings.addresses import host_of
from testkit.verifiable import not_verifiable

MOST_ITEMS = 3
"""How many mails of the queue are named, the newest."""


@dataclass(frozen=True)
class SendingPortal:
    """A tested portal, as the sender of mail."""

    url: str
    api: PortalApi
    """The portal's API, to ask for its mail queue."""
    rebase_links: bool = False
    """Whether a link to another host is followed at this portal."""

    def followed(self, link: ResetLink) -> ResetLink:
        """The link as scenarios follow it; not verifiable if it leads to another host and is not rebased."""
        host, own = host_of(link.target), host_of(self.url)
        if host == own:
            return link
        if not self.rebase_links:
            raise not_verifiable(
                f"the link in the mail leads to {host}, and {own} is tested",
                needs="links to the tested portal, or rebase_links = true",
            )
        return link.rebased(self.url)

    def says_of_mail_to(self, address: str) -> str:
        """What the portal's mail queue says of the mail to an address; empty where no administrator is known."""
        if not self.api.credentials.admin_password:
            return ""
        try:
            answer = self.api.queued_mail(address)
        except pytest.fail.Exception:
            return "The portal's mail queue did not answer."
        items = answer.at("Records")
        if answer.status != HTTP_OK or not isinstance(items, list):
            return f"The portal's mail queue can't be read: {answer}."
        if not items:
            return f"The portal's mail queue has no mail to {address}: the portal did not write one."
        words = ", ".join(_state(item) for item in items[-MOST_ITEMS:] if isinstance(item, dict))
        said = f"The portal's mail queue says: {words}."
        if len(items) <= MOST_ITEMS:
            return said
        return (
            f"{said}\nIt has {len(items)} mails to this address, which a portal may limit without an error: "
            "with more customers (customers_per_run) each gets fewer."
        )


def _state(item: dict[str, Any]) -> str:
    """One mail of the queue, with its subject and what became of it."""
    error = str(item.get("LastSendError") or "")
    if error and not item.get("Sent"):
        state = f"still queued after {error}" if item.get("Queued") else f"rejected, {error}"
    else:
        state = next(
            (name.lower() for name in ("Delivered", "Sent", "Queued") if item.get(name)), "neither queued nor sent"
        )
    return f"{str(item.get('Subject', 'a mail without a subject'))!r} {state}"
