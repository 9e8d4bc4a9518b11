"""Accessibility: errors and confirmations."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from fixtures import Member, Portal, ResetLink, Secret, UsedLink, endpoints
from fixtures.states import MALFORMED, RECOVERY, SIGN_IN, Arrive
from testkit.network.interference import dropped, sending_instead
from testkit.text import listed

ANNOUNCED = "WCAG 4.1.3: status messages are announced without taking the focus"
TIED = "WCAG 3.3.1 and 4.1.2: the error identifies its field, also for assistive technology"
KEPT = "WCAG 2.4.3: the focus stays where it was or moves to the error"


@pytest.mark.statement(46)
@pytest.mark.hardening(ANNOUNCED)
def test_the_confirmation_is_announced(portal: Portal, arrive: Arrive, member: Member) -> None:
    arrive(RECOVERY)
    before = portal.screen_reader.announced()

    with portal.calls.expect(endpoints.START_PASSWORD_RESET):
        portal.forgot_password.request_reset(member.email)

    expect_announcement(portal, before)


@pytest.mark.statement(46)
@pytest.mark.hardening(ANNOUNCED)
def test_a_wrong_password_at_sign_in_is_announced(
    portal: Portal, arrive: Arrive, member: Member, new_password: Secret
) -> None:
    """A wrong password at sign-in is announced."""
    arrive(SIGN_IN)
    before = portal.screen_reader.announced()

    with portal.calls.expect(endpoints.TOKEN):
        portal.sign_in.sign_in(member.email, new_password)

    expect_announcement(portal, before)


@pytest.mark.statement(46)
@pytest.mark.hardening(ANNOUNCED)
def test_a_refused_link_is_announced(portal: Portal, used_link: UsedLink, new_password: Secret) -> None:
    portal.reset_password.open(used_link.link.url)
    portal.enter_password(new_password)
    before = portal.screen_reader.announced()

    with portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit()

    expect_announcement(portal, before)


@pytest.mark.statement(46)
@pytest.mark.hardening(ANNOUNCED)
def test_a_failed_call_is_announced(portal: Portal, reset_link: ResetLink, new_password: Secret) -> None:
    portal.reset_password.open(reset_link.url)
    portal.enter_password(new_password)
    before = portal.screen_reader.announced()

    with dropped(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit()
        expect_announcement(portal, before)


@pytest.mark.statement(41)
@pytest.mark.hardening(TIED)
def test_the_error_for_a_malformed_address_belongs_to_its_field(portal: Portal, arrive: Arrive) -> None:
    arrive(RECOVERY)
    portal.forgot_password.enter_email(MALFORMED)
    before = portal.screen.texts()

    portal.forgot_password.try_to_submit()

    expect_error_belongs_to(portal, portal.forgot_password.email, portal.screen.new_texts(before))


@pytest.mark.statement(41)
@pytest.mark.hardening(TIED)
def test_the_error_for_a_refused_password_belongs_to_its_field(
    portal: Portal, reset_link: ResetLink, weak_body: dict[str, Any], new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)

    with (
        sending_instead(portal.page, weak_body),
        portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion,
    ):
        portal.reset_password.set_password(new_password)

    expect_error_belongs_to(portal, portal.reset_password.new_password, completion.value.answer.messages)


@pytest.mark.statement(47)
@pytest.mark.hardening(KEPT)
def test_the_focus_is_kept_after_a_malformed_address(portal: Portal, arrive: Arrive) -> None:
    arrive(RECOVERY)
    portal.forgot_password.enter_email(MALFORMED)
    before = portal.screen.texts()

    portal.forgot_password.submit_with_enter()

    portal.screen.new_texts(before)
    expect_focus_kept(portal)


@pytest.mark.statement(47)
@pytest.mark.hardening(KEPT)
def test_the_focus_is_kept_after_a_refused_password(
    portal: Portal, reset_link: ResetLink, weak_body: dict[str, Any], new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)
    before = portal.screen.texts()

    with sending_instead(portal.page, weak_body), portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit()

    portal.screen.new_texts(before)
    expect_focus_kept(portal)


@pytest.mark.statement(47)
@pytest.mark.hardening(KEPT)
def test_the_focus_is_kept_after_a_failed_call(portal: Portal, reset_link: ResetLink, new_password: Secret) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.enter_password(new_password)
    before = portal.screen.texts()

    with dropped(portal.page, endpoints.COMPLETE_PASSWORD_RESET):
        portal.reset_password.submit()
        portal.screen.new_texts(before)
    expect_focus_kept(portal)


def expect_announcement(portal: Portal, before: list[str]) -> None:
    """Something new was announced."""
    announced = portal.screen_reader.new_announcements(before)
    assert announced, (
        "expected it to be announced (in a live region, by taking the focus, or as a field's description); "
        "a screen reader says nothing new"
    )


def expect_error_belongs_to(portal: Portal, field: Locator, said: list[str]) -> None:
    """One of these texts is tied to the field."""
    is_tied = portal.screen_reader.associates(said, field)
    assert is_tied, (
        "expected the error to belong to its field (as its description, announced while the field is marked invalid, "
        f"or by a link to it); it does not: {listed(said)}"
    )


def expect_focus_kept(portal: Portal) -> None:
    """An element has the focus, so that the next key does not start at the top of the page."""
    focused = portal.page.locator("body :focus").first
    expect(focused, "an element has the focus: the field, the button or the error").to_be_attached()
