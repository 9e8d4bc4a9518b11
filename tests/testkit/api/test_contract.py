"""Contract drift: what differs from the documentation is named by field, expected and seen, never by its value."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from evidence.recording.journal import page_answers
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
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return [one.words for one in differences(f"{PORTAL}{path}?x=1", status, body)]


@pytest.mark.parametrize(
    ("path", "status", "content"),
    [
        (endpoints.START_PASSWORD_RESET, 200, ENVELOPE),
        (endpoints.COMPLETE_PASSWORD_RESET.lower(), 200, {**ENVELOPE, "Value": "a.b.c"}),
        (endpoints.COMPLETE_PASSWORD_RESET, 400, {**ENVELOPE, "Message": "no", "Errors": [{"Message": "no"}]}),
        (endpoints.EXCHANGE, 200, SESSION),
        (endpoints.EXCHANGE, 400, "nothing is documented of it"),
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
    documented = {one for one in vars(endpoints).values() if isinstance(one, str) and one.startswith("/api/")}

    assert {path for path, _ in SHAPES} == documented - {
        endpoints.CUSTOMERS,
        endpoints.CUSTOMERS_COMMAND,
        endpoints.FIND_LOCATION,
    }


def test_answers_that_a_scenario_made_up_are_none_of_the_server_s(tmp_path: Path) -> None:
    def exchange(path: str, **more: object) -> str:
        content = {"_file": "resources/one.json"}
        response = {"status": 200, "content": content}
        snapshot = {"request": {"method": "GET", "url": f"{PORTAL}{path}"}, "response": response, **more}
        return json.dumps({"type": "resource-snapshot", "snapshot": snapshot})

    trace = tmp_path / "trace.zip"
    with zipfile.ZipFile(trace, "w") as zipped:
        unfinished = exchange("/api/token", response={"status": 200, "content": {"size": -1}})
        made_up = exchange("/api/token", _wasFulfilled=True)
        lines = [exchange("/api/token"), made_up, unfinished, exchange("/style.css")]
        zipped.writestr("trace.network", "\n".join(lines))
        zipped.writestr("resources/one.json", "[]")

    assert [(one.method, one.status, one.body) for one in page_answers(trace)] == [("GET", 200, b"[]")]


@pytest.mark.parametrize(("size", "bodies"), [(-1, []), (0, [b""])], ids=["left before it came", "empty"])
def test_an_answer_whose_body_was_not_kept_is_no_empty_answer(tmp_path: Path, size: int, bodies: list[bytes]) -> None:
    response = {"status": 200, "bodySize": size, "content": {"_file": "resources/none.json"}}
    snapshot = {"request": {"method": "GET", "url": f"{PORTAL}/api/token"}, "response": response}
    trace = tmp_path / "trace.zip"
    with zipfile.ZipFile(trace, "w") as zipped:
        zipped.writestr("trace.network", json.dumps({"type": "resource-snapshot", "snapshot": snapshot}))
        zipped.writestr("resources/none.json", "")

    assert [one.body for one in page_answers(trace)] == bodies
