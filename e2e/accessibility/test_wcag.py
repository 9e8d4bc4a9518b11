"""Accessibility: WCAG."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.expectations import expect_member_area
from fixtures import Member, Portal, Secret
from fixtures.states import (
    MALFORMED,
    PROFILE_MENU,
    RECOVERY,
    RECOVERY_CONFIRMED,
    RESET,
    RESET_WITH_REFUSED_PASSWORD,
    SIGN_IN,
    SIGN_IN_REFUSED,
    STATES,
    VIEWS,
    Arrive,
    State,
)
from pages.controls import accessible_name
from pages.overlays import main_headings
from pages.perception.accessibility import poor_contrasts, violations
from testkit.text import listed


@pytest.mark.statement(43, 49)
@pytest.mark.hardening("WCAG 2.2, A and AA, as checked by axe-core: names, roles, contrast, target size")
@pytest.mark.parametrize("state", STATES, ids=str)
def test_axe_core_finds_no_violations(portal: Portal, arrive: Arrive, state: State) -> None:
    """axe-core finds no violations."""
    arrive(state)

    found = violations(portal.page)
    assert not found, "expected no WCAG violations; axe-core found:\n" + "\n".join(found)


@pytest.mark.statement(49)
@pytest.mark.hardening("WCAG 1.4.3: text has a contrast of 4.5:1, also in the dark color scheme")
@pytest.mark.parametrize(
    "state", [SIGN_IN_REFUSED, RECOVERY_CONFIRMED, RESET_WITH_REFUSED_PASSWORD, PROFILE_MENU], ids=str
)
def test_text_has_enough_contrast_in_the_dark_color_scheme(portal: Portal, arrive: Arrive, state: State) -> None:
    portal.page.emulate_media(color_scheme="dark")

    arrive(state)

    found = poor_contrasts(portal.page)
    assert not found, "expected enough contrast in the dark color scheme; axe-core found:\n" + "\n".join(found)


@pytest.mark.statement(48)
@pytest.mark.hardening("WCAG 2.4.6 and 3.1.1: a main heading describes the view; the page states its language")
@pytest.mark.parametrize("state", VIEWS, ids=str)
def test_each_view_has_one_main_heading_and_a_language(portal: Portal, arrive: Arrive, state: State) -> None:
    arrive(state)

    expect(main_headings(portal.page), "the view has one main heading").to_have_count(1)
    expect(portal.page.locator("html"), "the page states its language").to_have_attribute(
        "lang", re.compile(r"^[a-z]{2,3}(-\w+)*$", re.IGNORECASE)
    )


@pytest.mark.statement(48)
@pytest.mark.hardening("WCAG 2.4.2: each view has its own title")
def test_each_view_has_its_own_title(portal: Portal, arrive: Arrive, member: Member, new_password: Secret) -> None:
    arrive(RECOVERY)
    recovery = portal.page.title()
    portal.sign_in.open()
    expect(portal.sign_in.password).to_be_visible()
    sign_in = expect_title_other_than(portal.page, recovery)
    arrive(RESET)
    reset = expect_title_other_than(portal.page, sign_in, recovery)

    portal.reset_password.set_password(new_password)

    expect_member_area(portal, member)
    expect_title_other_than(portal.page, sign_in, recovery, reset)


@pytest.mark.statement(43)
@pytest.mark.hardening("WCAG 3.3.2: a field has a visible label, also when filled")
def test_each_field_keeps_its_label_when_filled(portal: Portal, arrive: Arrive, new_password: Secret) -> None:
    arrive(SIGN_IN)
    portal.sign_in.email.fill(MALFORMED)
    portal.sign_in.password.fill(new_password)
    expect_label(portal, portal.sign_in.email)
    expect_label(portal, portal.sign_in.password)

    arrive(RECOVERY)
    portal.forgot_password.email.fill(MALFORMED)
    expect_label(portal, portal.forgot_password.email)

    arrive(RESET)
    portal.reset_password.enter_password(new_password)
    expect_label(portal, portal.reset_password.new_password)


@pytest.mark.statement(45)
@pytest.mark.hardening("WCAG 3.3.7: information that was entered before is not requested again")
def test_the_reset_view_does_not_ask_for_the_address_again(portal: Portal, arrive: Arrive) -> None:
    arrive(RESET)

    expect(portal.reset_password.editable_email, "no field asks for the address again").to_have_count(0)


@pytest.mark.statement(23)
@pytest.mark.hardening("WCAG 4.1.2: the state of a control can be determined by programs")
def test_the_password_toggle_exposes_its_state(portal: Portal, arrive: Arrive, new_password: Secret) -> None:
    arrive(RESET)
    portal.reset_password.enter_password(new_password)
    toggle = portal.reset_password.password_toggle
    hiding = toggle.aria_snapshot()

    toggle.click()

    expect(portal.reset_password.new_password, "the password is shown").not_to_have_attribute("type", "password")
    showing = toggle.aria_snapshot()
    assert showing != hiding, f"expected the toggle's name or pressed state to change; it stays {hiding!r}"


def expect_title_other_than(page: Page, *others: str) -> str:
    """The view's title, which differs from these."""
    taken = re.compile(rf"^\s*({'|'.join(re.escape(title.strip()) for title in others)})\s*$")
    expect(page, f"the view has its own title, other than {listed(others)}").not_to_have_title(taken)
    return page.title()


def expect_label(portal: Portal, field: Locator) -> None:
    """The field has a visible label, also when filled."""
    is_labelled = portal.screen_reader.has_visible_label(field)
    assert is_labelled, (
        f"expected a label that can be seen at {accessible_name(field)}; there is none (a placeholder disappears)"
    )
