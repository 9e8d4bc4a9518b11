"""Invalid reset tokens."""

from typing import Any

import pytest

from e2e.expectations import expect_no_session, expect_password_unchanged, expect_refused_token
from fixtures import Answer, BadToken, Member, PortalApi, RefusedTokens, ResetLink, Secret, UseAtOnce, endpoints
from testkit.api.judged import end_unless_judged
from testkit.attacks.concurrent_use import Attempt, refused, successful
from testkit.text import listed

REFUSED = "Complete Password Reset: 400 where the token is invalid, expired or already used"


def bad(kind: str, *statements: int) -> object:
    """A row of the table: what is wrong with the token, and the statements it checks."""
    return pytest.param(kind, id=kind, marks=[pytest.mark.statement(*statements)] if statements else [])


@pytest.mark.documented(REFUSED)
@pytest.mark.parametrize(
    "kind",
    [
        bad("missing", 35),
        bad("null"),
        bad("empty"),
        bad("a space"),
        bad("a number"),
        bad("in a list"),
        bad("not a JWT"),
        bad("header alone"),
        bad("two segments"),
        bad("four segments"),
        bad("letters outside of Base64"),
        bad("segments that hold no JSON"),
        bad("expired", 10, 13),
        bad("used before", 9),
        bad("one character of the header changed", 11),
        bad("one character of the payload changed", 11),
        bad("one character of the signature changed", 11),
        bad("signature removed", 11, 12),
        bad("signature cut short", 11),
        bad("later expiry with the old signature", 11),
        bad("expired, with a later expiry and the old signature", 10, 11),
        bad("payload of another member's token", 11, 14),
        bad("alg none", 12),
        bad("alg None", 12),
        bad("alg NONE", 12),
        bad("alg none with the old signature", 12),
        bad("HS256 with the public key as secret (PEM)", 12),
        bad("HS256 with the public key as secret (DER)", 12),
        bad("signed with an empty secret", 12),
        bad("signed with a guessable secret", 12),
        bad("signed with the attacker's key", 12),
        bad("the attacker's key in jwk", 12),
        bad("the attacker's key set in jku", 12),
        bad("the attacker's certificate in x5c", 12),
        bad("the attacker's certificate in x5u", 12),
        bad("exchange token", 13),
        bad("bearer token", 13),
    ],
)
def test_an_invalid_token_sets_no_password(kind: str, bad_token: BadToken, new_password: Secret) -> None:
    answer = bad_token.try_to_set(new_password)

    expect_refusal(answer, f"the token ({kind})")
    expect_no_session(bad_token.portal_api.profiles())  # the client that sent it, with its cookies
    expect_password_unchanged(bad_token.home, bad_token.member, tried=new_password)


@pytest.mark.hardening(
    "OWASP Forgot Password: a newer token replaces the older one; RFC 8725, 3.9: the audience is validated"
)
@pytest.mark.parametrize(
    "kind",
    [
        bad("replaced by a newer one", 15),
        bad("replaced by a newer one that was used", 15),
        bad("another location's", 13),
        bad("ours, at another location", 13),
    ],
)
def test_a_replaced_or_foreign_token_sets_no_password(kind: str, bad_token: BadToken, new_password: Secret) -> None:
    answer = bad_token.try_to_set(new_password)

    expect_refusal(answer, f"the token ({kind})")
    expect_no_session(bad_token.portal_api.profiles())  # the client that sent it, with its cookies
    expect_password_unchanged(bad_token.home, bad_token.member, tried=new_password)


@pytest.mark.statement(14)
@pytest.mark.hardening("OWASP WSTG-ATHN-09: the account comes from the token, not from other fields of the request")
def test_naming_another_member_beside_the_token_changes_nothing_for_them(
    reset_link: ResetLink, another_member: Member, portal_api: PortalApi, new_password: Secret
) -> None:
    names: dict[str, Any] = {
        "Email": another_member.email,
        "UserName": another_member.email,
        "CoworkerEmail": another_member.email,
    }

    answer = portal_api.complete_password_reset(reset_link.token, new_password, **names)

    end_unless_judged(answer, "a completion that names another member")
    expect_password_unchanged(portal_api, another_member, tried=new_password)


@pytest.mark.statement(9, 16)
@pytest.mark.documented("Complete Password Reset: the token is single-use")
def test_only_one_of_simultaneous_uses_succeeds(
    member: Member, reset_link: ResetLink, portal_api: PortalApi, use_at_once: UseAtOnce
) -> None:
    attempts = use_at_once(reset_link.token)

    won, lost = successful(attempts), refused(attempts)
    assert len(won) == 1, f"expected one of {len(attempts)} simultaneous uses to succeed; {len(won)} did"
    expect_refused_attempts(portal_api, member, lost)
    assert portal_api.lets_in(member.email, won[0].password), (
        "expected the password of the accepted use to sign in; it does not"
    )


@pytest.mark.statement(16)
@pytest.mark.hardening(
    "OWASP Forgot Password: scanners and previews fetch links; only the member's own submit changes anything"
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_get_or_head_request_does_not_use_the_token(
    method: str,
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
) -> None:
    """A GET or HEAD request does not use the token."""
    query = {"Token": reset_link.token, "Password": new_password, "BusinessId": str(portal_api.business_id())}

    portal_api.call(method, endpoints.COMPLETE_PASSWORD_RESET, params=query)

    expect_password_unchanged(portal_api, member.with_password(own_password), tried=new_password)
    answer = portal_api.complete_password_reset(reset_link.token, new_password)
    assert answer.envelope.get("WasSuccessful") is True, (
        f"expected the token to stay valid after {method}; found {answer}"
    )


@pytest.mark.statement(12)
@pytest.mark.hardening("OWASP ASVS 16.5.1: errors contain no stack trace, query, file or key")
def test_refusals_reveal_no_technical_details(refused_tokens: RefusedTokens) -> None:
    assert not refused_tokens.details, (
        f"expected refusals without technical details; found {listed(refused_tokens.details)}"
    )


@pytest.mark.statement(12)
@pytest.mark.hardening("RFC 8725, 3.2: the answer does not reveal why a forged token was refused")
def test_all_forged_tokens_get_the_same_answer(refused_tokens: RefusedTokens) -> None:
    answers = refused_tokens.answers_to_forgeries

    assert len(answers) == 1, f"expected the same answer to each forged token; found {listed(answers)}"


def expect_refusal(answer: Answer, what: str) -> None:
    """The documented refusal, with the status in the envelope."""
    expect_refused_token(answer, what)
    assert answer.envelope.get("Status") == 400, f"expected the status mirrored in the body; found {answer}"


def expect_refused_attempts(portal_api: PortalApi, member: Member, lost: list[Attempt]) -> None:
    """None of the refused attempts set its password."""
    for attempt in lost:
        expect_refusal(attempt.answer, "each later use of the token")
        assert not portal_api.lets_in(member.email, attempt.password), (
            "expected the password of a refused use not to sign in; it does"
        )
