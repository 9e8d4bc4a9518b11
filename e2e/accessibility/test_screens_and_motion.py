"""Accessibility: screens and motion."""

import pytest
from playwright.sync_api import expect

from e2e.expectations import expect_signed_in
from fixtures import Mailbox, Member, Portal, Secret, endpoints
from fixtures.states import RECOVERY, RECOVERY_CONFIRMED, RESET, SIGN_IN, STATES, VIEWS, Arrive, State
from pages.perception.accessibility import violations
from testkit.network.interference import held_back
from testkit.text import listed
from testkit.verifiable import not_verifiable

PHONE = pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
MUCH_WIDER = 1.5  # how much wider than its screen a page may be laid out before its text is too small to read
TABLET = pytest.mark.browser_context_args(viewport={"width": 820, "height": 1180}, has_touch=True, is_mobile=True)


@pytest.mark.statement(49)
@pytest.mark.hardening("WCAG 1.4.4 and 1.4.10: at a zoom of 200 %, and at a width of 320 px, nothing scrolls sideways")
@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_view_fits_a_narrow_window(portal: Portal, arrive: Arrive, state: State) -> None:
    arrive(state)

    portal.layout.resize(640, 400)
    wide = portal.layout.overflowing()
    assert not wide, f"expected the view to fit a window of 1280 px at a zoom of 200 %; found {'; '.join(wide)}"

    portal.layout.resize(320, 640)
    wide = portal.layout.overflowing()
    assert not wide, f"expected the view to fit a window of 320 px; found {'; '.join(wide)}"


@pytest.mark.statement(49)
@pytest.mark.hardening(
    "WCAG 2.5.8 and 1.4.3: targets are at least 24 px and text has enough contrast, also on a small screen"
)
@pytest.mark.parametrize("state", VIEWS, ids=str)
def test_axe_core_finds_no_violations_on_a_small_screen(portal: Portal, arrive: Arrive, state: State) -> None:
    """axe-core finds no violations on a small screen."""
    arrive(state)

    portal.layout.resize(320, 640)

    found = violations(portal.page)
    assert not found, "expected no WCAG violations; axe-core found:\n" + "\n".join(found)


@pytest.mark.usefixtures("touch")
@pytest.mark.statement(49)
@pytest.mark.hardening("WCAG 2.5.1 and 1.4.10: the whole flow works by touch on a small screen")
@pytest.mark.parametrize("screen", [pytest.param("phone", marks=PHONE), pytest.param("tablet", marks=TABLET)])
def test_the_flow_works_by_touch(
    portal: Portal, member: Member, mailbox: Mailbox, new_password: Secret, screen: str
) -> None:
    portal.sign_in.open()
    expect_laid_out_for_this_screen(portal)
    portal.sign_in.forgot_password_link.tap()
    portal.forgot_password.enter_email(member.email)
    portal.forgot_password.email.blur()
    portal.forgot_password.reset_button.tap()

    portal.reset_password.open(mailbox.wait_for_reset_link().url)
    expect(portal.reset_password.new_password, f"the link opens the reset view on a {screen}").to_be_visible()
    portal.reset_password.new_password.tap()
    portal.reset_password.enter_password(new_password)
    portal.reset_password.new_password.blur()
    portal.reset_password.reset_button.tap()
    portal.layout.resize(1280, 800)  # on a small screen, a closed menu may hide who is signed in

    expect_signed_in(portal, member)


@pytest.mark.documented("Sign In, Password Recovery, Password Reset: split layout, the illustration hidden on mobile")
@pytest.mark.parametrize("state", [SIGN_IN, RECOVERY, RESET], ids=str)
def test_a_small_screen_does_not_show_the_illustration(portal: Portal, arrive: Arrive, state: State) -> None:
    portal.layout.resize(1280, 800)
    arrive(state)
    expect_illustration(portal)

    portal.layout.resize(390, 844)

    shown = portal.layout.illustrations()
    assert not shown, f"expected a small screen not to show the illustration of the view; it shows {listed(shown)}"


@pytest.mark.hardening("WCAG 2.3.3: the flow works with reduced motion")
def test_the_flow_works_with_reduced_motion(
    portal: Portal, member: Member, mailbox: Mailbox, new_password: Secret
) -> None:
    portal.page.emulate_media(reduced_motion="reduce")

    portal.request_reset(member.email)
    portal.reset_password.open(mailbox.wait_for_reset_link().url)
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member)


@pytest.mark.hardening("WCAG 2.2.2 and 2.3.3: no endless animation with reduced motion")
@pytest.mark.parametrize("state", [SIGN_IN, RECOVERY, RECOVERY_CONFIRMED, RESET], ids=str)
def test_nothing_keeps_moving_with_reduced_motion(portal: Portal, arrive: Arrive, state: State) -> None:
    portal.page.emulate_media(reduced_motion="reduce")

    arrive(state)

    moving = portal.layout.moving()
    assert not moving, f"expected no endless animation; found {listed(moving)}"


@pytest.mark.hardening("Password Recovery: a spinner while it works, also visible with reduced motion")
def test_a_wait_is_visible_with_reduced_motion(portal: Portal, arrive: Arrive, member: Member) -> None:
    portal.page.emulate_media(reduced_motion="reduce")
    arrive(RECOVERY)
    portal.forgot_password.enter_email(member.email)
    resting = portal.screen.static_busy_indicators()

    with held_back(portal.page, endpoints.START_PASSWORD_RESET):
        portal.forgot_password.submit()
        shows = portal.screen.becomes_busy_without_motion(resting)

    assert shows, "expected the view to show the wait without motion; it shows nothing"


def expect_laid_out_for_this_screen(portal: Portal) -> None:
    """The page is not laid out for a desktop, as on a phone where it names no viewport, and then shown in tiny text."""
    screen, layout = portal.layout.widths()
    assert layout < screen * MUCH_WIDER, (
        f"expected a layout for a screen of {screen} px; it is one for {layout} px, made smaller to fit"
    )


def expect_illustration(portal: Portal) -> None:
    """The view has an illustration; not verifiable without one: operators have styles of their own."""
    if not portal.layout.is_illustrated():
        raise not_verifiable("no large picture is beside the form", needs="a location with an illustration")
