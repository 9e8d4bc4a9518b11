"""Sign-out."""

import pytest
from playwright.sync_api import expect

from e2e.expectations import (
    expect_member_area,
    expect_renewal_refused,
    expect_shown,
    expect_signed_in,
    expect_signed_out,
)
from fixtures import (
    ClientSession,
    Member,
    OpenPortal,
    Portal,
    PortalApi,
    ResetLink,
    Secret,
    TrafficRecorder,
)
from pages.names import name_pattern
from testkit.text import listed

ENDED = "OWASP ASVS 7.4.1: sign-out ends the session in the browser and at the server"


@pytest.mark.hardening("OWASP WSTG-ATHN-06: after sign-out, the browser's Back button shows no page of the session")
def test_after_sign_out_history_back_does_not_show_the_member_area(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    """After sign-out, history back does not show the member area."""
    portal.sign_in.open()
    portal.page.goto(reset_link.url)  # in the same tab, so that history has a view to go back to
    portal.reset_password.set_password(new_password)
    expect_member_area(portal, member)
    portal.dashboard.sign_out(member)
    expect_signed_out(portal)

    portal.page.go_back()

    expect_signed_out(portal)


@pytest.mark.hardening(ENDED)
def test_after_sign_out_in_one_tab_the_other_asks_to_sign_in(
    portal: Portal, another_tab: OpenPortal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    """After sign-out in one tab, the other asks to sign in once it is reloaded."""
    portal.reset_password.open(reset_link.url)
    portal.reset_password.set_password(new_password)
    expect_member_area(portal, member)
    second = another_tab()
    second.page.goto(portal.page.url)
    found = second.dashboard.marks_of(member).or_(second.sign_in.password).or_(second.sign_in.way_in)
    expect_shown(second, found, "the second tab to show the member area, or to ask to sign in for itself")

    portal.page.bring_to_front()
    portal.dashboard.sign_out(member)
    expect_signed_out(portal)
    second.page.reload()

    expect_signed_out(second)


@pytest.mark.hardening("OWASP ASVS 14.3.1: the browser's storage is cleared of a session that has ended")
def test_after_sign_out_the_browser_keeps_no_token_of_the_session(
    portal: Portal, member: Member, traffic: TrafficRecorder, session_of_the_reset: ClientSession
) -> None:
    """After sign-out, the browser keeps no token of the session."""
    portal.dashboard.sign_out(member)
    expect_signed_out(portal)

    tokens = {"bearer token": session_of_the_reset.access_token, "refresh token": session_of_the_reset.refresh_token}
    kept = {name: places for name, token in tokens.items() if (places := traffic.left_behind(token))}
    assert not kept, f"expected the browser to keep no token after sign-out; found {listed(kept)}"


@pytest.mark.hardening(ENDED)
@pytest.mark.usefixtures("unused_refresh_token")
def test_after_sign_out_the_refresh_token_is_refused(
    portal: Portal, member: Member, session_of_the_reset: ClientSession
) -> None:
    """After sign-out, the refresh token of the session is refused."""
    portal.dashboard.sign_out(member)
    expect_signed_out(portal)

    expect_renewal_refused(session_of_the_reset.renew(), "the refresh token of a session that was signed out of")


@pytest.mark.documented("List Customer Profiles: called at the start of every authenticated session")
def test_after_sign_out_another_member_can_sign_in_in_the_same_tab(
    portal: Portal, member: Member, own_password: Secret, another_member: Member
) -> None:
    """After sign-out, another member can sign in in the same tab."""
    portal.sign_in.open()
    portal.sign_in.sign_in(member.email, own_password)
    expect_member_area(portal, member)
    portal.dashboard.sign_out(member)
    expect_signed_out(portal)

    portal.sign_in.reach()
    portal.sign_in.sign_in(another_member.email, str(another_member.password))

    expect_member_area(portal, another_member)
    portal.dashboard.show_sign_out(another_member)
    expect(
        portal.dashboard.account.get_by_text(name_pattern(member.full_name, member.email)),
        "the account menu names nobody but the member who is signed in",
    ).to_have_count(0)
    expect_signed_in(portal, another_member)


@pytest.mark.hardening(ENDED)
def test_a_member_whose_session_a_reset_has_ended_can_sign_out(
    portal: Portal,
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
) -> None:
    portal.sign_in.open()
    portal.sign_in.sign_in(member.email, own_password)
    expect_member_area(portal, member)
    portal.dashboard.show_sign_out(member)
    portal_api.reset_password(reset_link.token, new_password)

    portal.dashboard.sign_out_item.click()

    expect_signed_out(portal)
