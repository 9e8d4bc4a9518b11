"""Administrators' calls, as docs/portal.md, section 3, describes them."""

from typing import Any

import pytest

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import Running, link_in, text_of


def test_a_customer_with_access_is_welcomed_with_a_temporary_password(sandbox: Running, postbox: Postbox) -> None:
    answer = sandbox.create("Welcome.Me@example.com", Businesses=[1])
    mail = postbox.to("Welcome.Me@example.com")

    assert answer.status_code == 200
    assert answer.json() == {
        "WasSuccessful": True,
        "Value": {"Id": answer.json()["Value"]["Id"]},
        "Status": 200,
        "Message": None,
        "Errors": None,
    }
    assert "temporary password" in text_of(mail)
    assert link_in(mail) == f"{sandbox.portal}/login"


def test_a_customer_without_access_gets_no_mail_and_no_reset(sandbox: Running, postbox: Postbox) -> None:
    sandbox.create("without@example.com", CreateUser=False)
    sandbox.start("without@example.com")
    sandbox.member()

    assert not postbox.all_to("without@example.com")
    assert sandbox.sign_in("without@example.com", "").status_code == 400


@pytest.mark.parametrize("field", ["FullName", "Email", "CountryId", "SimpleTimeZoneId"])
def test_the_documented_fields_are_required(sandbox: Running, field: str) -> None:
    customer = {"FullName": "Jo", "Email": "required@example.com", "CountryId": 1, "SimpleTimeZoneId": 1}
    del customer[field]
    answer = sandbox.post("/api/spaces/coworkers", customer, auth=sandbox.administrator)

    assert answer.status_code == 400
    assert answer.json()["Message"] == f"{field}: This is required."
    assert [error["PropertyName"] for error in answer.json()["Errors"]] == [field]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"FullName": " "}, "FullName"),
        ({"FullName": "Jo\r\nBcc: all@example.com"}, "FullName"),
        ({"Email": "nowhere"}, "Email"),
        ({"Businesses": [1, 99]}, "Businesses"),
        ({"Gender": 0}, "Gender"),
        ({"CreateUser": "yes"}, "CreateUser"),
    ],
)
def test_invalid_values_are_refused_with_their_field(sandbox: Running, more: dict[str, Any], field: str) -> None:
    answer = sandbox.create("refused@example.com", **more)

    assert answer.status_code == 400
    assert answer.json()["Errors"][0]["PropertyName"] == field


def test_two_customers_cannot_have_one_address(sandbox: Running) -> None:
    member = sandbox.new_member()
    answer = sandbox.create(member.email.upper())

    assert answer.json()["Errors"][0]["PropertyName"] == "Email"


def test_a_customer_is_found_by_address(sandbox: Running) -> None:
    email = sandbox.new_member().email
    session = sandbox.sign_in(*sandbox.administrator).json()
    bearer = {"Authorization": f"Bearer {session['access_token']}"}
    found, none = (
        sandbox.call("GET", "/api/spaces/coworkers", params={"Coworker_Email": wanted}, headers=bearer).json()
        for wanted in (email.upper(), "nobody@example.com")
    )

    assert [record["Email"] for record in found["Records"]] == [email]
    assert none == {"Records": [], "TotalItems": 0}


def test_only_administrators_may_find_customers(sandbox: Running) -> None:
    member = sandbox.member()
    path = "/api/spaces/coworkers?Coworker_Email=x"
    bearer = {"Authorization": f"Bearer {sandbox.session(member)['access_token']}"}
    name, password = sandbox.administrator

    assert sandbox.call("GET", path).status_code == 401
    assert sandbox.call("GET", path, auth=(name, f"{password}x")).status_code == 401
    assert sandbox.call("GET", path, auth=("nobody@example.com", password)).status_code == 401
    assert sandbox.call("GET", path, headers={"Authorization": "Basic ???"}).status_code == 401
    assert sandbox.call("GET", path, auth=(member.email, member.password)).status_code == 403
    assert sandbox.call("GET", path, headers=bearer).status_code == 403


def test_a_member_belongs_to_the_location_they_were_created_for(sandbox: Running, postbox: Postbox) -> None:
    second = sandbox.said["locations"][1]["portal"]
    sandbox.create("second@example.com", Businesses=[2])
    assert link_in(postbox.to("second@example.com")) == f"{second}/login"
    sandbox.start("second@example.com")
    sandbox.start("second@example.com", portal=second)

    assert link_in(postbox.to("second@example.com", 2)).startswith(f"{second}/reset-password?token=")
    assert len(postbox.all_to("second@example.com")) == 2
