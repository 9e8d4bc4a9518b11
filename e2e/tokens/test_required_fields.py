"""Required fields of the API."""

import json
from typing import Any

import pytest

from e2e.expectations import expect_password_unchanged, expect_refused_token, expect_sign_in_refused
from fixtures import Member, PortalApi, ResetLink, Secret, endpoints

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


def with_value(field: str, value: Any) -> str:
    """The change in words; none of these values is secret."""
    return f"without {field}" if value is MISSING else f"with {field}: {json.dumps(value)}"


@pytest.mark.documented(COMPLETION)
@pytest.mark.parametrize(
    ("field", "value"), [*without("Password", wrong=["a", "b"]), *without("BusinessId", wrong="first")]
)
def test_a_completion_without_a_required_field_is_refused(
    member: Member,
    own_password: Secret,
    reset_link: ResetLink,
    portal_api: PortalApi,
    new_password: Secret,
    field: str,
    value: Any,
) -> None:
    body = {"Token": reset_link.token, "Password": new_password, "BusinessId": portal_api.business_id()}

    answer = portal_api.call("POST", endpoints.COMPLETE_PASSWORD_RESET, json=changed(body, field, value))

    expect_refused_token(answer, f"a completion {with_value(field, value)}")
    expect_password_unchanged(portal_api, member.with_password(own_password), tried=new_password)


@pytest.mark.documented(SIGN_IN)
@pytest.mark.parametrize("field", ["grant_type", "username", "password"])
@pytest.mark.parametrize("value", [pytest.param(MISSING, id="missing"), pytest.param("", id="empty")])
def test_a_sign_in_without_a_required_field_is_refused(
    member: Member, own_password: Secret, portal_api: PortalApi, field: str, value: Any
) -> None:
    form = {"grant_type": "password", "username": member.email, "password": own_password}

    answer = portal_api.call("POST", endpoints.TOKEN, data=changed(form, field, value))

    expect_sign_in_refused(answer, f"a sign-in {with_value(field, value)}", *ERRORS)


@pytest.mark.documented("Get a bearer token: unsupported_grant_type, also for a JSON body")
def test_a_sign_in_with_a_json_body_is_refused(member: Member, own_password: Secret, portal_api: PortalApi) -> None:
    form = {"grant_type": "password", "username": member.email, "password": own_password}

    answer = portal_api.call("POST", endpoints.TOKEN, json=form)

    expect_sign_in_refused(answer, "a sign-in with a JSON body", "unsupported_grant_type")
