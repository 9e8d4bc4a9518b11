"""The reset view."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.expectations import (
    expect_member_area,
    expect_not_signed_in,
    expect_readable,
    expect_refused_token,
    expect_sign_in_view,
    expect_signed_in,
)
from fixtures import CopyText, Member, OpenPortal, PasswordFactory, Portal, PortalApi, ResetLink, Secret, endpoints
from testkit.mail.links.reset_link import with_parameter
from testkit.network.interference import held_back, sending_instead

READ_ONLY = "Password Reset: the member's email, read-only"
TOGGLE = "Password Reset: one new-password field with a show/hide toggle"


@pytest.mark.statement(45)
@pytest.mark.documented(READ_ONLY)
def test_the_email_is_shown_and_cannot_be_edited(portal: Portal, member: Member, reset_link: ResetLink) -> None:
    portal.reset_password.open(reset_link.url)

    assert portal.screen.shows(member.email), (
        f"expected the view to show {member.email}; it does not, or a label covers it"
    )
    assert not portal.reset_password.has_editable_field_with(member.email), (
        "expected the email to be read-only; its field can be edited"
    )


@pytest.mark.documented(READ_ONLY)
def test_the_view_shows_the_email_of_the_link_that_was_opened_last(
    portal: Portal, another_member: Member, another_reset_link: ResetLink, member: Member, reset_link: ResetLink
) -> None:
    portal.reset_password.open(another_reset_link.url)
    assert portal.screen.shows(another_member.email), f"expected the view to show {another_member.email}; it does not"

    portal.reset_password.open(reset_link.url)

    assert portal.screen.shows(member.email), (
        f"expected the view to show {member.email}, the member of this link; it does not"
    )


@pytest.mark.statement(14)
@pytest.mark.hardening("OWASP WSTG-ATHN-09: the account comes from the token, not from other parameters of the link")
@pytest.mark.parametrize("parameter", ["email", "Email", "user"])
def test_an_email_in_the_address_does_not_change_whose_password_is_set(
    portal: Portal, member: Member, reset_link: ResetLink, another_member: Member, new_password: Secret, parameter: str
) -> None:
    portal.reset_password.open(with_parameter(reset_link.url, parameter, another_member.email))

    assert portal.screen.shows(member.email), f"expected the view to show {member.email}, as the token says"
    assert another_member.email not in " ".join(portal.screen.texts()), (
        "expected the view to ignore the address in the link's parameters; it shows it"
    )
    portal.reset_password.set_password(new_password)
    expect_member_area(portal, member)


@pytest.mark.documented("Password Reset: one new-password field")
def test_the_reset_view_has_one_password_field(portal: Portal, reset_link: ResetLink) -> None:
    portal.reset_password.open(reset_link.url)

    expect(portal.reset_password.new_password, "the form asks for a new password").to_be_visible()
    expect(portal.reset_password.password_fields, "the form asks for the new password once").to_have_count(1)


@pytest.mark.statement(23)
@pytest.mark.documented(TOGGLE)
def test_the_password_is_masked_by_default(portal: Portal, reset_link: ResetLink, new_password: Secret) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)

    expect(portal.reset_password.new_password, "the password is masked").to_have_attribute("type", "password")


@pytest.mark.statement(23)
@pytest.mark.hardening("NIST SP 800-63B-4, 3.1.1.2: a password is shown at the member's own request only")
def test_the_password_is_still_masked_after_a_refusal(
    portal: Portal, reset_link: ResetLink, weak_body: dict[str, Any], new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)

    with sending_instead(portal.page, weak_body), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion:
        portal.reset_password.set_password(new_password)

    expect_readable(portal, completion.value.answer.messages)
    expect(portal.reset_password.new_password, "the password is still masked").to_have_attribute("type", "password")


@pytest.mark.statement(23)
@pytest.mark.documented(TOGGLE)
def test_the_toggle_shows_the_password_and_hides_it_again(
    portal: Portal, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)

    portal.reset_password.password_toggle.click()
    expect(portal.reset_password.new_password, "the toggle of the reset form shows the password").to_have_attribute(
        "type", "text"
    )
    assert not portal.calls.made(endpoints.COMPLETE_PASSWORD_RESET), (
        "expected the toggle to send no request; it sent one"
    )
    portal.reset_password.password_toggle.click()
    expect(portal.reset_password.new_password, "the toggle of the reset form hides it again").to_have_attribute(
        "type", "password"
    )


@pytest.mark.documented(TOGGLE)
def test_a_password_that_is_shown_is_sent_as_typed(
    portal: Portal, member: Member, reset_link: ResetLink, portal_api: PortalApi, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.password_toggle.click()

    portal.reset_password.set_password(new_password)

    expect_member_area(portal, member)
    assert portal_api.lets_in(member.email, new_password), "expected the password as typed to sign in; it does not"


@pytest.mark.statement(47)
@pytest.mark.hardening("WCAG 2.2, 2.1.1: everything works by keyboard; Enter in a field submits its form")
def test_pressing_enter_submits_the_new_password(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)
    expect(portal.reset_password.reset_button, "the button works once there is a password").to_be_enabled()

    with portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit_with_enter()

    expect_member_area(portal, member)


@pytest.mark.statement(9)
@pytest.mark.documented("Complete Password Reset: the token is single-use, and the member is signed in with it")
def test_a_double_click_sends_the_password_once_and_signs_in(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)

    portal.reset_password.new_password.blur()
    with held_back(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.reset_button.dblclick()

    expect_member_area(portal, member)
    count = len(portal.calls.made(endpoints.COMPLETE_PASSWORD_RESET))
    assert count == 1, f"expected a double click to send one request; it sent {count}"


@pytest.mark.documented("Password Reset: Back to sign in")
def test_back_to_sign_in_does_not_use_up_the_link(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)

    expect(portal.reset_password.back_to_sign_in_link, "the view has a link back to sign-in").to_be_visible()
    portal.reset_password.back_to_sign_in_link.click()
    expect_sign_in_view(portal)
    assert not portal.calls.made(endpoints.COMPLETE_PASSWORD_RESET), "expected no request; the page sent one"

    portal.reset_password.open(reset_link.url)
    portal.reset_password.set_password(new_password)
    expect_member_area(portal, member)


@pytest.mark.statement(22)
@pytest.mark.hardening(
    "WCAG 2.2, 1.3.5 and NIST SP 800-63B-4, 3.1.1.2: the field's purpose can be determined by programs"
)
def test_the_password_field_is_marked_as_a_new_password(portal: Portal, reset_link: ResetLink) -> None:
    portal.reset_password.open(reset_link.url)

    expect(portal.reset_password.new_password, "the field is marked autocomplete=new-password").to_have_attribute(
        "autocomplete", re.compile(r"\bnew-password\b")
    )


@pytest.mark.statement(22)
@pytest.mark.hardening(
    "NIST SP 800-63B-4, 3.1.1.2: password managers work; they store the new password with the form's username"
)
def test_password_managers_find_the_username(portal: Portal, member: Member, reset_link: ResetLink) -> None:
    portal.reset_password.open(reset_link.url)

    expect(portal.reset_password.username, "the form has the member's email as its username").to_have_value(
        re.compile(re.escape(member.email), re.IGNORECASE)
    )


@pytest.mark.statement(22, 44)
@pytest.mark.hardening("WCAG 2.2, 3.3.8 and ASVS 6.2.7: a password can be pasted")
def test_a_password_can_be_pasted(
    portal: Portal,
    member: Member,
    reset_link: ResetLink,
    copy_text: CopyText,
    portal_api: PortalApi,
    new_password: Secret,
) -> None:
    copy_text(new_password)
    portal.reset_password.open(reset_link.url)

    portal.reset_password.paste_password()
    expect(portal.reset_password.new_password, "the field holds the pasted password").not_to_have_value("")
    portal.reset_password.submit()

    expect_member_area(portal, member)
    assert portal_api.lets_in(member.email, new_password), "expected the pasted password to sign in; it does not"


@pytest.mark.statement(16)
@pytest.mark.hardening("OWASP Forgot Password: opening a link does not use it up; setting a password does")
def test_the_reset_view_works_after_a_reload(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    expect(portal.reset_password.new_password, "the link opens the view").to_be_visible()

    portal.page.reload()
    expect(portal.reset_password.new_password, "after a reload the view is still there").to_be_visible()
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member)


@pytest.mark.statement(16)
@pytest.mark.hardening("OWASP Forgot Password: opening a link does not use it up; it may be open in two tabs")
def test_a_link_opened_in_two_tabs_works_in_the_first(
    portal: Portal, another_tab: OpenPortal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    second = another_tab()
    second.reset_password.open(reset_link.url)
    expect(second.reset_password.new_password, "the second tab shows the reset view").to_be_visible()

    portal.page.bring_to_front()
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member)


@pytest.mark.statement(9, 16)
@pytest.mark.documented("Complete Password Reset: 400 where the token is already used; it is single-use")
def test_only_one_of_two_browsers_sets_the_password(
    portal: Portal,
    another_browser: OpenPortal,
    member: Member,
    reset_link: ResetLink,
    new_password_factory: PasswordFactory,
) -> None:
    late = another_browser()
    portal.reset_password.open(reset_link.url)
    late.reset_password.open(reset_link.url)

    with held_back(late.page, endpoints.COMPLETE_PASSWORD_RESET) as held:
        late.reset_password.set_password(new_password_factory())
        with portal.calls.expect(endpoints.PROFILES, after=endpoints.EXCHANGE):
            portal.reset_password.set_password(new_password_factory())
        expect_member_area(portal, member)
        with late.calls.expect(endpoints.COMPLETE_PASSWORD_RESET, under_way=True) as completion:
            held.release()

    expect_refused_token(completion.value.answer)
    expect_not_signed_in(late)
