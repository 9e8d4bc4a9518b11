"""The calls of a reset, as docs/portal.md, section 3, describes them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import (
    DONE,
    OTHER_PASSWORD,
    PASSWORD,
    Running,
    assert_refused,
    claims_of,
    link_in,
    running,
    text_of,
)


def test_a_reset_signs_in_by_its_one_time_token(sandbox: Running) -> None:
    member = sandbox.member()
    answer = sandbox.complete(sandbox.reset_token(member.email))
    exchanged = sandbox.exchange(answer.json()["Value"], 30)
    profile = sandbox.profiles(exchanged.json()["token"]).json()

    assert answer.json() == {**DONE, "Value": answer.json()["Value"]}
    assert exchanged.json().keys() == {"token", "token_type", "expires_in", "refresh_token"}
    assert (exchanged.json()["token_type"], exchanged.json()["expires_in"]) == ("bearer", 1800)
    bearer = claims_of(exchanged.json()["token"])
    assert bearer["exp"] - bearer["iat"] == pytest.approx(1800)
    assert profile["User"]["Email"] == member.email
    one_time = claims_of(answer.json()["Value"])
    assert one_time["exp"] - one_time["iat"] == pytest.approx(60)


def test_after_a_reset_the_new_password_signs_in_and_the_old_does_not(sandbox: Running) -> None:
    member = sandbox.member()
    sandbox.complete(sandbox.reset_token(member.email), OTHER_PASSWORD)

    assert sandbox.sign_in(member.email, OTHER_PASSWORD).status_code == 200
    assert sandbox.sign_in(member.email, member.password).json()["error"] == "invalid_grant"


def test_asking_for_a_link_changes_nothing(sandbox: Running) -> None:
    member = sandbox.member()
    session = sandbox.session(member)
    sandbox.reset_token(member.email)

    assert sandbox.sign_in(member.email, member.password).status_code == 200
    assert sandbox.profiles(session["access_token"]).status_code == 200


def test_a_reset_ends_other_sessions_and_their_refresh_tokens_but_nobody_elses(sandbox: Running) -> None:
    member, bystander = sandbox.member(), sandbox.member()
    session, untouched = sandbox.session(member), sandbox.session(bystander)
    sandbox.complete(sandbox.reset_token(member.email))
    refreshed = sandbox.call(
        "POST", "/api/token", data={"grant_type": "refresh_token", "refresh_token": session["refresh_token"]}
    )

    assert_refused(sandbox.profiles(session["access_token"]), 401)
    assert refreshed.json()["error"] == "invalid_grant"
    assert sandbox.profiles(untouched["access_token"]).status_code == 200


def test_a_notice_of_the_change_goes_to_the_member_without_the_password(sandbox: Running, postbox: Postbox) -> None:
    member = sandbox.member()
    sandbox.complete(sandbox.reset_token(member.email))
    notice = postbox.to(member.email, 5)

    assert "changed" in notice["Subject"]
    assert "If it was not you" in text_of(notice)
    assert OTHER_PASSWORD not in notice.as_string()
    assert link_in(notice) == f"{sandbox.portal}/recover-password"


def test_a_link_works_once(sandbox: Running) -> None:
    member = sandbox.member()
    token = sandbox.reset_token(member.email)
    sandbox.complete(token)

    assert_refused(sandbox.complete(token, PASSWORD))
    assert sandbox.sign_in(member.email, OTHER_PASSWORD).status_code == 200


def test_a_newer_link_ends_the_older(sandbox: Running) -> None:
    email = sandbox.member().email
    older, newer = sandbox.reset_token(email), sandbox.reset_token(email)

    assert_refused(sandbox.complete(older))
    assert sandbox.complete(newer).status_code == 200


def test_looking_at_a_link_does_not_use_it(sandbox: Running) -> None:
    token = sandbox.reset_token(sandbox.member().email)
    for method in ("HEAD", "GET"):
        assert sandbox.call(method, f"/reset-password?token={token}").status_code == 200

    assert sandbox.complete(token).status_code == 200


def test_of_two_at_once_exactly_one_sets_the_password(sandbox: Running) -> None:
    token = sandbox.reset_token(sandbox.member().email)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: sandbox.complete(token, f"{PASSWORD}-{number}"), range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7


def test_a_refused_password_names_each_broken_rule_and_leaves_the_link_good(sandbox: Running) -> None:
    member = sandbox.member()
    token = sandbox.reset_token(member.email)
    answer = sandbox.complete(token, "bloggs")
    errors = answer.json()["Errors"]

    assert answer.status_code == 400
    assert len(errors) == 5
    assert all(error.keys() == {"AttemptedValue", "Message", "PropertyName"} for error in errors)
    assert {(error["AttemptedValue"], error["PropertyName"]) for error in errors} == {(None, "Password")}
    assert answer.json()["Message"] == f"Password: {errors[0]['Message']}"
    assert answer.json()["Value"] is None
    assert sandbox.sign_in(member.email, member.password).status_code == 200
    assert sandbox.complete(token).status_code == 200


def test_the_current_password_is_no_new_password(sandbox: Running) -> None:
    member = sandbox.member()
    answer = sandbox.complete(sandbox.reset_token(member.email), member.password)

    assert "current" in answer.json()["Errors"][0]["Message"]


@pytest.mark.parametrize(
    "password",
    [" Blank-Around-7 ", "Ünï-©ödé-Ⅷ-9-😀😀", "Quo\"te's`-&<9>", "Long-7" * 42],
    ids=["blanks", "unicode", "quotes", "252 long"],
)
def test_a_password_is_kept_as_it_was_typed(sandbox: Running, password: str) -> None:
    member = sandbox.member()
    assert sandbox.complete(sandbox.reset_token(member.email), password).status_code == 200

    assert sandbox.sign_in(member.email, password).status_code == 200
    assert sandbox.sign_in(member.email, password[:-1]).status_code == 400
    assert sandbox.sign_in(member.email, password.strip() + "x").status_code == 400


@pytest.mark.parametrize("missing", ["Token", "Password", "BusinessId"])
def test_every_field_of_a_completion_is_required(sandbox: Running, missing: str) -> None:
    body = {"Token": "x.y.z", "Password": PASSWORD, "BusinessId": 1}
    del body[missing]
    answer = sandbox.post("/api/sys/users/completePasswordReset", body)

    assert answer.status_code == 400
    assert answer.json()["Errors"] == [
        {"AttemptedValue": None, "Message": "This is required.", "PropertyName": missing}
    ]


def test_a_link_of_one_location_is_refused_at_another(sandbox: Running) -> None:
    elsewhere = sandbox.said["locations"][1]["portal"]
    token = sandbox.reset_token(sandbox.member().email)

    assert_refused(sandbox.complete(token, business_id=2))
    assert_refused(sandbox.complete(token, portal=elsewhere))
    assert_refused(sandbox.complete(token, business_id=2, portal=elsewhere))
    assert sandbox.complete(token).status_code == 200


def test_a_link_that_ran_out_is_refused(postbox: Postbox) -> None:
    with running(postbox, "--reset-lifetime", "0.001") as short_lived:
        email = short_lived.new_member().email
        assert_refused(short_lived.complete(short_lived.reset_token(email)))


def test_a_two_factor_member_is_not_let_in_by_mail_alone(sandbox: Running) -> None:
    member = next(member for member in sandbox.said["members"] if member["kind"] == "two-factor")
    answer = sandbox.complete(sandbox.reset_token(member["email"])).json()

    assert (answer["WasSuccessful"], answer["Value"]) == (True, None)
    assert "code" in answer["Message"]
    assert sandbox.sign_in(member["email"], OTHER_PASSWORD).json()["error"] == "two_factor_auth_check"


def test_a_one_time_token_is_exchanged_once(sandbox: Running) -> None:
    value = sandbox.complete(sandbox.reset_token(sandbox.member().email)).json()["Value"]

    assert sandbox.exchange(value).status_code == 200
    assert_refused(sandbox.exchange(value), 401)


def test_tokens_do_not_stand_in_for_each_other(sandbox: Running) -> None:
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
