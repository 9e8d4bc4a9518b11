"""Invalid links."""

import time

import pytest
from playwright.sync_api import expect

from e2e.expectations import (
    expect_error_shown,
    expect_no_message,
    expect_not_signed_in,
    expect_password_unchanged,
    expect_refused_token,
    expect_sign_in_view,
    expect_signed_in,
)
from fixtures import (
    ExpiredLink,
    Mailbox,
    Member,
    OpenPortal,
    Portal,
    PortalApi,
    ResetLink,
    Secret,
    SuccessTexts,
    UsedLink,
    endpoints,
)
from testkit.attacks.broken_links import UNREADABLE_LINKS, BrokenLink, expired_long_ago, with_changed_character

SILENT_REDIRECT = "Password Reset: token missing, malformed or expired: silent redirect to the sign-in view"
RESTART = "Complete Password Reset: 400 where the token is invalid, expired or already used; the member must restart"
WELL_PAST = 600  # seconds after `exp`, so that no tolerance for clocks keeps the link alive
WELL_BEFORE = 60


@pytest.mark.smoke
@pytest.mark.statement(10)
@pytest.mark.documented(SILENT_REDIRECT)
def test_an_expired_link_redirects_silently_to_the_sign_in_view(
    portal: Portal, member: Member, mailbox: Mailbox, portal_api: PortalApi, another_tab: OpenPortal
) -> None:
    """An expired link redirects silently to the sign-in view."""
    portal_api.start_password_reset(member.email)
    link = mailbox.wait_for_reset_link()

    portal.clock.set_system_time(link.expires + WELL_PAST)
    portal.reset_password.open(link.url)

    expect_sign_in_view(portal)
    expect_not_signed_in(portal)
    expect_no_message(portal, another_tab())


@pytest.mark.statement(50)
@pytest.mark.documented(SILENT_REDIRECT)
def test_after_an_expired_link_a_new_request_works_in_the_same_browser(
    portal: Portal,
    member: Member,
    own_password: Secret,
    mailbox: Mailbox,
    reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
) -> None:
    portal.clock.set_system_time(reset_link.expires + WELL_PAST)
    portal.reset_password.open(reset_link.url)
    expect_sign_in_view(portal)
    expect_password_unchanged(portal_api, member.with_password(own_password), tried=new_password)

    portal.clock.set_system_time(time.time())
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.request_reset(member.email)
    portal.reset_password.open(mailbox.wait_for_reset_link().url)
    expect(portal.reset_password.form, "the newer link opens the reset view").to_be_visible()
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member, "by a newer link, after an expired one")


@pytest.mark.documented(SILENT_REDIRECT)
def test_after_an_expired_link_the_member_can_sign_in(
    portal: Portal, member: Member, own_password: Secret, reset_link: ResetLink
) -> None:
    """After an expired link, the member can sign in with their password."""
    portal.reset_password.open(expired_long_ago(reset_link))
    expect_sign_in_view(portal)

    portal.sign_in.sign_in(member.email, own_password)

    expect_signed_in(portal, member, "with their own password, after an expired link")


@pytest.mark.documented(SILENT_REDIRECT)
def test_an_expired_link_offers_no_form_after_a_reload(portal: Portal, reset_link: ResetLink) -> None:
    portal.clock.set_system_time(reset_link.expires + WELL_PAST)
    portal.reset_password.open(reset_link.url)
    expect_sign_in_view(portal)

    portal.page.reload()

    expect_sign_in_view(portal)


@pytest.mark.documented(SILENT_REDIRECT)
@pytest.mark.parametrize("broken", UNREADABLE_LINKS, ids=lambda broken: broken.name)
def test_a_link_without_a_readable_token_redirects_silently_to_the_sign_in_view(
    portal: Portal, reset_link: ResetLink, broken: BrokenLink, another_tab: OpenPortal
) -> None:
    """A link without a readable token redirects silently to the sign-in view."""
    portal.reset_password.open(broken.made_from(reset_link))

    expect_sign_in_view(portal)
    expect_not_signed_in(portal)
    expect_no_message(portal, another_tab())


@pytest.mark.statement(9)
@pytest.mark.documented(RESTART)
def test_a_used_link_is_refused_with_an_error(
    portal: Portal, used_link: UsedLink, portal_api: PortalApi, new_password: Secret, success_texts: SuccessTexts
) -> None:
    expect_refused_on_the_view(portal, used_link.link.url, new_password, success_texts)
    expect_password_unchanged(portal_api, used_link.member, tried=new_password)


@pytest.mark.statement(15)
@pytest.mark.hardening("OWASP Forgot Password, single use (inferred): a newer request ends the older link")
def test_a_replaced_link_is_refused_with_an_error(
    portal: Portal,
    member: Member,
    own_password: Secret,
    mailbox: Mailbox,
    reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
    success_texts: SuccessTexts,
) -> None:
    portal_api.start_password_reset(member.email)
    mailbox.wait_for_reset_link()

    expect_refused_on_the_view(portal, reset_link.url, new_password, success_texts)
    expect_password_unchanged(portal_api, member.with_password(own_password), tried=new_password)


@pytest.mark.statement(11)
@pytest.mark.documented(RESTART)
def test_a_link_with_a_damaged_signature_is_refused_with_an_error(
    portal: Portal,
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
    success_texts: SuccessTexts,
) -> None:
    damaged = reset_link.with_token(with_changed_character(reset_link.token, segment=2))

    expect_refused_on_the_view(portal, damaged, new_password, success_texts)
    expect_password_unchanged(portal_api, member.with_password(own_password), tried=new_password)


@pytest.mark.statement(10)
@pytest.mark.documented(RESTART)
def test_a_link_that_expired_at_the_server_is_refused_with_an_error(
    portal: Portal, expired: ExpiredLink, new_password: Secret, success_texts: SuccessTexts
) -> None:
    # The server's clock counts; the browser's is set back so that the view still shows its form.
    portal.clock.set_system_time(expired.link.expires - WELL_BEFORE)

    expect_refused_on_the_view(portal, expired.link.url, new_password, success_texts)
    expect_password_unchanged(expired.portal_api, expired.member, tried=new_password)


@pytest.mark.statement(50)
@pytest.mark.documented(RESTART)
def test_after_a_refused_link_a_new_request_works_in_the_same_browser(
    portal: Portal, used_link: UsedLink, mailbox: Mailbox, new_password: Secret, success_texts: SuccessTexts
) -> None:
    expect_refused_on_the_view(portal, used_link.link.url, new_password, success_texts)

    portal.request_reset(used_link.member.email)
    portal.reset_password.open(mailbox.wait_for_reset_link().url)
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, used_link.member, "by a newer link, after a refused one")


def expect_refused_on_the_view(portal: Portal, url: str, password: Secret, success: SuccessTexts) -> None:
    """The server refuses what the form sends; the view shows an error, and nobody is signed in."""
    portal.reset_password.open(url)
    portal.enter_password(password)
    before = portal.screen.texts()

    with portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion:
        portal.reset_password.submit()

    expect_refused_token(completion.value.answer)
    expect_error_shown(portal, before, success=success.no_errors_of_reset)
    expect_not_signed_in(portal)
