"""Documented shapes: what differs from the documentation is named by field, expected and seen, never by its value."""

import json
from typing import Any

import pytest

from testkit.api import endpoints
from testkit.api.contract import SHAPES, differences

PORTAL = "https://portal.test"
ENVELOPE = {"WasSuccessful": True, "Value": None, "Status": 200, "Message": None, "Errors": None}
SESSION = {"token": "a.b.c", "token_type": "bearer", "expires_in": 86400, "refresh_token": "secret-refresh"}
PROFILES = {
    "User": {"Id": 1, "FullName": "A B", "Email": "a@b.c", "Active": True, "IsAdmin": False, "AccessToken": "x"},
    "DefaultBusiness": {"Id": 1, "Name": "House", "WebAddress": "house"},
    "Profiles": [{"Id": 1, "FullName": "A B", "IsDefaultProfile": True, "Beyond": "what is documented"}],
}


def words(path: str, status: int, content: Any) -> list[str]:
    """What is said of this answer."""
    body = content.decode() if isinstance(content, bytes) else json.dumps(content)
    return [one.words for one in differences(f"{PORTAL}{path}?x=1", status, body)]


@pytest.mark.parametrize(
    ("path", "status", "content"),
    [
        (endpoints.START_PASSWORD_RESET, 200, ENVELOPE),
        (endpoints.COMPLETE_PASSWORD_RESET.lower(), 200, {**ENVELOPE, "Value": "a.b.c"}),
        (endpoints.COMPLETE_PASSWORD_RESET, 400, {**ENVELOPE, "Message": "no", "Errors": [{"Message": "no"}]}),
        (endpoints.EXCHANGE, 200, SESSION),
        (endpoints.EXCHANGE, 400, "nothing is documented of it"),
        (endpoints.START_PASSWORD_RESET, 400, "a text, as live portals send it"),
        (endpoints.TOKEN, 400, {"error": "invalid_grant", "error_description": "no"}),
        (endpoints.PROFILES, 200, PROFILES),
        (endpoints.CONFIGURATION, 200, [{"Name": "a", "Value": "True"}]),
        ("/somewhere/else", 200, "anything"),
    ],
)
def test_what_is_documented_is_no_difference(path: str, status: int, content: Any) -> None:
    assert words(path, status, content) == []


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        (
            endpoints.START_PASSWORD_RESET,
            {**ENVELOPE, "Status": "200"},
            "Status is documented as a valid number; found: a string",
        ),
        (
            endpoints.START_PASSWORD_RESET,
            {"WasSuccessful": True},
            "Errors is documented as always there; found: nothing",
        ),
        (
            endpoints.COMPLETE_PASSWORD_RESET,
            {**ENVELOPE, "Value": ["a.b.c"]},
            "Value is documented as a string, an object or null; found: a list",
        ),
        (
            endpoints.EXCHANGE,
            {**SESSION, "token_type": "hidden-value"},
            "token_type is documented as 'bearer'; found: another value",
        ),
        (
            endpoints.CONFIGURATION,
            [{"Name": "a", "Value": True}, {"Name": "b", "Value": True}],
            "[].Value is documented as a valid string; found: a boolean",
        ),
        (endpoints.PROFILES, b"<html>", "the body is documented as JSON; found: something else"),
    ],
)
def test_a_difference_names_field_expected_and_seen(path: str, content: Any, said: str) -> None:
    found = words(path, 200, content)

    assert f"{path} (200): {said}" in found
    assert len(found) == len(set(found))
    assert not any("secret" in one or "a.b.c" in one or "hidden" in one for one in found)


def test_every_documented_answer_of_a_page_has_a_shape() -> None:
    assert {path for path, _ in SHAPES} == set(endpoints.OF_THE_PAGE)
