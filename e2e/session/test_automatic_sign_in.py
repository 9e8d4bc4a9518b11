"""Automatic sign-in."""

import pytest
from playwright.sync_api import expect

from e2e.expectations import (
    expect_error_shown,
    expect_member_area,
    expect_not_signed_in,
    expect_profiles_of,
    expect_signed_in,
)
from fixtures import Mailbox, Member, Portal, PortalApi, ResetLink, Secret, endpoints
from testkit.secrets.jwt import jwt_payload
from testkit.text import listed
from testkit.verifiable import not_verifiable

DAY, A_MINUTE = 24 * 3600, 60  # seconds


@pytest.mark.smoke
@pytest.mark.statement(29)
@pytest.mark.documented("Complete Password Reset: signing the customer in automatically without an extra login step")
def test_the_member_is_signed_in_by_the_reset_itself(
    portal: Portal, member: Member, mailbox: Mailbox, new_password: Secret
) -> None:
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.request_reset(member.email)

    link = mailbox.wait_for_reset_link()
    portal.reset_password.open(link.url)
    portal.reset_password.set_password(new_password)

    expect_signed_in(portal, member)


@pytest.mark.documented("Complete Password Reset: request body Token, Password and BusinessId, all required")
def test_the_page_sends_token_password_and_location(
    portal: Portal, reset_link: ResetLink, portal_api: PortalApi, new_password: Secret
) -> None:
    """The page sends token, password and location."""
    portal.reset_password.open(reset_link.url)

    with portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion:
        portal.reset_password.set_password(new_password)

    sent = completion.value.sent
    assert sent.get("Token") == reset_link.token, "expected the token of the link; another one was sent"
    assert sent.get("Password") == new_password, "expected the password as typed; another one was sent"
    assert sent.get("BusinessId") == portal_api.business_id(), (
        f"expected the location's numeric BusinessId; the page sent {sent.get('BusinessId')!r}"
    )


@pytest.mark.documented(
    "Complete Password Reset: ActionConfirmation with the one-time JWT as Value, Status 200, no Errors"
)
def test_the_server_confirms_with_a_one_time_token(portal: Portal, reset_link: ResetLink, new_password: Secret) -> None:
    """The server confirms with a one-time token."""
    portal.reset_password.open(reset_link.url)

    with portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion:
        portal.reset_password.set_password(new_password)

    answer = completion.value.answer
    assert answer.status == 200, f"expected the reset to be done; found {answer}"
    assert answer.envelope.get("WasSuccessful") is True, f"expected WasSuccessful: true; found {answer}"
    assert answer.envelope.get("Status") == 200, f"expected the status mirrored in the body; found {answer}"
    assert answer.envelope.get("Errors", "missing") is None, f"expected Errors: null; found {answer}"
    assert str(answer.envelope.get("Value")).count(".") == 2, "expected Value to be a JWT; it is not"


@pytest.mark.documented("Exchange JWT: the portal exchanges Value at once, with validForInMinutes=1440")
def test_the_page_exchanges_the_one_time_token_for_a_session_of_a_day(
    portal: Portal, member: Member, reset_link: ResetLink, new_password: Secret
) -> None:
    """The page exchanges the one-time token for a session of a day."""
    portal.reset_password.open(reset_link.url)

    with (
        portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion,
        portal.calls.expect(endpoints.PROFILES, after=endpoints.EXCHANGE) as profiles,
        portal.calls.expect(endpoints.EXCHANGE, after=endpoints.COMPLETE_PASSWORD_RESET) as exchange,
    ):
        portal.reset_password.set_password(new_password)

    value = completion.value.answer.envelope.get("Value")
    assert exchange.value.query.get("token") == value, (
        "expected the page to exchange the Value of the reset; it sent another token"
    )
    assert exchange.value.query.get("validForInMinutes") == "1440", (
        f"expected validForInMinutes=1440; found {exchange.value.query.get('validForInMinutes')!r}"
    )
    assert not exchange.value.request.post_data, "expected the exchange to have no body; the page sent one"
    assert "authorization" not in exchange.value.credentials, "expected no Authorization header with the exchange"
    assert exchange.value.status == 200, f"expected the exchange to be accepted; found {exchange.value.status}"
    expect_profiles_of(profiles.value.answer, member)


@pytest.mark.documented("Exchange JWT: 200 with token, token_type bearer, expires_in in seconds and refresh_token")
def test_the_exchange_returns_a_bearer_token_for_a_day(one_time_token: Secret, portal_api: PortalApi) -> None:
    answer = portal_api.exchange(one_time_token)

    found, seconds = sorted(answer.envelope), answer.envelope.get("expires_in")
    assert answer.status == 200, f"expected the one-time token to be exchanged; found status {answer.status}"
    assert {"token", "refresh_token"} <= set(found), (
        f"expected the fields token and refresh_token; found {listed(found)}"
    )
    assert str(answer.envelope.get("token_type")).lower() == "bearer", "expected token_type to be bearer; it is not"
    assert isinstance(seconds, int) and abs(seconds - DAY) <= A_MINUTE, (  # noqa: PT018 - one sentence for both
        f"expected expires_in to be a day in seconds, {DAY}; found {seconds!r}"
    )


@pytest.mark.documented("Exchange JWT: expires_in is the token's lifetime in seconds")
def test_the_bearer_token_expires_when_expires_in_says(one_time_token: Secret, portal_api: PortalApi) -> None:
    """The bearer token expires when expires_in says."""
    answer = portal_api.exchange(one_time_token)

    seconds, own = answer.envelope.get("expires_in"), own_lifetime(str(answer.envelope.get("token")))
    assert isinstance(seconds, int) and abs(own - seconds) <= A_MINUTE, (  # noqa: PT018 - one sentence for both
        f"expected the token's own exp to agree with expires_in, {seconds!r}; its lifetime is {own:.0f} seconds"
    )


@pytest.mark.statement(26)
@pytest.mark.documented("Complete Password Reset: sets the new password")
def test_the_new_password_signs_in_on_the_form(
    portal: Portal, member: Member, reset_link: ResetLink, portal_api: PortalApi, new_password: Secret
) -> None:
    portal_api.reset_password(reset_link.token, new_password)

    portal.sign_in.open()
    portal.sign_in.sign_in(member.email, new_password)

    expect_member_area(portal, member)


@pytest.mark.statement(23)
@pytest.mark.documented("Sign in: fields for email and password; the password can be shown and hidden")
def test_the_password_can_be_shown_and_hidden_when_signing_in(portal: Portal, new_password: Secret) -> None:
    portal.sign_in.open()
    portal.sign_in.password.fill(new_password)
    expect_one_toggle(portal)

    portal.sign_in.password_toggle.click()
    expect(portal.sign_in.password, "the toggle of the sign-in form shows the password").to_have_attribute(
        "type", "text"
    )
    portal.sign_in.password_toggle.click()
    expect(portal.sign_in.password, "the toggle of the sign-in form hides it again").to_have_attribute(
        "type", "password"
    )


@pytest.mark.statement(26)
@pytest.mark.documented("Sign in: wrong credentials are refused with an error in an alert")
def test_the_old_password_no_longer_signs_in_on_the_form(
    portal: Portal,
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
) -> None:
    portal_api.reset_password(reset_link.token, new_password)
    portal.sign_in.open()
    expect(portal.sign_in.password, "the sign-in view is shown").to_be_visible()
    before = portal.screen.texts()

    with portal.calls.expect(endpoints.TOKEN) as refusal:
        portal.sign_in.sign_in(member.email, own_password)

    assert refusal.value.status == 400, f"expected the old password to be refused; found {refusal.value.answer}"
    expect_error_shown(portal, before, success=[])
    expect_not_signed_in(portal)


@pytest.mark.statement(26)
@pytest.mark.documented("Get a bearer token: the password grant accepts the member's password and no other")
def test_the_api_accepts_the_new_password_and_refuses_the_old_one(
    portal: Portal,
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
) -> None:
    portal.reset_password.open(reset_link.url)
    portal.reset_password.set_password(new_password)
    expect_member_area(portal, member)

    assert portal_api.lets_in(member.email, new_password), "expected the new password to sign in; it is refused"
    assert not portal_api.lets_in(member.email, own_password), "expected the old password to be refused; it signs in"


def expect_one_toggle(portal: Portal) -> None:
    """One control is known to show the password; not verifiable if none is, or several."""
    count = portal.sign_in.password_toggle.count()
    if count != 1:
        raise not_verifiable(
            f"{count} controls of the sign-in form could show the password",
            needs="one that is named after the password",
        )


def own_lifetime(token: str) -> float:
    """The lifetime of a bearer token by its own claims, in seconds."""
    claims = jwt_payload(token)
    if not all(isinstance(claims.get(name), int | float) for name in ("iat", "exp")):
        raise not_verifiable("the bearer token has no iat and exp", needs="a JWT with both claims")
    return float(claims["exp"]) - float(claims["iat"])
