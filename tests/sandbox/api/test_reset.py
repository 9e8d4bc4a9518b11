"""The calls of a reset (docs/portal.md, section 3), beside what the scenarios check of them."""

import pytest

from tests.sandbox.running import Running, assert_refused, claims_of


def test_a_reset_signs_in_by_its_one_time_token(sandbox: Running) -> None:
    member = sandbox.member()
    answer = sandbox.complete(sandbox.reset_token(member.email))
    exchanged = sandbox.exchange(answer.json()["Value"], 30)
    profile = sandbox.profiles(exchanged.json()["token"]).json()

    assert answer.json() == {
        "WasSuccessful": True,
        "Value": answer.json()["Value"],
        "Status": 200,
        "Message": None,
        "Errors": None,
    }
    assert exchanged.json().keys() == {"token", "token_type", "expires_in", "refresh_token"}
    assert (exchanged.json()["token_type"], exchanged.json()["expires_in"]) == ("bearer", 1800)
    bearer = claims_of(exchanged.json()["token"])
    assert bearer["exp"] - bearer["iat"] == pytest.approx(1800)
    assert profile["User"]["Email"] == member.email
    one_time = claims_of(answer.json()["Value"])
    assert one_time["exp"] - one_time["iat"] == pytest.approx(60)


def test_a_token_is_refused_for_any_other_purpose(sandbox: Running) -> None:
    member = sandbox.member()
    bearer = sandbox.session(member)["access_token"]
    reset = sandbox.reset_token(member.email)
    assert_refused(sandbox.complete(bearer))
    assert_refused(sandbox.exchange(reset), 401)
    assert_refused(sandbox.profiles(reset), 401)
    value = sandbox.complete(reset).json()["Value"]

    assert_refused(sandbox.complete(value))
    assert_refused(sandbox.profiles(value), 401)
    assert_refused(sandbox.exchange(value, portal=sandbox.said["locations"][1]["portal"]), 401)
    assert sandbox.exchange(value).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"token": "", "validForInMinutes": "1440"},
        {"token": "a.b.c"},
        {"token": "a.b.c", "validForInMinutes": "0"},
        {"token": "a.b.c", "validForInMinutes": "1.5"},
    ],
    ids=["nothing", "empty token", "no minutes", "no time", "half a minute"],
)
def test_an_incomplete_exchange_is_refused(sandbox: Running, query: dict[str, str]) -> None:
    answer = sandbox.call("POST", "/api/sys/users/exchange", params=query)

    assert (answer.status_code, answer.json()["WasSuccessful"]) == (400, False)


def test_a_session_can_last_fourteen_days_and_no_longer(sandbox: Running) -> None:
    value = sandbox.complete(sandbox.reset_token(sandbox.member().email)).json()["Value"]
    longest = 14 * 24 * 60

    assert sandbox.exchange(value, longest + 1).status_code == 400
    assert sandbox.exchange(value, longest).json()["expires_in"] == longest * 60


@pytest.mark.parametrize("body", ["", "{", "email=a@example.com"], ids=["empty", "cut off", "form"])
def test_a_body_that_is_no_json_is_refused_with_an_envelope(sandbox: Running, body: str) -> None:
    answer = sandbox.call("POST", "/api/sys/users/completePasswordReset", data=body)

    assert_refused(answer)


def test_an_eleventh_request_for_one_address_is_refused_and_does_not_lock_the_account(sandbox: Running) -> None:
    member = sandbox.member()  # that was the first
    answers = [sandbox.start(variant) for variant in [member.email, member.email.upper(), f" {member.email}"] * 3]
    unknown = [sandbox.start("flooded@example.com") for _ in range(11)]

    assert {answer.status_code for answer in [*answers, *unknown[:10]]} == {200}
    assert_refused(sandbox.start(member.email), 429)
    assert_refused(unknown[10], 429)
    assert sandbox.sign_in(member.email, member.password).status_code == 200
