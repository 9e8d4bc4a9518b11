"""Links that lead to another host than the tested portal's: not verifiable, or followed at the tested portal."""

import pytest

from testkit.mail.reset_link import ResetLink
from testkit.mail.sending_portal import SendingPortal
from testkit.secrets.vault import vault

TOKEN = vault.add("reset token", "aaa.bbb.ccc")
PORTAL = "https://portal.test/house"


def mailed(target: str) -> ResetLink:
    """A link that leads there."""
    return ResetLink(f"https://clicks.test/?to={target}", TOKEN, target)


def test_a_link_to_the_tested_portal_is_followed_as_it_was_mailed() -> None:
    link = mailed(f"https://PORTAL.test:443/house/reset?t={TOKEN}")

    assert SendingPortal(PORTAL, rebase_links=True).followed(link) == link


def test_a_link_to_another_host_is_not_verifiable_and_names_both_hosts() -> None:
    with pytest.raises(
        pytest.skip.Exception, match=r"not verifiable: .* leads to old\.test, and portal\.test is .*rebase_links"
    ):
        SendingPortal(PORTAL).followed(mailed(f"https://old.test/house/reset?t={TOKEN}"))


@pytest.mark.parametrize("path", ["/house/reset", "/reset"], ids=["below the portal's path", "at the root"])
def test_a_link_is_followed_at_the_tested_portal(path: str) -> None:
    link = SendingPortal(PORTAL, rebase_links=True).followed(mailed(f"http://old.test:81{path}?t={TOKEN}#top"))

    assert link.url == link.target == f"https://portal.test/house/reset?t={TOKEN}#top"
