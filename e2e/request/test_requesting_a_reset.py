"""Requesting a reset."""

import pytest
from playwright.sync_api import Locator, expect
from pytest_mailpit import Message

from e2e.expectations import expect_confirmation, expect_shown, expect_sign_in_view
from fixtures import LaterMail, Mailbox, Member, Portal, PortalApi, ResetLink, Secret, endpoints
from testkit.network.interference import held_back
from testkit.network.outside import host_behind

RECOVERY = "Password Recovery: an email field, a Reset password button, a confirmation message that the email was sent"
START = "Start Password Reset: triggers the password-reset email"


@pytest.mark.documented(RECOVERY)
def test_requesting_a_reset_from_the_sign_in_view_shows_a_confirmation(portal: Portal, member: Member) -> None:
    """Requesting a reset from the sign-in view shows a confirmation."""
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.enter_email(member.email)
    before = portal.screen.texts()

    with portal.calls.expect(endpoints.START_PASSWORD_RESET) as request:
        portal.forgot_password.submit()

    assert request.value.status == 200, f"expected the request to be accepted; found {request.value.answer}"
    expect_confirmation(portal, before)


@pytest.mark.documented("Start Password Reset: JSON email (required) and businessId (optional)")
def test_the_page_sends_one_request_with_the_address_and_the_location(
    portal: Portal, member: Member, portal_api: PortalApi
) -> None:
    location = portal_api.business_id()

    with portal.calls.expect(endpoints.START_PASSWORD_RESET) as request:
        portal.request_reset(member.email)
    portal.calls.wait_until_answered()  # a second request would have been sent by now

    sent = request.value.sent
    assert sent.get("email") == member.email, f"expected the address as typed; sent was {sent.get('email')!r}"
    assert sent.get("businessId", location) == location, (
        f"expected the businessId of this location, {location}; sent was {sent.get('businessId')!r}"
    )
    expect_one_request(portal)


@pytest.mark.documented("Start Password Reset: 200 with WasSuccessful true and Value null")
def test_the_server_confirms_the_request_with_value_null(portal: Portal, member: Member) -> None:
    """The server confirms the request with Value: null."""
    with portal.calls.expect(endpoints.START_PASSWORD_RESET) as request:
        portal.request_reset(member.email)

    answer = request.value.answer
    assert answer.status == 200, f"expected the request to be accepted; found {answer}"
    assert answer.envelope.get("WasSuccessful") is True, f"expected WasSuccessful: true; found {answer}"
    assert answer.kind_of_value == "null", f"expected Value: null; found {answer.kind_of_value}"


@pytest.mark.documented("Password Recovery: a spinner while it works")
def test_a_spinner_is_shown_until_the_answer_arrives(portal: Portal, member: Member) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.enter_email(member.email)
    resting = portal.screen.busy_indicators()

    with held_back(portal.page, endpoints.START_PASSWORD_RESET):
        portal.forgot_password.submit()
        works = portal.screen.becomes_busy(resting)

    assert works, "expected a spinner until the answer arrives; nothing on the view shows progress"
    assert portal.screen.becomes_idle(resting), "expected the spinner to disappear with the answer; it is still shown"


@pytest.mark.documented(START)
def test_a_double_click_sends_one_request_and_one_mail(
    portal: Portal, member: Member, mailbox: Mailbox, later_mail: LaterMail
) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()

    with held_back(portal.page, endpoints.START_PASSWORD_RESET):
        portal.forgot_password.request_reset_with_double_click(member.email)
    mailbox.wait_for_reset_mail()

    expect_one_request(portal)
    expect_one_mail(later_mail.mails_before(member, mailbox))


@pytest.mark.hardening("WCAG 2.2, 2.1.1: everything works by keyboard; Enter in a field submits its form")
def test_pressing_enter_sends_one_request_and_one_mail(
    portal: Portal, member: Member, mailbox: Mailbox, later_mail: LaterMail
) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.enter_email(member.email)
    expect(portal.forgot_password.reset_button, "the button works once there is an address").to_be_enabled()

    with portal.calls.expect(endpoints.START_PASSWORD_RESET):
        portal.forgot_password.submit_with_enter()
    mailbox.wait_for_reset_mail()

    expect_one_request(portal)
    expect_one_mail(later_mail.mails_before(member, mailbox))


@pytest.mark.hardening(
    "OWASP Forgot Password: a mailbox is not flooded; a reload repeats no request that was sent before"
)
def test_reloading_after_a_request_sends_no_second_mail(
    portal: Portal, member: Member, mailbox: Mailbox, later_mail: LaterMail
) -> None:
    with portal.calls.expect(endpoints.START_PASSWORD_RESET):
        portal.request_reset(member.email)
    mailbox.wait_for_reset_mail()

    portal.page.reload()
    portal.calls.wait_until_answered()  # a second request would have been sent by now

    expect_one_request(portal)
    expect_one_mail(later_mail.mails_before(member, mailbox))


@pytest.mark.documented("Password Recovery: Go to Inbox shortcuts for Gmail, Outlook, iCloud and Yahoo")
def test_the_inbox_shortcuts_lead_to_the_four_providers(portal: Portal, member: Member) -> None:
    portal.request_reset(member.email)

    expect_leads_to(portal, "Gmail", "google.com", "gmail.com")
    expect_leads_to(portal, "Outlook", "outlook.com", "live.com", "office.com", "microsoft.com", "office365.com")
    expect_leads_to(portal, "iCloud", "icloud.com", "apple.com")
    expect_leads_to(portal, "Yahoo", "yahoo.com")


@pytest.mark.documented("Password Recovery: a Back to sign in link on each state of the view")
def test_back_to_sign_in_is_offered_before_and_after_the_request(portal: Portal, member: Member) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    expect(portal.forgot_password.email, "the recovery view is shown").to_be_visible()
    before = portal.screen.texts()
    expect_way_back(portal, "before the request")

    portal.request_reset(member.email)
    expect_confirmation(portal, before)
    expect_way_back(portal, "once the mail is confirmed")


@pytest.mark.hardening("RFC 5321, 2.4: mailboxes should not differ only in upper and lower case")
def test_the_address_may_be_typed_in_upper_case(portal: Portal, member: Member, mailbox: Mailbox) -> None:
    portal.request_reset(member.email.upper())

    expect_opens_form_for(portal, mailbox.wait_for_reset_link(), member)


@pytest.mark.hardening("RFC 5321, 2.4: mailboxes should not differ only in upper and lower case")
@pytest.mark.new_customer
def test_an_address_registered_with_capitals_receives_the_mail(
    portal: Portal, member_with_capitals: Member, mailbox: Mailbox
) -> None:
    portal.request_reset(member_with_capitals.email)

    expect_opens_form_for(portal, mailbox.wait_for_reset_link(), member_with_capitals)


@pytest.mark.hardening("RFC 5322, 3.4.1: white space around an address is not part of it")
def test_spaces_around_the_address_are_ignored(portal: Portal, member: Member, mailbox: Mailbox) -> None:
    portal.request_reset(f"  {member.email} ")

    expect_opens_form_for(portal, mailbox.wait_for_reset_link(), member)


@pytest.mark.statement(8)
@pytest.mark.documented(START)
def test_two_requests_send_two_mails_with_different_tokens(
    portal: Portal, member: Member, mailbox: Mailbox, later_mail: LaterMail
) -> None:
    portal.request_reset(member.email)
    first = mailbox.wait_for_reset_link()
    portal.request_reset(member.email)
    second = mailbox.wait_for_reset_link()

    later_mail.wait()
    count = len(mailbox.reset_mails())
    assert count == 2, f"expected two requests to send two mails; {count} arrived"
    assert first.token != second.token, "expected a different token in each mail; both have the same"


@pytest.mark.statement(4)
@pytest.mark.hardening("OWASP Forgot Password: no change to the account until a valid token is presented")
def test_a_request_alone_does_not_change_the_password(
    portal: Portal, member: Member, own_password: Secret, mailbox: Mailbox, portal_api: PortalApi
) -> None:
    portal.request_reset(member.email)
    link = mailbox.wait_for_reset_link()
    expect_password_works(portal_api, member, own_password, "after the request")

    portal.reset_password.open(link.url)
    expect(portal.reset_password.new_password, "the reset view is shown").to_be_visible()
    expect_password_works(portal_api, member, own_password, "while the link is open")


@pytest.mark.statement(4)
@pytest.mark.hardening("OWASP Forgot Password: no change to the account until a valid token is presented")
def test_a_request_alone_ends_no_session(
    member: Member, mailbox: Mailbox, portal_api: PortalApi, own_bearer: Secret
) -> None:
    portal_api.start_password_reset(member.email)
    mailbox.wait_for_reset_mail()

    answer = portal_api.profiles(own_bearer)

    assert answer.status == 200, f"expected the request to end no session; coworkers/profiles answers {answer}"


@pytest.mark.documented("Password Recovery: an email field, a Reset password button")
def test_reloading_the_recovery_view_stays_on_it(portal: Portal) -> None:
    portal.sign_in.open()
    address_of_sign_in = portal.page.url
    portal.sign_in.forgot_password_link.click()
    expect(portal.forgot_password.email, "the recovery view is shown").to_be_visible()
    shown_again = what_a_reload_shows(portal, address_of_sign_in)

    portal.page.reload()

    expect_shown(portal, shown_again, "the recovery view after the reload")


@pytest.mark.hardening("HTML Standard, 7.4: the browser's Back button leads to the view before")
def test_history_back_leads_from_the_recovery_view_to_the_sign_in_view(portal: Portal) -> None:
    """History back leads from the recovery view to the sign-in view."""
    portal.sign_in.open()
    expect_sign_in_view(portal)
    entries = portal.page.evaluate("history.length")
    portal.sign_in.forgot_password_link.click()
    expect(portal.forgot_password.email, "the recovery view is shown").to_be_visible()

    go_back(portal, entries)

    expect_sign_in_view(portal)


def go_back(portal: Portal, entries: int) -> None:
    """Press Back; a dialog that added nothing to the tab's history, which had so many entries, is left by its link."""
    if portal.page.evaluate("history.length") > entries:
        portal.page.go_back()
    else:
        portal.forgot_password.back_to_sign_in_link.click()


def what_a_reload_shows(portal: Portal, address_of_sign_in: str) -> Locator:
    """The recovery view; where it is a dialog without an address of its own, a reload may close it.

    Then the page below is shown: the sign-in view, or one with a way to it, if sign-in is such a dialog as well.
    """
    is_a_dialog = portal.page.url == address_of_sign_in
    email = portal.forgot_password.email
    return email.or_(portal.sign_in.password).or_(portal.sign_in.way_in).first if is_a_dialog else email


def expect_way_back(portal: Portal, when: str) -> None:
    """The view has a link back to the sign-in view, and it works."""
    expect(portal.forgot_password.back_to_sign_in_link, f"the view has a link back to sign-in {when}").to_be_visible()
    portal.forgot_password.back_to_sign_in_link.click()
    expect_sign_in_view(portal)


def expect_one_request(portal: Portal) -> None:
    """The page sent one request."""
    count = len(portal.calls.made(endpoints.START_PASSWORD_RESET))
    assert count == 1, f"expected the page to send one request; it sent {count}"


def expect_one_mail(mails: list[Message]) -> None:
    """One request sent one reset mail."""
    assert len(mails) == 1, f"expected one request to send one mail; it sent {len(mails)}"


def expect_leads_to(portal: Portal, provider: str, *domains: str) -> None:
    """The provider's shortcut leads to a host of that provider."""
    shortcut = portal.forgot_password.inbox_shortcut(provider)
    expect(shortcut, f"the confirmation offers a shortcut to {provider}").to_be_visible()
    host = host_behind(shortcut)
    at_home = [domain for domain in domains if host == domain or host.endswith(f".{domain}")]
    assert at_home, f"expected the {provider} shortcut to lead to {domains[0]}; it leads to {host or 'nowhere'}"


def expect_opens_form_for(portal: Portal, link: ResetLink, member: Member) -> None:
    """The link opens the reset view for this member."""
    owners = {str(value).lower() for value in link.claims.values()}
    assert member.email.lower() in owners, "expected a link of this member; its token has another address"
    portal.reset_password.open(link.url)
    expect(portal.reset_password.new_password, "the link opens the reset view").to_be_visible()


def expect_password_works(portal_api: PortalApi, member: Member, password: Secret, when: str) -> None:
    """The member's own password signs in."""
    signs_in = portal_api.lets_in(member.email, password)
    assert signs_in, f"expected the member's password to stay valid {when}; it no longer signs in"
