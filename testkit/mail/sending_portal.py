"""The portal whose mail arrives in a mailbox: where its links should lead."""

from dataclasses import dataclass

from testkit.mail.reset_link import ResetLink
from testkit.settings.addresses import host_of
from testkit.verifiable import not_verifiable


@dataclass(frozen=True)
class SendingPortal:
    """A tested portal, as the sender of mail."""

    url: str
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
