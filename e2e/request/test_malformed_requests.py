"""Malformed requests."""

from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_mailpit import MailpitClient

from e2e.expectations import expect_no_mail
from fixtures import LaterMail, Mailbox, Member, Portal, PortalApi, SuccessTexts, endpoints
from testkit.api.judged import end_unless_judged
from testkit.attacks.reset_requests import MALFORMED_ADDRESSES, MalformedAddress, with_second_address
from testkit.mail.contents import recipients_containing
from testkit.text import listed

REQUIRED = "Start Password Reset: 400 where email is missing or the body malformed"
INPUT_ERROR = "WCAG 2.2, 3.3.1: an input error is described to the user in text"


@pytest.mark.hardening(INPUT_ERROR)
@pytest.mark.parametrize("malformed", MALFORMED_ADDRESSES, ids=lambda malformed: malformed.name)
def test_a_malformed_address_shows_an_error(
    portal: Portal, stranger: Mailbox, malformed: MalformedAddress, success_texts: SuccessTexts
) -> None:
    address = malformed.made_from(stranger.address)
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.enter_email(address)
    before = [*portal.screen.texts(), *success_texts.no_errors_of_request(address)]

    portal.forgot_password.try_to_submit()

    assert shows_error(portal, before), "expected the view to show an error; it shows nothing new, or a confirmation"
    expect(portal.forgot_password.email, "the address can be corrected").to_be_visible()


@pytest.mark.hardening(INPUT_ERROR)
def test_a_missing_address_shows_an_error(portal: Portal, success_texts: SuccessTexts) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.enter_email("")
    before = [*portal.screen.texts(), *success_texts.no_errors_of_request("")]

    portal.forgot_password.try_to_submit()

    # A disabled button is enough: the sign-in view of version 4 has one while the email is blank.
    assert shows_error(portal, before) or portal.forgot_password.reset_button.is_disabled(), (
        "expected the view to say that the address is missing; it shows nothing new, or a confirmation"
    )
    expect(portal.forgot_password.email, "the address can be corrected").to_be_visible()


@pytest.mark.hardening("OWASP WSTG-INPV-10: a malformed address is not passed to the mail server")
def test_no_mail_is_sent_to_malformed_addresses(
    member: Member, mailbox: Mailbox, portal_api: PortalApi, later_mail: LaterMail, mailpit: MailpitClient
) -> None:
    request_reset_for_each(portal_api, [malformed.made_from(member.email) for malformed in MALFORMED_ADDRESSES])

    later_mail.wait()
    expect_no_mail(mailbox, "a malformed form of its address")
    # The mail would not reach this mailbox, but an address that contains most of its local part.
    others = recipients_containing(member.email.partition("@")[0][3:], mailpit) - {member.email.lower()}
    assert not others, f"expected no mail to a malformed address; mail was sent to {listed(sorted(others))}"


@pytest.mark.hardening("OWASP WSTG-INPV-10: a second recipient in the request gets no mail")
def test_a_second_address_in_the_request_receives_no_mail(
    member: Member, stranger: Mailbox, portal_api: PortalApi, later_mail: LaterMail
) -> None:
    request_reset_for_each(portal_api, with_second_address(member.email, stranger.address))

    later_mail.wait()
    expect_no_mail(stranger, "an address that was sent along with a member's")


@pytest.mark.documented(REQUIRED)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"json": {}}, id="email missing"),
        pytest.param({"json": {"email": None}}, id="email null"),
        pytest.param({"json": {"email": ""}}, id="email empty"),
        pytest.param({"json": {"email": 12345}}, id="email is a number"),
        pytest.param({"json": {"email": {"address": "x"}}}, id="email is an object"),
        pytest.param({"json": ["email"]}, id="body is a list"),
        pytest.param({"data": "{email", "headers": {"Content-Type": "application/json"}}, id="body is not JSON"),
        pytest.param({"data": "", "headers": {"Content-Type": "application/json"}}, id="body is empty"),
    ],
)
def test_a_request_without_an_address_is_refused(portal_api: PortalApi, body: dict[str, Any]) -> None:
    answer = portal_api.call("POST", endpoints.START_PASSWORD_RESET, **body)

    assert answer.status == 400, f"expected a request without an address to be refused with 400; found {answer}"


def shows_error(portal: Portal, before: list[str]) -> bool:
    """Whether the browser's own validation kept the form back with a message, or the view shows something new."""
    is_kept_back = not portal.calls.made(endpoints.START_PASSWORD_RESET)
    return bool((is_kept_back and portal.forgot_password.validation_message()) or portal.screen.new_texts(before))


def request_reset_for_each(portal_api: PortalApi, addresses: list[Any]) -> None:
    """Request a reset for each of these through the API."""
    for address in addresses:
        end_unless_judged(portal_api.start_password_reset(address), "a request with a malformed or a second address")
