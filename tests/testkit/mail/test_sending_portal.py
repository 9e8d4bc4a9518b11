"""Links to another host than the tested portal's, and what the portal's queue says of its mail."""

import re

import pytest

from testkit.api.client import PortalApi
from testkit.mail.links.reset_link import ResetLink
from testkit.mail.sending_portal import SendingPortal
from testkit.secrets.vault import vault
from testkit.settings.credentials import Credentials
from tests.sandbox.postbox import open_postbox
from tests.sandbox.running import Running, running

TOKEN = vault.add("reset token", "aaa.bbb.ccc")
PORTAL = "https://portal.test/house"
API = PortalApi(PORTAL, PORTAL, Credentials())


def mailed(target: str) -> ResetLink:
    """A link that leads there."""
    return ResetLink(f"https://clicks.test/?to={target}", TOKEN, target)


def test_a_link_to_the_tested_portal_is_followed_as_it_was_mailed() -> None:
    link = mailed(f"https://PORTAL.test:443/house/reset?t={TOKEN}")

    assert SendingPortal(PORTAL, API, rebase_links=True).followed(link) == link


def test_a_link_to_another_host_is_not_verifiable_and_names_both_hosts() -> None:
    with pytest.raises(
        pytest.skip.Exception, match=r"not verifiable: .* leads to old\.test, and portal\.test is .*rebase_links"
    ):
        SendingPortal(PORTAL, API).followed(mailed(f"https://old.test/house/reset?t={TOKEN}"))


@pytest.mark.parametrize(
    ("portal", "path", "followed"),
    [
        ("/house", "/house/reset", "/house/reset"),
        ("/house", "/reset", "/house/reset"),
        ("/caf%c3%a9", "/caf%C3%A9/reset", "/caf%C3%A9/reset"),
    ],
    ids=["below the portal's path", "at the root", "below a path with other letters"],
)
def test_a_link_is_followed_at_the_tested_portal(portal: str, path: str, followed: str) -> None:
    tested = SendingPortal(f"https://portal.test{portal}", API, rebase_links=True)

    link = tested.followed(mailed(f"http://old.test:81{path}?t={TOKEN}#top"))

    assert link.url == link.target == f"https://portal.test{followed}?t={TOKEN}#top"


@pytest.mark.parametrize(
    ("smtp_answer", "said"),
    [
        ("250 OK", r"'Welcome to [^']+' delivered\."),
        ("550 no such mailbox", r"'Welcome to [^']+' rejected, \w+ 550\."),
        ("451 busy", r"'Welcome to [^']+' still queued after \w+ 451\."),
    ],
    ids=["taken", "refused", "refused for now"],
)
def test_the_queue_says_what_happened_to_a_mail(smtp_answer: str, said: str) -> None:
    with open_postbox() as postbox, running(postbox) as sandbox:
        postbox.answer = smtp_answer
        sandbox.create("ada@example.com")
        postbox.wait_for_attempts(1)
        postbox.answer = "250 OK"
        sandbox.new_member()  # mail leaves in order: what became of the first one has been noted by now

        portal = SendingPortal(sandbox.portal, administrators_api(sandbox))

        assert re.fullmatch(f"The portal's mail queue says: {said}", portal.says_of_mail_to("ada@example.com"))
        for _ in range(3):
            portal.api.start_password_reset("ada@example.com")
        assert "It has 4 mails to this address" in portal.says_of_mail_to("ada@example.com")
        assert "the portal did not write one" in portal.says_of_mail_to("nobody@example.com")


def test_no_call_is_made_without_an_administrator() -> None:
    assert SendingPortal(PORTAL, API).says_of_mail_to("ada@example.com") == ""


def administrators_api(sandbox: Running) -> PortalApi:
    """The API of this sandbox, with its administrator's login."""
    email, password = sandbox.administrator
    credentials = Credentials(admin_email=email, admin_password=vault.add("credential", password))
    return PortalApi(sandbox.api, sandbox.admin, credentials)
