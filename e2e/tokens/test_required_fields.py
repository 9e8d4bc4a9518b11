"""Required fields of the API."""

from typing import Any

import pytest

from e2e.expectations import expect_password_unchanged, expect_refused_token
from fixtures import Answer, Member, PortalApi, ResetLink, Secret, endpoints
from testkit.text import listed

COMPLETION = "Complete Password Reset: Token (string), Password (string) and BusinessId (number) are required"
SIGN_IN = "Get a bearer token: grant_type, username and password; 400 with error and error_description"
ERRORS = {"unsupported_grant_type", "invalid_grant", "two_factor_auth_check", "must_reset_password"}

MISSING = object()
"""In place of a value: the field is left out."""


def without(*fields: str, wrong: Any) -> list[Any]:
    """The rows of a table: each of these fields missing, null, empty and of the wrong type."""
    values = {"missing": MISSING, "null": None, "empty": "", "of the wrong type": wrong}
    return [pytest.param(field, value, id=f"{field} {kind}") for field in fields for kind, value in values.items()]


def changed(body: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    """The body with another value for this field, or without it."""
    others = {name: kept for name, kept in body.items() if name != field}
    return others if value is MISSING else {**others, field: value}


@pytest.mark.documented(COMPLETION)
@pytest.mark.parametrize(
    ("field", "value"), [*without("Password", wrong=["a", "b"]), *without("BusinessId", wrong="first")]
)
def test_a_completion_without_a_required_field_is_refused(
    member: Member, reset_link: ResetLink, portal_api: PortalApi, new_password: Secret, field: str, value: Any
) -> None:
    body = {"Token": reset_link.token, "Password": new_password, "BusinessId": portal_api.business_id()}

    answer = portal_api.call("POST", endpoints.COMPLETE_PASSWORD_RESET, json=changed(body, field, value))

    expect_refused_token(answer, f"a completion without a valid {field}")
    expect_password_unchanged(portal_api, member, tried=new_password)


@pytest.mark.documented(SIGN_IN)
@pytest.mark.parametrize("field", ["grant_type", "username", "password"])
@pytest.mark.parametrize("value", [pytest.param(MISSING, id="missing"), pytest.param("", id="empty")])
def test_a_sign_in_without_a_required_field_is_refused(
    member: Member, portal_api: PortalApi, field: str, value: Any
) -> None:
    form = {"grant_type": "password", "username": member.email, "password": str(member.password)}

    answer = portal_api.call("POST", endpoints.TOKEN, data=changed(form, field, value))

    expect_token_error(answer, *ERRORS)


@pytest.mark.documented("Get a bearer token: unsupported_grant_type, also for a JSON body")
def test_a_sign_in_with_a_json_body_is_refused(member: Member, portal_api: PortalApi) -> None:
    form = {"grant_type": "password", "username": member.email, "password": str(member.password)}

    answer = portal_api.call("POST", endpoints.TOKEN, json=form)

    expect_token_error(answer, "unsupported_grant_type")


def expect_token_error(answer: Answer, *errors: str) -> None:
    """The documented refusal of a sign-in, with one of these errors."""
    assert answer.status == 400, f"expected the sign-in to be refused with 400; found {answer}"
    assert answer.envelope.get("error") in errors, (
        f"expected error to be one of {listed(sorted(errors))}; found {answer}"
    )
    assert "error_description" in answer.envelope, f"expected an error_description; found {answer}"
    assert not answer.envelope.get("access_token"), "expected no access token with a refusal; found one"
