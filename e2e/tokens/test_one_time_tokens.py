"""One-time tokens."""

import pytest

from e2e.expectations import expect_exchange_refused, expect_no_session
from fixtures import ExpiredToken, PortalApi, Secret
from testkit.api.client import fresh_client
from testkit.attacks.concurrent_use import at_once
from testkit.text import listed

REFUSED = "Exchange JWT: 400 and 401 on a missing, invalid, expired or used JWT"


@pytest.mark.statement(11, 12, 13)
@pytest.mark.documented(REFUSED)
@pytest.mark.parametrize(
    "kind",
    [
        "missing",
        "empty",
        "not a JWT",
        "reset token",
        "bearer token",
        "one character of the payload changed",
        "one character of the signature changed",
        "later expiry with the old signature",
        "alg none",
        "signed with an empty secret",
        "signed with the attacker's key",
        "the attacker's key in jwk",
    ],
)
def test_an_invalid_one_time_token_starts_no_session(
    kind: str, bad_one_time_token: str | None, portal_api: PortalApi
) -> None:
    """An invalid one-time token starts no session."""
    stranger = fresh_client(portal_api)

    expect_exchange_refused(stranger.exchange(bad_one_time_token), f"a one-time token ({kind})")

    expect_no_session(stranger.profiles())


@pytest.mark.documented(REFUSED)
def test_an_expired_one_time_token_starts_no_session(expired_one_time_token: ExpiredToken) -> None:
    """An expired one-time token starts no session."""
    answer = expired_one_time_token.portal_api.exchange(expired_one_time_token.token)

    expect_exchange_refused(answer, "an expired one-time token")


@pytest.mark.documented(REFUSED)
def test_a_one_time_token_cannot_be_exchanged_twice(one_time_token: Secret, portal_api: PortalApi) -> None:
    """A one-time token cannot be exchanged twice."""
    first = portal_api.exchange(one_time_token)
    second = fresh_client(portal_api).exchange(one_time_token)

    assert first.status == 200, f"expected the fresh one-time token to be exchanged; found {first.status}"
    expect_exchange_refused(second, "a one-time token that it has exchanged before")


@pytest.mark.documented(REFUSED)
def test_only_one_of_simultaneous_exchanges_succeeds(one_time_token: Secret, portal_api: PortalApi) -> None:
    first, second = fresh_client(portal_api), fresh_client(portal_api)

    answers = at_once([lambda: first.exchange(one_time_token), lambda: second.exchange(one_time_token)])

    answers.sort(key=lambda answer: answer.status)
    statuses = [answer.status for answer in answers]
    assert statuses.count(200) == 1, f"expected one of two simultaneous exchanges to succeed; found {listed(statuses)}"
    expect_exchange_refused(answers[-1], "the later of two simultaneous exchanges")
