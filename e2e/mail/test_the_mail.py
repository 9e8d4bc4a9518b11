"""The mail."""

import re
import time
from urllib.parse import urlsplit

import pytest
from pytest_mailpit import HTMLCheck, LinkCheck, MailpitAssertionError, MailpitClient, Message

from fixtures import Environment, LaterMail, Mailbox, Member, Portal, PortalApi, ResetLink, Secret, Target, endpoints
from testkit.language import is_known
from testkit.mail.contents import names_location, names_purpose, passwords_in, recipients_of
from testkit.mail.html import fetched_on_opening, hosts_of
from testkit.mail.links.lifetimes import in_words
from testkit.mail.links.reset_link import find_reset_link
from testkit.text import listed
from testkit.verifiable import not_verifiable

START = "Start Password Reset: triggers the password-reset email"
WITH_A_LINK = "The flow, 2: the server sends an email with a link"
NOTICE = "NIST SP 800-63B-4, 4.6: the subscriber is notified of the change"
ROUNDING = 0.2  # mails round the lifetime that they state
UNCLEAR = (0, 401, 403, 405, 429, 999)
"""What a working site may answer to a link check: 0 is no answer, 999 is LinkedIn's."""
LEAST_SUPPORT = 80  # percent of what the mail uses, understood by mail clients at least in part


@pytest.mark.statement(3)
@pytest.mark.documented(START)
def test_one_request_sends_one_mail(
    reset_mail: Message, member: Member, mailbox: Mailbox, later_mail: LaterMail
) -> None:
    mails = later_mail.mails_before(member, mailbox)

    assert len(mails) == 1, f"expected one request to send one mail; it sent {len(mails)}"
    assert mails[0].id == reset_mail.id, "expected the first mail to be kept; another one replaced it"


@pytest.mark.documented(WITH_A_LINK)
def test_the_mail_arrives_in_time(
    member: Member, mailbox: Mailbox, portal_api: PortalApi, environment: Environment
) -> None:
    requested = time.monotonic()
    portal_api.start_password_reset(member.email)
    # Waits twice as long as for any other mail, so that a late mail differs from a lost one.
    limit = environment.mailpit.wait_seconds
    mailbox.inbox.wait_timeout = 2 * limit
    mailbox.wait_for_reset_mail()

    taken = time.monotonic() - requested
    assert taken <= limit, f"expected the mail within {limit:g} s; it took {taken:.1f} s"


@pytest.mark.statement(3)
@pytest.mark.documented("Complete Password Reset: the link is sent to the customer's email")
def test_the_mail_goes_to_the_member_only(
    reset_mail: Message,
    mailed_link: ResetLink,
    member: Member,
    mailpit: MailpitClient,
    later_mail: LaterMail,
) -> None:
    later_mail.wait()

    named = sorted(str(someone.address).lower() for someone in (*reset_mail.to, *reset_mail.cc, *reset_mail.bcc))
    assert named == [member.email.lower()], (
        f"expected the member as the only recipient; the mail went to {listed(named)}"
    )
    others = recipients_of(mailed_link, mailpit) - {member.email.lower()}
    assert not others, f"expected nobody else to receive this link; it also went to {listed(sorted(others))}"


@pytest.mark.hardening("RFC 5321, 2.4: an address in other capitals may be another mailbox; the one on record is used")
def test_the_mail_goes_to_the_address_on_record(
    member: Member, mailbox: Mailbox, portal_api: PortalApi, later_mail: LaterMail
) -> None:
    portal_api.start_password_reset(member.email.upper())

    later_mail.wait()  # no mail at all, where capitals matter, is right as well
    to = [someone.address for mail in mailbox.mails() for someone in mail.to]
    assert member.email.upper() not in to, (
        f"expected the mail to go to the address that is registered; it went to {listed(to)}, as typed"
    )


@pytest.mark.hardening("RFC 5322, 3.6.2 and 3.6.5: From names the sender, Subject the topic")
def test_sender_and_subject_name_the_location_and_the_purpose(
    reset_mail: Message, portal_api: PortalApi, environment: Environment
) -> None:
    location = str(portal_api.call("GET", endpoints.CURRENT_BUSINESS).envelope.get("Name", ""))
    shown = f"{reset_mail.sender} {reset_mail.subject}"

    assert re.fullmatch(r"[^@\s]+@[^@\s]+", reset_mail.sender.address), (
        f"expected a sender with an address; found {reset_mail.sender}"
    )
    assert names_location(shown, location), f"expected sender or subject to name {location!r}; they are {shown!r}"
    if not is_known(environment.language):
        raise not_verifiable(f"the suite reads no subjects in {environment.language}", needs="one of its languages")
    assert names_purpose(reset_mail.subject, environment.language), (
        f"expected the subject to mention the member's password or access; it is {reset_mail.subject!r}"
    )


@pytest.mark.documented(WITH_A_LINK)
def test_the_html_and_text_parts_contain_the_same_link(parts: dict[str, Message], mailbox: Mailbox) -> None:
    html, text = ({link.target for link in mailbox.links_in(parts[name])} for name in ("HTML", "text"))

    assert html, "expected a reset link in the HTML part; there is none"
    assert text, "expected a reset link in the text part; there is none"
    assert html == text, "expected the same link in HTML and text; they differ"


@pytest.mark.statement(10)
@pytest.mark.hardening(
    "OWASP Forgot Password: a token expires after an appropriate period; the lifetime that the mail states is correct"
)
def test_the_mail_states_the_correct_lifetime_of_the_link(stated_lifetimes: list[float], token_lifetime: float) -> None:
    right = [said for said in stated_lifetimes if abs(said - token_lifetime) <= token_lifetime * ROUNDING]

    if not right and len(stated_lifetimes) > 1:
        raise not_verifiable("several times in the mail could be the link's", needs="a mail that states one")
    assert right, (
        f"expected the mail to state the lifetime of its token, {in_words(token_lifetime)}; "
        f"it states {in_words(stated_lifetimes[0])}"
    )


@pytest.mark.statement(32)
@pytest.mark.hardening("OWASP Forgot Password: passwords are never sent by email")
@pytest.mark.usefixtures("own_password")  # known, so that it would be found
def test_the_mail_contains_no_password(member: Member, portal_api: PortalApi, mailbox: Mailbox) -> None:
    portal_api.start_password_reset(member.email)
    mail = mailbox.wait_for_reset_mail()

    found = passwords_in(mail)
    assert not found, f"expected no password in the mail; it contains {listed(found)}"


@pytest.mark.statement(33)
@pytest.mark.hardening("OWASP Forgot Password: third parties learn nothing of the reset")
def test_opening_the_mail_does_not_reveal_who_opened_it(
    reset_mail: Message, another_reset_mail: Message, target: Target
) -> None:
    fetched = fetched_on_opening(reset_mail.html)

    third_parties = hosts_of(fetched) - {urlsplit(target.portal_url).hostname}
    assert not third_parties, (
        f"expected the mail to fetch nothing from third parties; it does from {listed(third_parties)}"
    )
    # The portal's own logo is the same in every mail; an address that differs identifies the reader.
    personal = hosts_of(set(fetched) - set(fetched_on_opening(another_reset_mail.html)))
    assert not personal, (
        f"expected no tracker in the mail; it fetches an address of {personal} that no other mail fetches"
    )


@pytest.mark.documented("The flow, 3: the link opens the Password reset view")
def test_the_links_to_the_portal_work(portal: Portal, reset_mail: Message, mailed_link: ResetLink) -> None:
    # Opened in a browser that has passed the gate, which Mailpit's own check has not.
    own = [url for url in reset_mail.links() if urlsplit(url).hostname == urlsplit(mailed_link.url).hostname]
    statuses = {printable(url): status_of(portal, url) for url in own}

    assert statuses, "expected the mail to link to the portal; it does not"
    broken = {address: status for address, status in statuses.items() if not 200 <= status < 400}
    assert not broken, f"expected each link to the portal to work; broken are {listed(broken)}"


@pytest.mark.hardening("WCAG 2.2, 2.4.4: the purpose of a link is clear; a broken one has none")
def test_the_links_to_other_sites_work(link_check: LinkCheck, target: Target) -> None:
    failed = [link for link in link_check.broken if not is_on_portal(link.url, target)]

    unclear = [link for link in failed if link.blocked or link.status_code in UNCLEAR]
    broken = [printable(link.url) for link in failed if link not in unclear]
    assert not broken, f"expected each link to another site to work; broken are {listed(broken)}"
    expect_all_answered([printable(link.url) for link in unclear])


@pytest.mark.hardening("caniemail.com, as Mailpit checks it: mail clients support what the mail uses")
def test_mail_clients_support_the_html_of_the_mail(html_check: HTMLCheck) -> None:
    supported = html_check.supported + html_check.partial

    assert supported >= LEAST_SUPPORT, (
        f"expected mail clients to support at least {LEAST_SUPPORT} % of the mail's HTML; found {supported:.0f} %, "
        f"for {listed([warning.title for warning in html_check.warnings[:5]])}"
    )


@pytest.mark.statement(31, 32)
@pytest.mark.hardening(NOTICE)
def test_the_member_is_notified_of_the_password_change(
    member: Member,
    mailed_link: ResetLink,
    portal_api: PortalApi,
    mailbox: Mailbox,
    new_password: Secret,
) -> None:
    portal_api.reset_password(mailed_link.token, new_password)

    notice = expect_next_mail(mailbox, "a notice that the password was changed")
    to = [someone.address.lower() for someone in notice.to]
    assert to == [member.email.lower()], f"expected the notice to go to the member only; it went to {listed(to)}"
    found = passwords_in(notice)
    assert not found, f"expected no password in the notice; it contains {listed(found)}"


def expect_all_answered(unclear: list[str]) -> None:
    """Each link was answered in a way that says whether it works."""
    if unclear:
        raise not_verifiable(f"no clear answer from {', '.join(unclear)}", needs="sites that answer Mailpit's check")


def status_of(portal: Portal, url: str) -> int:
    """The status with which an address is answered to the browser; 0 if it has none."""
    portal.page.goto("about:blank")
    answer = portal.page.goto(url)
    return answer.status if answer else 0


def is_on_portal(url: str, target: Target) -> bool:
    """Whether an address is on the host of the portal."""
    return urlsplit(url).hostname == urlsplit(target.portal_url).hostname


def expect_next_mail(mailbox: Mailbox, what: str) -> Message:
    """One more mail arrives."""
    try:
        return mailbox.wait_for_next_mail()
    except MailpitAssertionError as error:
        raise AssertionError(f"expected {what}; no mail arrived.\n{error}") from None


def printable(url: str) -> str:
    """An address that can be printed: a reset link without its token."""
    link = find_reset_link(url)
    return link.address if link else url
