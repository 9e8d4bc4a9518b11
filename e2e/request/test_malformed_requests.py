"""Malformed requests."""

from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.expectations import expect_empty
from fixtures import LaterMail, Mailbox, Member, Portal, PortalApi, endpoints
from testkit.attacks.reset_requests import MALFORMED_ADDRESSES, MalformedAddress, with_second_address

REQUIRED = "Start Password Reset: 400 where email is missing or the body malformed"
TOLD = "WCAG 2.2, 3.3.1: an input error is described to the user in text"


@pytest.mark.hardening(TOLD)
@pytest.mark.parametrize("malformed", MALFORMED_ADDRESSES, ids=lambda malformed: malformed.name)
def test_a_malformed_address_shows_an_error(portal: Portal, stranger: Mailbox, malformed: MalformedAddress) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.enter_email(malformed.made_from(stranger.address))
    before = portal.screen.texts()

    portal.forgot_password.submit_with_enter()

    told = is_told(portal, before)
    assert told, "expected the member to be told of the slip; the view shows nothing new"
    expect_no_confirmation(portal)


@pytest.mark.hardening(TOLD)
def test_a_missing_address_shows_an_error(portal: Portal) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.enter_email("")
    before = portal.screen.texts()

    portal.forgot_password.submit_with_enter()

    # A button that is disabled from the start tells it as well: the live portal's sign-in does so.
    told = is_told(portal, before) or portal.forgot_password.reset_button.is_disabled()
    assert told, "expected the member to be told that the address is missing; the view shows nothing new"
    expect_no_confirmation(portal)


@pytest.mark.hardening("OWASP WSTG-INPV-10: what is no address is not handed on to the mail server")
def test_no_mail_is_sent_to_malformed_addresses(
    new_member: Member, mailbox: Mailbox, portal_api: PortalApi, later_mail: LaterMail
) -> None:
    ask_for_each(portal_api, [malformed.made_from(new_member.email) for malformed in MALFORMED_ADDRESSES])

    later_mail.comes()
    expect_empty(mailbox, "a malformed form of its address")


@pytest.mark.hardening("OWASP WSTG-INPV-10: a second recipient in the request is not written to")
def test_a_second_address_in_the_request_receives_no_mail(
    new_member: Member, stranger: Mailbox, portal_api: PortalApi, later_mail: LaterMail
) -> None:
    ask_for_each(portal_api, with_second_address(new_member.email, stranger.address))

    later_mail.comes()
    expect_empty(stranger, "an address that was sent along with a member's")


@pytest.mark.documented(REQUIRED)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"json": {}}, id="email missing"),
        pytest.param({"data": "{email", "headers": {"Content-Type": "application/json"}}, id="body is no JSON"),
        pytest.param({"data": "", "headers": {"Content-Type": "application/json"}}, id="body is empty"),
    ],
)
def test_a_request_without_an_address_is_refused(portal_api: PortalApi, body: dict[str, Any]) -> None:
    answer = portal_api.call("POST", endpoints.START_PASSWORD_RESET, **body)

    assert answer.status == 400, f"expected a request without an address to be refused with 400; found {answer}"


def is_told(portal: Portal, before: list[str]) -> bool:
    """Whether the member learns of the slip: from the browser's own bubble, which kept the form back, or the view."""
    kept_back = not portal.calls.made(endpoints.START_PASSWORD_RESET)
    return bool((kept_back and portal.forgot_password.validation_message()) or portal.screen.new_texts(before))


def expect_no_confirmation(portal: Portal) -> None:
    """The form is still there to be corrected, and nothing says that a mail was sent."""
    expect(portal.forgot_password.email, "the address can be corrected").to_be_visible()
    expect(portal.forgot_password.inbox_shortcut("Gmail"), "no mail is confirmed").to_have_count(0)


def ask_for_each(portal_api: PortalApi, addresses: list[Any]) -> None:
    """Ask for a reset with each of these as its email, past the view."""
    for address in addresses:
        portal_api.start_password_reset(address)
