"""The session after a reset."""

from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from e2e.expectations import (
    expect_exchange_refused,
    expect_member_area,
    expect_no_session,
    expect_profiles_of,
    expect_shown,
    expect_signed_in,
    expect_signed_out,
)
from fixtures import (
    CopyBrowser,
    CopySession,
    Mailbox,
    Member,
    OpenPortal,
    PageCall,
    Portal,
    PortalApi,
    ResetLink,
    Secret,
    endpoints,
)
from testkit.api.judged import end_unless_judged

AUTOMATIC = "Complete Password Reset: signing the customer in automatically without an extra login step"


@pytest.mark.documented(AUTOMATIC)
def test_the_link_signs_the_member_in_on_another_browser(
    portal: Portal, another_browser: OpenPortal, member: Member, mailbox: Mailbox, new_password: Secret
) -> None:
    portal.request_reset(member.email)
    link = mailbox.wait_for_reset_link()

    elsewhere = another_browser()
    sign_in_by_reset(elsewhere, link, new_password)

    expect_signed_in(elsewhere, member)


@pytest.mark.documented(AUTOMATIC)
def test_a_reset_replaces_the_session_of_another_member(
    portal: Portal, member: Member, another_member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.sign_in.open()
    portal.sign_in.sign_in(another_member.email, another_member.password or "")
    expect_member_area(portal, another_member)

    sign_in_by_reset(portal, reset_link, new_password)

    expect_signed_in(portal, member)


@pytest.mark.documented("List Customer Profiles: called at every start, also when a signed-in member opens a link")
def test_opening_a_reset_link_while_signed_in_calls_profiles(
    portal: Portal, member: Member, own_password: Secret, reset_link: ResetLink
) -> None:
    """Opening a reset link while signed in calls coworkers/profiles."""
    portal.sign_in.open()
    portal.sign_in.sign_in(member.email, own_password)
    expect_member_area(portal, member)

    with portal.calls.expect(endpoints.PROFILES, "when a signed-in member opens a reset link") as profiles:
        portal.reset_password.open(reset_link.url)

    expect_profiles_of(profiles.value.answer, member)


@pytest.mark.documented(AUTOMATIC)
def test_the_landing_page_opens_again_in_the_same_tab(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    sign_in_by_reset(portal, reset_link, new_password)
    expect_member_area(portal, member)
    landed = portal.page.url

    portal.page.goto("about:blank")
    with portal.calls.expect(endpoints.PROFILES) as profiles:
        portal.page.goto(landed)

    expect_profiles_of(profiles.value.answer, member)
    expect_signed_in(portal, member, "when the landing page is opened again")


@pytest.mark.hardening("OWASP ASVS 7.4.1: sign-out ends the session in the browser")
def test_after_sign_out_the_landing_page_asks_to_sign_in(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    """After sign-out, the landing page asks to sign in."""
    sign_in_by_reset(portal, reset_link, new_password)
    expect_member_area(portal, member)
    landed = portal.page.url

    portal.dashboard.sign_out(member)
    expect_signed_out(portal)
    portal.page.goto(landed)

    expect_signed_out(portal)


@pytest.mark.hardening("OWASP ASVS 7.4.1: sign-out ends the session at the server")
def test_after_sign_out_a_copied_session_is_refused(
    portal: Portal,
    member: Member,
    reset_link: ResetLink,
    copy_session: CopySession,
    copy_browser: CopyBrowser,
    new_password: Secret,
) -> None:
    """After sign-out, a copied session is refused."""
    session = copy_session(sign_in_by_reset(portal, reset_link, new_password))
    expect_member_area(portal, member)
    landed, copy = portal.page.url, copy_browser(portal)

    portal.dashboard.sign_out(member)
    expect_signed_out(portal)

    expect_no_session(session.profiles(), "a copy of the session after sign-out")
    copy.page.goto(landed)
    expect_signed_out(copy, "in a copy of the browser")


@pytest.mark.statement(28)
@pytest.mark.hardening("OWASP ASVS 7.2.4: each sign-in starts a new session with a new identifier")
def test_the_reset_starts_a_new_session(
    portal: Portal, member: Member, own_password: Secret, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.sign_in.open()
    with portal.calls.expect(endpoints.PROFILES, after=endpoints.TOKEN) as before:
        portal.sign_in.sign_in(member.email, own_password)
    expect_member_area(portal, member)

    after = sign_in_by_reset(portal, reset_link, new_password)

    assert after.credentials != before.value.credentials, (
        "expected the reset to start a new session; the page still uses the old one"
    )


@pytest.mark.statement(33)
@pytest.mark.hardening("OWASP Forgot Password: the token does not stay in the address, where it is logged and copied")
def test_the_token_is_removed_from_the_address_bar(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    sign_in_by_reset(portal, reset_link, new_password)
    expect_member_area(portal, member)

    address = unquote(portal.page.url)
    assert reset_link.token not in address, "expected an address without the reset token; the address bar shows it"


@pytest.mark.statement(9)
@pytest.mark.hardening("OWASP Forgot Password: the link works once; neither history nor a reload restores its form")
def test_history_back_does_not_restore_the_form(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.sign_in.open()
    portal.page.goto(reset_link.url)  # in the same tab, so that history has a view to go back to
    portal.reset_password.set_password(new_password)
    expect_member_area(portal, member)

    portal.page.go_back()
    portal.page.reload()  # shows what the address itself gives, nothing kept from before

    found = portal.dashboard.marks_of(member).or_(portal.sign_in.password).or_(portal.reset_password.new_password)
    expect_shown(portal, found, "history back to show a view")
    expect(portal.reset_password.form, "history back offers no form for a new password").to_have_count(0)


@pytest.mark.documented("Get a bearer token: must_reset_password, until the member has reset the password")
@pytest.mark.new_customer
def test_a_temporary_password_stops_working_after_the_reset(
    portal: Portal, temporary_member: Member, mailbox: Mailbox, portal_api: PortalApi, new_password: Secret
) -> None:
    portal_api.start_password_reset(temporary_member.email)

    sign_in_by_reset(portal, mailbox.wait_for_reset_link(), new_password)

    expect_member_area(portal, temporary_member)
    answer = portal_api.sign_in(temporary_member.email, new_password)
    assert answer.status == 200, f"expected the new password to sign in; found {answer.envelope.get('error')}"
    assert not portal_api.lets_in(temporary_member.email, temporary_member.password or ""), (
        "expected the temporary password to be refused after the reset; it signs in"
    )


@pytest.mark.statement(29, 30)
@pytest.mark.hardening("OWASP ASVS 6.4.3: a reset does not get around the second factor")
def test_a_member_with_two_factor_sign_in_cannot_sign_in_by_mail_alone(
    two_factor_member: Member, two_factor_mailbox: Mailbox, portal_api: PortalApi, new_password: Secret
) -> None:
    """A member with two-factor sign-in cannot sign in by mail alone."""
    portal_api.start_password_reset(two_factor_member.email)
    link = two_factor_mailbox.wait_for_reset_link()

    answer = portal_api.complete_password_reset(link.token, new_password)

    end_unless_judged(answer, "a reset by a member with a second factor")
    value = answer.envelope.get("Value")
    expect_exchange_refused(portal_api.exchange(value), "the Value of a reset that needs a second factor")
    assert not portal_api.lets_in(two_factor_member.email, new_password), (
        "expected a second factor to be required; the new password alone signs in"
    )


@pytest.mark.documented("Get a bearer token: 400 with two_factor_auth_check where a second factor is missing")
def test_a_member_with_a_second_factor_is_asked_for_it(
    two_factor_member: Member, two_factor_mailbox: Mailbox, portal_api: PortalApi, new_password: Secret
) -> None:
    portal_api.start_password_reset(two_factor_member.email)
    portal_api.complete_password_reset(two_factor_mailbox.wait_for_reset_link().token, new_password)

    answer = portal_api.sign_in(two_factor_member.email, new_password)

    assert answer.status == 400, f"expected a sign-in without the second factor to be refused with 400; found {answer}"
    assert answer.envelope.get("error") == "two_factor_auth_check", (
        f"expected the error two_factor_auth_check; found {answer}"
    )


def sign_in_by_reset(portal: Portal, link: ResetLink, password: Secret) -> PageCall:
    """Open the link, set the password, and return the page's call to coworkers/profiles."""
    portal.reset_password.open(link.url)
    with portal.calls.expect(endpoints.PROFILES, after=endpoints.EXCHANGE) as profiles:
        portal.reset_password.set_password(password)
    return profiles.value
