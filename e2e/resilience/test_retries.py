"""Second attempts."""

import pytest
from playwright.sync_api import expect

from e2e.expectations import (
    expect_member_area,
    expect_shown,
    expect_signed_in,
    expect_trying_again_to_work,
    visible_headings,
)
from fixtures import LaterMail, Mailbox, Member, PasswordFactory, Portal, PortalApi, ResetLink, Secret, endpoints
from testkit.api.page_calls import is_call
from testkit.network.interference import NETWORK_FAULTS, NetworkFault, dropped, held_back
from testkit.text import listed

GRACEFUL = "ASVS 16.5.3: the application fails gracefully, and a retry works"


@pytest.mark.documented("Complete Password Reset: sets the new password")
def test_a_second_attempt_sets_the_password_that_was_typed_last(
    portal: Portal, member: Member, reset_link: ResetLink, portal_api: PortalApi, new_password_factory: PasswordFactory
) -> None:
    first, second = new_password_factory(), new_password_factory()
    portal.reset_password.open(reset_link.url)
    with dropped(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        submit_and_see_the_error(portal, first)

    portal.reset_password.set_password(second)

    expect_member_area(portal, member, "by the second attempt")
    assert portal_api.lets_in(member.email, second), (
        "expected the password of the second attempt to sign in; it is refused"
    )


@pytest.mark.hardening(GRACEFUL)
def test_a_reset_can_be_retried_after_each_of_several_failures(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    with dropped(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        before = submit_and_see_the_error(portal, new_password)
        with portal.page.expect_event("requestfailed", lambda call: is_call(call, endpoints.COMPLETE_PASSWORD_RESET)):
            portal.reset_password.set_password(new_password)
        assert portal.screen.new_texts(before), "expected an error after the second failure as well; there is none"

    portal.reset_password.enter_password(new_password)
    expect(portal.reset_password.reset_button, "the button works again after the second failure").to_be_enabled()
    portal.reset_password.submit()

    expect_signed_in(portal, member, "by the third attempt")


@pytest.mark.hardening(GRACEFUL)
def test_a_second_attempt_sends_the_password_once(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    with dropped(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        submit_and_see_the_error(portal, new_password)
    sent = len(portal.calls.made(endpoints.COMPLETE_PASSWORD_RESET))

    portal.reset_password.enter_password(new_password)
    portal.reset_password.new_password.blur()
    with held_back(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.reset_button.dblclick()

    expect_member_area(portal, member, "by the second attempt")
    again = len(portal.calls.made(endpoints.COMPLETE_PASSWORD_RESET)) - sent
    assert again == 1, f"expected a double click at the second attempt to send one request; it sent {again}"


@pytest.mark.hardening(GRACEFUL)
def test_a_second_request_after_a_failed_one_sends_one_mail(
    portal: Portal, member: Member, mailbox: Mailbox, later_mail: LaterMail
) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    with dropped(portal.page, endpoints.START_PASSWORD_RESET):
        request_and_see_the_error(portal, member.email)

    portal.forgot_password.request_reset(member.email)
    mailbox.wait_for_reset_mail()

    count = len(later_mail.mails_before(member, mailbox))
    assert count == 1, f"expected the second attempt to send one mail; it sent {count}"


@pytest.mark.documented("Start Password Reset: JSON email (required)")
def test_a_second_request_goes_to_the_address_that_was_typed_last(
    portal: Portal, member: Member, mailbox: Mailbox, stranger: Mailbox
) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    with dropped(portal.page, endpoints.START_PASSWORD_RESET):
        request_and_see_the_error(portal, stranger.address)

    portal.forgot_password.request_reset(member.email)

    mailbox.wait_for_reset_mail()


@pytest.mark.statement(26)
@pytest.mark.documented("Sign in: email and password")
def test_after_the_old_password_was_refused_the_new_one_signs_in(
    portal: Portal,
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
) -> None:
    """After the old password was refused, the new one signs in."""
    portal_api.reset_password(reset_link.token, new_password)
    portal.sign_in.open()
    with portal.calls.expect(endpoints.TOKEN) as refusal:
        portal.sign_in.sign_in(member.email, own_password)
    assert refusal.value.status == 400, f"expected the old password to be refused; found {refusal.value.answer}"

    portal.sign_in.sign_in(member.email, new_password)

    expect_signed_in(portal, member)


@pytest.mark.hardening(GRACEFUL)
@pytest.mark.parametrize("fault", NETWORK_FAULTS, ids=lambda fault: fault.name)
def test_a_failed_profiles_call_after_the_reset_leaves_no_blank_or_loading_page(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret, fault: NetworkFault
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)
    resting = portal.screen.busy_indicators()

    with fault.on(portal.page, endpoints.PROFILES):
        with portal.page.expect_request(lambda call: is_call(call, endpoints.PROFILES)):
            portal.reset_password.submit()
        assert portal.screen.becomes_idle(resting), (
            "expected the wait to end once coworkers/profiles has failed; the page still shows "
            f"{listed(portal.screen.busy_indicators())}, and the headings {visible_headings(portal)}"
        )
        assert portal.screen.texts(), "expected a view that can be read; after the failed call the page is blank"
    expect_trying_again_to_work(portal)
    portal.page.reload()

    found = portal.dashboard.marks_of(member).or_(portal.sign_in.password).or_(portal.sign_in.way_in)
    expect_shown(portal, found, "the member to be signed in after a reload, or to be able to sign in")


def request_and_see_the_error(portal: Portal, email: str) -> None:
    """Request a reset, and wait for the view's error."""
    portal.forgot_password.enter_email(email)
    before = portal.screen.texts()
    portal.forgot_password.submit()
    assert portal.screen.new_texts(before), "expected the view to show an error; it shows nothing new"


def submit_and_see_the_error(portal: Portal, password: Secret) -> list[str]:
    """Submit the password, wait for the view's error, and return what the view showed before."""
    portal.reset_password.enter_password(password)
    before = portal.screen.texts()
    portal.reset_password.submit()
    assert portal.screen.new_texts(before), "expected the view to show an error; it shows nothing new"
    return before
