"""Asking for a reset: the answers, and the mail that comes (docs/portal.md, section 3)."""

import time
from typing import Any

import pytest

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import DONE, Running, assert_refused, claims_of, html_of, link_in, text_of, token_in


def test_known_unknown_and_suspended_addresses_get_the_same_answer(sandbox: Running) -> None:
    suspended = next(member for member in sandbox.said["members"] if member["kind"] == "suspended")
    member = sandbox.member()
    answers = [sandbox.start(email) for email in (member.email, "nobody@example.com", suspended["email"])]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json() for answer in answers] == [DONE, DONE, DONE]
    assert len({frozenset({**answer.headers, "date": ""}.items()) for answer in answers}) == 1


def test_only_members_who_may_sign_in_get_mail(sandbox: Running, postbox: Postbox) -> None:
    suspended = next(member for member in sandbox.said["members"] if member["kind"] == "suspended")
    for address in ("nobody2@example.com", suspended["email"]):
        sandbox.start(address)
    sandbox.reset_token(sandbox.member().email)  # mail leaves in order: theirs would be here by now

    assert not postbox.all_to("nobody2@example.com") + postbox.all_to(suspended["email"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": None},
        {"email": ""},
        {"email": "no-address"},
        {"email": 7},
        {"email": "a@b.c", "businessId": "1"},
        [],
    ],
    ids=["missing", "null", "empty", "malformed", "number", "location as text", "list"],
)
def test_a_request_without_an_address_is_refused_with_an_envelope(sandbox: Running, body: Any) -> None:
    answer = sandbox.post("/api/sys/users/startPasswordReset", body)

    assert answer.status_code == 400
    assert answer.json() | {"Message": "", "Errors": ""} == {
        "WasSuccessful": False,
        "Value": None,
        "Status": 400,
        "Message": "",
        "Errors": "",
    }


@pytest.mark.parametrize("body", ["", "{", "email=a@example.com"], ids=["empty", "cut off", "form"])
def test_a_body_that_is_no_json_is_refused_with_an_envelope(sandbox: Running, body: str) -> None:
    answer = sandbox.call("POST", "/api/sys/users/completePasswordReset", data=body)

    assert_refused(answer)


def test_case_and_surrounding_blanks_of_an_address_do_not_matter(sandbox: Running, postbox: Postbox) -> None:
    member = sandbox.member()
    sandbox.start(f"  {member.email.upper()}\t")

    assert token_in(postbox.to(member.email, 4))


def test_an_eleventh_request_for_one_address_is_refused_kindly_and_locks_nothing(sandbox: Running) -> None:
    member = sandbox.member()  # that was the first
    answers = [sandbox.start(variant) for variant in [member.email, member.email.upper(), f" {member.email}"] * 3]
    unknown = [sandbox.start("flooded@example.com") for _ in range(11)]

    assert {answer.status_code for answer in [*answers, *unknown[:10]]} == {200}
    assert_refused(sandbox.start(member.email), 429)
    assert_refused(unknown[10], 429)
    assert sandbox.sign_in(member.email, member.password).status_code == 200


def test_the_mail_carries_one_link_in_both_parts_to_the_configured_host(sandbox: Running, postbox: Postbox) -> None:
    member = sandbox.member()
    sandbox.start(member.email, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    mail = postbox.to(member.email, 4)
    link = link_in(mail)

    assert link.startswith(f"{sandbox.portal}/reset-password?token=")
    assert f'href="{link}"' in html_of(mail)
    assert "evil.example" not in mail.as_string()
    assert mail["To"].addresses[0].addr_spec == member.email
    assert (mail["Cc"], mail["Bcc"]) == (None, None)
    assert "password" in mail["Subject"]
    assert member.password not in text_of(mail) + html_of(mail)


def test_the_token_names_member_location_purpose_and_end(sandbox: Running) -> None:
    email = sandbox.member().email
    claims = claims_of(sandbox.reset_token(email))
    second = claims_of(sandbox.reset_token(email))

    assert claims["email"] == email
    assert claims["BusinessId"] == 1
    assert claims["aud"] == "reset"
    assert claims["exp"] - claims["iat"] == pytest.approx(3600)
    assert claims["iat"] == pytest.approx(time.time(), abs=60)
    assert len(claims["jti"]) >= 22
    assert claims["jti"] != second["jti"]


def test_a_member_named_in_markup_is_greeted_in_text(sandbox: Running, postbox: Postbox) -> None:
    member = sandbox.new_member(FullName="Jo <img src=x> Bloggs")

    assert "<img" not in html_of(postbox.to(member.email))
    assert "&lt;img" in html_of(postbox.to(member.email))
