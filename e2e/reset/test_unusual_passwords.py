"""Unusual passwords."""

import pytest

from fixtures import Answer, Member, Portal, PortalApi, ResetLink, Secret, endpoints
from testkit.api.judged import end_unless_judged


@pytest.mark.statement(18)
@pytest.mark.hardening(
    "NIST SP 800-63B-4, 3.1.1.2, and ASVS 6.2.8-6.2.9: 64 characters and more are accepted, and none is cut off"
)
@pytest.mark.parametrize("unusual", ["of 64 characters"])
def test_a_long_password_is_not_truncated(
    portal: Portal, member: Member, reset_link: ResetLink, portal_api: PortalApi, unusual_password: Secret
) -> None:
    expect_accepted(portal, reset_link, unusual_password)
    assert portal_api.lets_in(member.email, unusual_password), (
        "expected a password of 64 characters to sign in; it is refused"
    )
    assert not portal_api.lets_in(member.email, unusual_password[:-1]), (
        "expected the whole password of 64 characters to be required; it signs in without its last character"
    )


@pytest.mark.statement(18)
@pytest.mark.hardening("ASVS 6.2.8: a password is verified exactly as it was typed, without truncation")
@pytest.mark.parametrize("unusual", ["of 100 characters"])
def test_a_very_long_password_is_refused_or_not_truncated(
    member: Member, reset_link: ResetLink, portal_api: PortalApi, unusual: str, unusual_password: Secret
) -> None:
    answer = portal_api.complete_password_reset(reset_link.token, unusual_password)

    end_unless_judged(answer, f"a password {unusual}")
    signs_in = portal_api.lets_in(member.email, unusual_password)
    expect_as_answered(answer, f"a password {unusual}", signs_in=signs_in)
    assert not portal_api.lets_in(member.email, unusual_password[:-1]), (
        "expected a password of 100 characters to be refused, or to be required whole; "
        "it was set and signs in without its last character"
    )


@pytest.mark.statement(18)
@pytest.mark.hardening("ASVS 6.2.8: a password is verified exactly as it was typed, without change of case")
def test_passwords_are_case_sensitive(member: Member, own_password: Secret, portal_api: PortalApi) -> None:
    """Passwords are case-sensitive."""
    assert portal_api.lets_in(member.email, own_password), "expected the member's password to sign in; it does not"
    assert not portal_api.lets_in(member.email, own_password.swapcase()), (
        "expected the password to be case-sensitive; it signs in with upper and lower case swapped"
    )


@pytest.mark.statement(21)
@pytest.mark.hardening("NIST SP 800-63B-4, 3.1.1.2: spaces, punctuation and Unicode are accepted and not changed")
@pytest.mark.parametrize(
    "unusual",
    [
        "with spaces inside",
        "with leading and trailing spaces",
        "with quotes and brackets",
        "Unicode",
        "emoji",
    ],
)
def test_an_unusual_password_is_sent_unchanged_and_signs_in(
    portal: Portal,
    member: Member,
    reset_link: ResetLink,
    portal_api: PortalApi,
    unusual: str,
    unusual_password: Secret,
) -> None:
    expect_accepted(portal, reset_link, unusual_password)
    assert portal_api.lets_in(member.email, unusual_password), (
        f"expected the new password ({unusual}) to sign in at api/token; the reset accepted it, api/token refuses it"
    )


def expect_as_answered(answer: Answer, what: str, *, signs_in: bool) -> None:
    """What a reset accepted signs in, and what it refused does not."""
    accepted = answer.envelope.get("WasSuccessful") is True
    assert signs_in or not accepted, f"expected {what} to sign in, since the reset accepted it; it is refused"
    assert accepted or not signs_in, f"expected {what} not to sign in, since the reset refused it; it signs in"


def expect_accepted(portal: Portal, link: ResetLink, password: Secret) -> None:
    """The view sends the password, and the server accepts it."""
    portal.reset_password.open(link.url)
    with portal.calls.expect(endpoints.COMPLETE_PASSWORD_RESET) as completion:
        portal.reset_password.set_password(password)

    answer = completion.value.answer
    assert answer.status == 200, f"expected the server to accept this password; found {answer.messages or answer}"
