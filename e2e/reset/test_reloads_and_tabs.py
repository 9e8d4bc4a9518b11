"""Reloads and a second tab."""

from typing import Any

import pytest

from e2e.expectations import (
    expect_member_area,
    expect_refused_token,
    expect_reset_view,
    expect_shown,
    expect_sign_in_view,
    expect_signed_in,
)
from fixtures import Member, OpenPortal, Portal, PortalApi, ResetLink, Secret, UsedLink, endpoints
from testkit.attacks.broken_links import USELESS_LINKS, BrokenLink
from testkit.network.interference import dropped, sending_instead

NOT_USED_UP = "OWASP Forgot Password: opening a link does not use it up; setting a password does"
STILL_SIGNED_IN = "OWASP ASVS 7.4: a session ends when its member signs out or it expires, not by opening a link"


@pytest.mark.documented("Password Reset: the member's email, read-only")
def test_the_email_is_shown_after_a_reload(portal: Portal, member: Member, reset_link: ResetLink) -> None:
    portal.reset_password.open(reset_link.url)
    expect_reset_view(portal)

    portal.page.reload()

    expect_reset_view(portal, "after a reload")
    assert portal.screen.shows(member.email), f"expected the view to show {member.email} after a reload; it does not"


@pytest.mark.statement(16)
@pytest.mark.hardening(NOT_USED_UP)
def test_the_reset_view_works_when_it_is_reloaded_after_a_refused_password(
    portal: Portal, member: Member, reset_link: ResetLink, weak_body: dict[str, Any], new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    with sending_instead(portal.page, weak_body), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.set_password(new_password)

    portal.page.reload()
    expect_reset_view(portal, "when reloaded after a refused password")
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member)


@pytest.mark.statement(16)
@pytest.mark.hardening(NOT_USED_UP)
def test_the_reset_view_works_when_it_is_reloaded_after_a_failed_call(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)
    before = portal.screen.texts()
    with dropped(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit()
        assert portal.screen.new_texts(before), "expected the view to show an error; it shows nothing new"

    portal.page.reload()
    expect_reset_view(portal, "when reloaded after a failed call")
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member)


@pytest.mark.statement(16)
@pytest.mark.hardening(NOT_USED_UP)
def test_the_reset_view_works_when_another_tab_has_opened_the_sign_in_view(
    portal: Portal, another_tab: OpenPortal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    """The reset view works when another tab has opened the sign-in view."""
    portal.reset_password.open(reset_link.url)
    expect_reset_view(portal)
    second = another_tab()
    second.sign_in.open()
    expect_sign_in_view(second)

    portal.page.reload()
    expect_reset_view(portal, "when reloaded after another tab opened the sign-in view")
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member)


@pytest.mark.statement(14)
@pytest.mark.documented("Complete Password Reset: Token is the token from the emailed link")
def test_a_link_opened_in_a_second_tab_does_not_change_whose_password_the_first_sets(
    portal: Portal,
    another_tab: OpenPortal,
    member: Member,
    reset_link: ResetLink,
    another_reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
) -> None:
    portal.reset_password.open(reset_link.url)
    expect_reset_view(portal)
    second = another_tab()
    second.reset_password.open(another_reset_link.url)
    expect_reset_view(second)

    portal.page.bring_to_front()
    portal.reset_password.set_password(new_password)

    expect_member_area(portal, member)
    assert portal_api.lets_in(member.email, new_password), (
        "expected the first tab to set the password of its own link's member; that member can't sign in with it"
    )


@pytest.mark.hardening(STILL_SIGNED_IN)
def test_a_refused_link_in_a_second_tab_does_not_sign_the_member_out(
    portal: Portal, another_tab: OpenPortal, used_link: UsedLink, new_password: Secret
) -> None:
    portal.sign_in.open()
    portal.sign_in.sign_in(used_link.member.email, str(used_link.member.password))
    expect_member_area(portal, used_link.member)

    second = another_tab()
    second.reset_password.open(used_link.link.url)
    with second.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion:
        second.reset_password.set_password(new_password)
    expect_refused_token(completion.value.answer)
    second.calls.wait_until_answered()  # the page has done whatever follows a refusal

    expect_signed_in(portal, used_link.member, "still, after another tab opened a used link")


@pytest.mark.hardening(STILL_SIGNED_IN)
@pytest.mark.parametrize("broken", USELESS_LINKS, ids=lambda broken: broken.name)
def test_a_useless_link_in_a_second_tab_does_not_sign_the_member_out(
    portal: Portal,
    another_tab: OpenPortal,
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    broken: BrokenLink,
) -> None:
    portal.sign_in.open()
    portal.sign_in.sign_in(member.email, own_password)
    expect_member_area(portal, member)

    second = another_tab()
    second.reset_password.open(broken.made_from(reset_link))
    found = second.sign_in.form.or_(second.dashboard.marks_of(member))
    expect_shown(second, found, "the link to lead to the sign-in view or the member area")

    expect_signed_in(portal, member, "still, after another tab opened a useless link")
