"""Accessibility: keyboard."""

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from e2e.expectations import expect_member_area, expect_signed_in, expect_signed_out
from fixtures import Mailbox, Member, Portal, ResetLink, Secret
from fixtures.states import (
    RECOVERY,
    RECOVERY_CONFIRMED,
    RESET,
    RESET_WITH_REFUSED_LINK,
    SIGN_IN,
    SIGN_IN_REFUSED,
    Arrive,
    State,
)
from pages import TabOrder
from pages.controls import accessible_name
from pages.overlays import foreground
from testkit.text import listed

KEYBOARD = "WCAG 2.1.1: everything can be done by keyboard"
ORDER = "WCAG 2.1.2 and 2.4.3: Tab reaches every control, in a meaningful order and without a trap"


@pytest.mark.statement(47)
@pytest.mark.hardening(KEYBOARD)
def test_a_reset_can_be_requested_by_keyboard(portal: Portal, member: Member, mailbox: Mailbox) -> None:
    portal.sign_in.open()

    portal.keyboard.tab_to(portal.sign_in.forgot_password_link)
    portal.keyboard.press("Enter")
    portal.keyboard.tab_to(portal.forgot_password.email)
    portal.keyboard.type(member.email)
    portal.keyboard.tab_to(portal.forgot_password.reset_button)
    portal.keyboard.press("Enter")

    mailbox.wait_for_reset_link()


@pytest.mark.statement(47)
@pytest.mark.hardening(KEYBOARD)
def test_a_new_password_can_be_set_by_keyboard(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    portal.reset_password.open(reset_link.url)

    portal.keyboard.tab_to(portal.reset_password.new_password)
    portal.keyboard.type(new_password)
    portal.keyboard.tab_to(portal.reset_password.reset_button)
    portal.keyboard.press("Space")

    expect_signed_in(portal, member)


@pytest.mark.statement(47)
@pytest.mark.hardening(KEYBOARD)
def test_the_password_can_be_shown_by_keyboard(portal: Portal, reset_link: ResetLink, new_password: Secret) -> None:
    portal.reset_password.open(reset_link.url)
    portal.keyboard.tab_to(portal.reset_password.new_password)
    portal.keyboard.type(new_password)

    portal.keyboard.tab_to(portal.reset_password.password_toggle)
    portal.keyboard.press("Space")

    expect(portal.reset_password.new_password, "the password is shown").not_to_have_attribute("type", "password")


@pytest.mark.statement(47)
@pytest.mark.hardening(ORDER)
def test_tab_moves_through_the_sign_in_view_in_order(portal: Portal, arrive: Arrive, new_password: Secret) -> None:
    """Tab moves through the sign-in view in order."""
    arrive(SIGN_IN)
    portal.sign_in.email.fill("somebody@example.com")
    portal.sign_in.password.fill(new_password)
    expect_filled_in(portal.sign_in.password, portal.sign_in.sign_in_button)

    order = portal.keyboard.tab_order()

    expect_order(order, portal.sign_in.email, portal.sign_in.password, portal.sign_in.sign_in_button)
    expect_stop_at(order, portal.sign_in.forgot_password_link)


@pytest.mark.statement(47)
@pytest.mark.hardening(ORDER)
def test_tab_moves_through_the_recovery_view_in_order(portal: Portal, arrive: Arrive) -> None:
    arrive(RECOVERY)
    portal.forgot_password.enter_email("somebody@example.com")
    expect_filled_in(portal.forgot_password.email, portal.forgot_password.reset_button)

    order = portal.keyboard.tab_order()

    expect_order(order, portal.forgot_password.email, portal.forgot_password.reset_button)
    expect_stop_at(order, portal.forgot_password.back_to_sign_in_link)


@pytest.mark.statement(47)
@pytest.mark.hardening(ORDER)
def test_tab_reaches_every_link_of_the_confirmation(portal: Portal, arrive: Arrive) -> None:
    arrive(RECOVERY_CONFIRMED)

    order = portal.keyboard.tab_order()

    expect_stop_at(order, portal.forgot_password.back_to_sign_in_link)
    expect_stop_at_each(order, foreground(portal.page).get_by_role("link").filter(visible=True).all())


@pytest.mark.statement(47)
@pytest.mark.hardening(ORDER)
def test_tab_moves_through_the_reset_view_in_order(portal: Portal, arrive: Arrive, new_password: Secret) -> None:
    arrive(RESET)
    portal.reset_password.enter_password(new_password)
    expect_filled_in(portal.reset_password.new_password, portal.reset_password.reset_button)

    order = portal.keyboard.tab_order()

    expect_order(order, portal.reset_password.new_password, portal.reset_password.reset_button)
    expect_stop_at(order, portal.reset_password.password_toggle)
    expect_stop_at(order, portal.reset_password.back_to_sign_in_link)


@pytest.mark.statement(47)
@pytest.mark.hardening("WCAG 2.4.7: the focus is visible")
@pytest.mark.parametrize("state", [SIGN_IN_REFUSED, RECOVERY, RECOVERY_CONFIRMED, RESET_WITH_REFUSED_LINK], ids=str)
def test_the_focus_is_always_visible(portal: Portal, arrive: Arrive, state: State) -> None:
    arrive(state)
    portal.layout.resize(1280, 2000)  # without scrolling, screenshots with and without focus can be compared

    unmarked = portal.keyboard.tab_order().without_visible_focus

    assert not unmarked, f"expected a visible focus; it is invisible on {listed(unmarked)}"


@pytest.mark.statement(47)
@pytest.mark.hardening("WCAG 2.4.11: the focused element is not hidden by other content")
@pytest.mark.parametrize("state", [SIGN_IN_REFUSED, RECOVERY_CONFIRMED, RESET_WITH_REFUSED_LINK], ids=str)
def test_the_focused_element_is_in_view_at_200_percent_zoom(portal: Portal, arrive: Arrive, state: State) -> None:
    """The focused element is in view at 200 % zoom."""
    arrive(state)
    portal.layout.resize(640, 400)

    hidden = portal.keyboard.tab_order().obscured

    assert not hidden, f"expected the focused element to be in view; hidden are {listed(hidden)}"


@pytest.mark.statement(47)
@pytest.mark.hardening(KEYBOARD)
def test_sign_out_works_by_keyboard(portal: Portal, member: Member, own_password: Secret) -> None:
    """Sign-out works by keyboard."""
    portal.sign_in.open()
    portal.sign_in.sign_in(member.email, own_password)
    expect_member_area(portal, member)

    open_account_menu_by_keyboard(portal, member)
    portal.keyboard.move_to_menu_item(portal.dashboard.sign_out_item)
    portal.keyboard.press("Enter")

    expect_signed_out(portal)


def open_account_menu_by_keyboard(portal: Portal, member: Member) -> None:
    """Open the menu that has the way to sign out; some portals show that way without a menu."""
    if not portal.dashboard.is_sign_out_in_sight(member):
        portal.keyboard.tab_to(portal.dashboard.account_menu_of(member))
        portal.keyboard.press("Enter")


def expect_filled_in(field: Locator, button: Locator) -> None:
    """The last field is filled in and left, and the button works; a disabled one is no stop of Tab."""
    field.blur()
    expect(button, "the button works once the fields are filled in").to_be_enabled()


def expect_order(order: TabOrder, *controls: Locator) -> None:
    """Tab reaches these controls in this order."""
    for control in controls:
        expect_stop_at(order, control)
    places = [order.position_of(control) or 0 for control in controls]
    expected = [order.names[place] for place in places]
    early = next((late for soon, late in pairwise(places) if late < soon), None)
    assert early is None, (
        f"expected Tab to reach {listed(expected)} in this order; {order.names[early]} comes too early: "
        f"from the top of the page, each press of Tab led to {listed(order.names)}"
    )


def expect_stop_at_each(order: TabOrder, controls: list[Locator]) -> None:
    """Tab reaches each of these controls, in any order."""
    for control in controls:
        expect_stop_at(order, control)


def expect_stop_at(order: TabOrder, control: Locator) -> None:
    """Tab reaches this control."""
    place = order.position_of(control)
    assert place is not None, (
        f"expected Tab to reach {accessible_name(control)}; from the top of the page it led to {listed(order.names)}"
        + (f" and is trapped at {order.trap}" if order.trap else "")
    )
