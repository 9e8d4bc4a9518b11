"""The mail."""

import re
import time
from urllib.parse import urlsplit

import pytest
from pytest_mailpit import HTMLCheck, LinkCheck, MailpitAssertionError, MailpitClient, Message

from fixtures import Environment, LaterMail, Mailbox, Member, PortalApi, ResetLink, Secret, Target, endpoints
from fixtures.mail import passwords_in, recipients_of, urls_in
from testkit.mail.html import fetched_on_opening, hosts_of
from testkit.mail.reset_link import find_reset_link

START = "Start Password Reset: triggers the password-reset email"
WITH_A_LINK = "The flow, 2: the server sends an email with a link"
NOTICE = "NIST SP 800-63B-4, 4.6: the subscriber is notified of the change"
A_ROUND_NUMBER = 0.2  # how far from the truth one is who says "an hour"
MOST_CLIENTS = 80  # percent of what the mail uses, understood by mail clients at least in part


@pytest.mark.statement(3)
@pytest.mark.documented(START)
def test_one_request_sends_one_mail(
    reset_mail: Message, new_member: Member, mailbox: Mailbox, later_mail: LaterMail
) -> None:
    mails = later_mail.comes_to(new_member, mailbox)

    assert len(mails) == 1, f"expected one request to bring one mail; it brought {len(mails)}"
    assert mails[0].id == reset_mail.id, "expected the first mail to stay; another one has taken its place"


@pytest.mark.documented(WITH_A_LINK)
def test_the_mail_arrives_in_time(
    new_member: Member, mailbox: Mailbox, portal_api: PortalApi, environment: Environment
) -> None:
    asked = time.monotonic()
    portal_api.start_password_reset(new_member.email)
    mailbox.wait_for_reset_mail()

    taken, budget = time.monotonic() - asked, environment.mailpit.wait_seconds
    assert taken <= budget, f"expected the mail within {budget:g} s; it took {taken:.1f} s"


@pytest.mark.statement(3)
@pytest.mark.documented("Complete Password Reset: the link is sent to the customer's email")
def test_the_mail_goes_to_the_member_only(
    reset_mail: Message,
    mailed_link: ResetLink,
    new_member: Member,
    mailpit: MailpitClient,
    later_mail: LaterMail,
) -> None:
    later_mail.comes()

    named = sorted(str(someone.address).lower() for someone in (*reset_mail.to, *reset_mail.cc, *reset_mail.bcc))
    assert named == [new_member.email.lower()], f"expected the member alone as recipient; the mail went to {named}"
    others = recipients_of(mailed_link, mailpit) - {new_member.email.lower()}
    assert not others, f"expected nobody else to get this link; it went to {sorted(others)} as well"


@pytest.mark.hardening("RFC 5322, 3.6.2 and 3.6.5: From says who wrote, Subject says what about")
def test_sender_and_subject_name_the_location_and_the_purpose(reset_mail: Message, portal_api: PortalApi) -> None:
    location = str(portal_api.call("GET", endpoints.CURRENT_BUSINESS).envelope.get("Name", ""))
    shown = f"{reset_mail.sender} {reset_mail.subject}"

    assert re.fullmatch(r"[^@\s]+@[^@\s]+", reset_mail.sender.address), (
        f"expected a sender with an address; found {reset_mail.sender}"
    )
    assert says_who(shown, location), f"expected sender or subject to name {location!r}; they are {shown!r}"
    assert says_what(reset_mail.subject), (
        f"expected the subject to say that this is about the member's password or access; it is {reset_mail.subject!r}"
    )


@pytest.mark.documented(WITH_A_LINK)
def test_the_html_and_text_parts_contain_the_same_link(parts: dict[str, Message]) -> None:
    html, text = urls_in(parts["HTML"]), urls_in(parts["text"])

    assert html, "expected a reset link in the HTML part; there is none"
    assert text, "expected a reset link in the text part; there is none"
    assert html == text, "expected HTML and text to carry the same link; they differ"


@pytest.mark.statement(10)
@pytest.mark.hardening("OWASP FP: a token expires after an appropriate period; what the mail says of it is true")
def test_the_mail_states_the_correct_lifetime_of_the_link(spoken_lifetimes: list[float], token_lifetime: float) -> None:
    nearest = min(spoken_lifetimes, key=lambda said: abs(said - token_lifetime))

    assert abs(nearest - token_lifetime) <= token_lifetime * A_ROUND_NUMBER, (
        f"expected the mail to name the time that its link works, {token_lifetime / 60:g} minutes by the token; "
        f"it names {nearest / 60:g} minutes"
    )


@pytest.mark.statement(32)
@pytest.mark.hardening("OWASP FP: passwords are never sent by email")
def test_the_mail_contains_no_password(member: Member, portal_api: PortalApi, mailbox: Mailbox) -> None:
    portal_api.start_password_reset(member.email)
    mail = mailbox.wait_for_reset_mail()

    found = passwords_in(mail)
    assert not found, f"expected no password in the mail; it contains {found}"


@pytest.mark.statement(33)
@pytest.mark.hardening("OWASP FP: nothing of the reset is handed to third parties")
def test_opening_the_mail_does_not_reveal_who_opened_it(
    reset_mail: Message, another_reset_mail: Message, target: Target
) -> None:
    fetched = fetched_on_opening(reset_mail.html)

    third_parties = hosts_of(fetched) - {urlsplit(target.portal_url).hostname}
    assert not third_parties, f"expected the mail to fetch nothing from third parties; it does from {third_parties}"
    # The portal's own logo is the same in everybody's mail; what differs says who opens it.
    personal = hosts_of(set(fetched) - set(fetched_on_opening(another_reset_mail.html)))
    assert not personal, f"expected no tracker in the mail; it fetches from {personal} what no other mail fetches"


@pytest.mark.documented("The flow, 3: the link opens the Password reset view")
def test_all_links_in_the_mail_work(link_check: LinkCheck) -> None:
    broken = [shown(link.url) for link in link_check.broken]

    assert not broken, f"expected each link in the mail to lead somewhere; broken are {broken}"


@pytest.mark.hardening("caniemail.com, as Mailpit checks it: mail clients support what the mail uses")
def test_mail_clients_support_the_html_of_the_mail(html_check: HTMLCheck) -> None:
    understood = html_check.supported + html_check.partial

    assert understood >= MOST_CLIENTS, (
        f"expected mail clients to support at least {MOST_CLIENTS} % of the mail's HTML; found {understood:.0f} %, "
        f"for {[warning.title for warning in html_check.warnings[:5]]}"
    )


@pytest.mark.statement(31, 32)
@pytest.mark.hardening(NOTICE)
def test_the_member_is_notified_of_the_password_change(
    new_member: Member,
    mailed_link: ResetLink,
    portal_api: PortalApi,
    mailbox: Mailbox,
    new_password: Secret,
) -> None:
    portal_api.complete_password_reset(mailed_link.token, new_password)

    notice = expect_next_mail(mailbox, "a notice that the password was changed")
    to = [someone.address.lower() for someone in notice.to]
    assert to == [new_member.email.lower()], f"expected the notice to go to the member alone; it went to {to}"
    found = passwords_in(notice)
    assert not found, f"expected no password in the notice; it contains {found}"


def expect_next_mail(mailbox: Mailbox, what: str) -> Message:
    """One more mail reaches the member, within the time that any mail has."""
    try:
        return mailbox.wait_for_next_mail()
    except MailpitAssertionError:
        raise AssertionError(f"expected {what} to reach the member; no mail came") from None


def says_who(text: str, location: str) -> bool:
    """Whether a text names the location, by its whole name or by a word of it that stands out."""
    words = [word for word in re.findall(r"\w+", location.lower()) if len(word) > 3]
    return any(word in text.lower() for word in [location.lower(), *words])


def says_what(subject: str) -> bool:
    """Whether a subject speaks of a password or of getting in, in whatever words."""
    words = r"passwor[dt]|passcode|reset|recover|access|account|sign|log|\bkeys?\b|forg[eo]t|\b(back|get|getting) in"
    return bool(re.search(words, subject, re.IGNORECASE))


def shown(url: str) -> str:
    """An address as it may be printed: a reset link without its token."""
    link = find_reset_link(url)
    return link.address if link else url
