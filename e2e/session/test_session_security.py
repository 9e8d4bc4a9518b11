"""Security of sessions."""

import pytest

from e2e.expectations import (
    expect_error_shown,
    expect_member_area,
    expect_profiles_of,
    expect_renewal_refused,
    expect_shown,
    expect_signed_out,
)
from fixtures import (
    AnotherSite,
    ClientSession,
    LimitedRequest,
    Member,
    OpenPortal,
    Portal,
    PortalApi,
    ResetLink,
    ReturnAddress,
    Secret,
    SuccessTexts,
)
from testkit.attacks.return_address import WAYS_OUT
from testkit.text import listed

SESSIONS_END = "OWASP Forgot Password: after a reset, other sessions end or the user is offered it; ASVS 7.4.3"
NO_OPEN_REDIRECT = "OWASP WSTG-CLNT-04: return addresses outside the portal are refused"
LIMITED = "OWASP Forgot Password: repeated requests are limited, and the account is not locked for it"


@pytest.mark.statement(27)
@pytest.mark.hardening(SESSIONS_END)
def test_a_reset_signs_the_member_out_in_other_browsers(
    portal: Portal,
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    another_browser: OpenPortal,
    new_password: Secret,
) -> None:
    other = another_browser()
    other.sign_in.open()
    other.sign_in.sign_in(member.email, own_password)
    expect_member_area(other, member)

    portal.reset_password.open(reset_link.url)
    portal.reset_password.set_password(new_password)
    expect_member_area(portal, member)
    other.page.reload()

    expect_signed_out(other, "in the other browser, after a reload")


@pytest.mark.statement(27)
@pytest.mark.hardening(SESSIONS_END)
def test_a_reset_revokes_the_bearer_tokens_of_older_sessions(
    portal_api: PortalApi, old_bearer: Secret, reset_link: ResetLink, new_password: Secret
) -> None:
    portal_api.reset_password(reset_link.token, new_password)

    answer = portal_api.profiles(old_bearer)
    assert answer.status == 401, f"expected the reset to end older sessions; coworkers/profiles answers {answer}"


@pytest.mark.statement(27)
@pytest.mark.hardening(SESSIONS_END)
def test_a_reset_revokes_the_refresh_tokens_of_older_sessions(
    portal_api: PortalApi, old_session: ClientSession, reset_link: ResetLink, new_password: Secret
) -> None:
    portal_api.reset_password(reset_link.token, new_password)

    expect_renewal_refused(old_session.renew(), "the refresh token of a session from before the reset")


@pytest.mark.statement(27)
@pytest.mark.hardening("RFC 6749, 6: a refresh token renews the session that it was issued for")
@pytest.mark.usefixtures("session_of_another_member")
def test_the_refresh_token_of_the_automatic_sign_in_renews_the_same_session(
    member: Member, renewed_bearer: Secret, portal_api: PortalApi
) -> None:
    """The refresh token of the automatic sign-in renews the same session."""
    expect_profiles_of(portal_api.profiles(renewed_bearer), member)


@pytest.mark.statement(27)
@pytest.mark.hardening("RFC 6749, 10.4: refresh tokens cannot be generated, modified or guessed")
def test_an_invented_refresh_token_renews_no_session(accepted_invented_tokens: list[str]) -> None:
    assert not accepted_invented_tokens, (
        f"expected refresh tokens that the portal never issued to be refused; "
        f"it accepts one that is {listed(accepted_invented_tokens)}"
    )


@pytest.mark.hardening("OWASP ASVS 3.3.4: a cookie with a session token is HttpOnly")
def test_scripts_cannot_read_a_cookie_with_a_session_token(session_of_the_reset: ClientSession) -> None:
    readable = session_of_the_reset.readable_cookies()

    assert not readable, f"expected cookies with a token of the session to be HttpOnly; not so are {listed(readable)}"


@pytest.mark.statement(37)
@pytest.mark.hardening(NO_OPEN_REDIRECT)
@pytest.mark.parametrize("way_out", WAYS_OUT.values(), ids=WAYS_OUT)
def test_signing_in_does_not_redirect_to_another_site(
    portal: Portal,
    member: Member,
    own_password: Secret,
    return_address: ReturnAddress,
    another_site: AnotherSite,
    way_out: str,
) -> None:
    portal.page.goto(return_address.leading_to(way_out))
    portal.sign_in.reach()
    portal.sign_in.sign_in(member.email, own_password)

    expect_stays_on_the_portal(portal, member, another_site, "signing in")


@pytest.mark.statement(37)
@pytest.mark.hardening(NO_OPEN_REDIRECT)
def test_a_reset_does_not_redirect_to_another_site(
    portal: Portal,
    member: Member,
    reset_link: ResetLink,
    return_address: ReturnAddress,
    another_site: AnotherSite,
    new_password: Secret,
) -> None:
    portal.reset_password.open(return_address.added_to(reset_link.target, WAYS_OUT["another site"]))
    portal.reset_password.set_password(new_password)

    expect_stays_on_the_portal(portal, member, another_site, "the reset")


@pytest.mark.statement(5)
@pytest.mark.hardening(LIMITED)
def test_a_rate_limited_request_is_answered_with_a_message(limited_stranger: LimitedRequest) -> None:
    """A rate-limited request is answered with a message."""
    answer = limited_stranger.answer

    assert answer.status in {409, 429} or answer.envelope.get("WasSuccessful") is False, (
        f"expected 409, 429, or an envelope with WasSuccessful: false; found {answer}"
    )
    # The platform's documented limit has no body.
    says_why_or_when = answer.messages or answer.header("Retry-After")
    assert says_why_or_when, f"expected the answer to contain a message or Retry-After; found {answer}"


@pytest.mark.statement(5)
@pytest.mark.hardening(LIMITED)
def test_a_rate_limited_request_shows_an_error(
    portal: Portal, success_texts: SuccessTexts, limited_stranger: LimitedRequest
) -> None:
    """A rate-limited request shows an error."""
    portal.sign_in.open()
    portal.sign_in.forgot_password_link.click()
    portal.forgot_password.email.fill(limited_stranger.address)
    before = portal.screen.texts()

    portal.forgot_password.submit()

    expect_error_shown(portal, before, success=success_texts.no_errors_of_request(limited_stranger.address))


@pytest.mark.statement(5)
@pytest.mark.hardening(LIMITED)
def test_rate_limiting_does_not_lock_the_account(
    own_password: Secret, limited_member: LimitedRequest, portal_api: PortalApi
) -> None:
    assert portal_api.lets_in(limited_member.address, own_password), (
        "expected the member to sign in as before; after too many reset requests the password is refused"
    )


def expect_stays_on_the_portal(portal: Portal, member: Member, site: AnotherSite, act: str) -> None:
    """The member is signed in, and the browser was not sent to the other site."""
    # Only once one of the two is shown has the redirect happened, or not.
    arrived = portal.dashboard.marks_of(member).or_(portal.page.get_by_role("heading", name="Elsewhere"))
    expect_shown(portal, arrived, "the member to be signed in")
    assert not site.visits, f"expected to stay on the portal; {act} redirected to {site.visits[0]}"
