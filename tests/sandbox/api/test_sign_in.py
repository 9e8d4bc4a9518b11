"""Sign-in with a password, sessions and public calls (docs/portal.md, section 3)."""

from typing import Any

import jwt
import pytest

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import Running, running


def kind(sandbox: Running, name: str) -> dict[str, str]:
    return next(member for member in sandbox.said["members"] if member["kind"] == name)


def test_a_password_gives_a_bearer_and_a_refresh_token(sandbox: Running) -> None:
    standard = kind(sandbox, "standard")
    answer = sandbox.sign_in(f" {standard['email'].upper()} ", standard["password"])
    session = answer.json()

    assert answer.status_code == 200
    assert session.keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert (session["token_type"], session["expires_in"]) == ("bearer", 86400)
    assert "Set-Cookie" not in answer.headers
    profile = sandbox.profiles(session["access_token"]).json()
    assert profile["User"] == {
        "Id": profile["Profiles"][0]["Id"],
        "FullName": standard["full_name"],
        "Email": standard["email"],
        "Active": True,
        "IsAdmin": False,
        "AccessToken": session["access_token"],
    }
    assert profile["DefaultBusiness"] == {"Id": 1, "Name": "Harbour House", "WebAddress": sandbox.portal}
    assert profile["Profiles"][0]["IsDefaultProfile"] is True


@pytest.mark.parametrize("name", ["standard", "suspended", "nobody"])
def test_wrong_credentials_and_suspended_members_are_refused_alike(sandbox: Running, name: str) -> None:
    member = {"email": "nobody@example.com", "password": "x"} if name == "nobody" else kind(sandbox, name)
    password = member["password"] if name == "suspended" else f"{member['password']}x"
    answer = sandbox.sign_in(member["email"], password)

    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_grant",
        "error_description": "The email or password is incorrect.",
    }


def test_a_temporary_password_has_to_be_reset(sandbox: Running) -> None:
    new_member = sandbox.new_member()

    assert sandbox.sign_in(new_member.email, new_member.password).json()["error"] == "must_reset_password"
    assert sandbox.sign_in(new_member.email, "guessed").json()["error"] == "invalid_grant"


def test_a_two_factor_member_needs_the_code(postbox: Postbox) -> None:
    with running(postbox) as sandbox:
        member = kind(sandbox, "two-factor")
        answers = [
            sandbox.sign_in(member["email"], member["password"], **code).json()["error"]
            for code in ({}, {"totp": "000000"}, {"totp": "ten"})
        ]

    assert set(answers) == {"two_factor_auth_check"}


@pytest.mark.parametrize(
    "request_",
    [
        {"json": {"grant_type": "password", "username": "a", "password": "b"}},
        {"files": {"grant_type": (None, "password")}},
        {"data": {"grant_type": "client_credentials"}},
        {"data": {"username": "a"}},
        {},
    ],
    ids=["json", "multipart", "another grant", "no grant", "nothing"],
)
def test_anything_but_a_documented_form_is_an_unsupported_grant(sandbox: Running, request_: dict[str, Any]) -> None:
    answer = sandbox.call("POST", "/api/token", **request_)

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_a_refresh_token_renews_its_session_once(sandbox: Running) -> None:
    first = sandbox.session(sandbox.member())
    second = sandbox.refresh(first["refresh_token"]).json()

    assert sandbox.profiles(second["access_token"]).status_code == 200
    assert sandbox.profiles(first["access_token"]).status_code == 401
    assert sandbox.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"


def test_signing_out_ends_this_session_only(sandbox: Running) -> None:
    member = sandbox.member()
    here, elsewhere = sandbox.session(member), sandbox.session(member)
    bearer = {"Authorization": f"Bearer {here['access_token']}"}

    assert sandbox.call("POST", "/api/sys/users/signout", headers=bearer).json()["WasSuccessful"] is True
    assert sandbox.profiles(here["access_token"]).status_code == 401
    assert sandbox.profiles(elsewhere["access_token"]).status_code == 200
    assert sandbox.call("POST", "/api/sys/users/signout").status_code == 401


def test_a_session_of_one_location_is_refused_at_another(sandbox: Running) -> None:
    member = sandbox.member()
    elsewhere = sandbox.said["locations"][1]["portal"]
    session = sandbox.session(member)
    refreshed = {"grant_type": "refresh_token", "refresh_token": session["refresh_token"]}

    assert sandbox.profiles(session["access_token"], portal=elsewhere).status_code == 401
    assert sandbox.call("POST", "/api/token", data=refreshed, portal=elsewhere).status_code == 400
    form = {"grant_type": "password", "username": member.email, "password": member.password}
    assert sandbox.call("POST", "/api/token", data=form, portal=elsewhere).json()["error"] == "invalid_grant"


def test_the_keys_that_verify_tokens_are_published(sandbox: Running) -> None:
    bearer = sandbox.session(sandbox.member())["access_token"]
    keys = jwt.PyJWKSet.from_dict(sandbox.call("GET", "/.well-known/jwks.json").json())

    key = keys[jwt.get_unverified_header(bearer)["kid"]]
    assert jwt.decode(bearer, key, algorithms=["RS256"], audience="bearer")["BusinessId"] == 1
    assert "d" not in sandbox.call("GET", "/.well-known/jwks.json").json()["keys"][0]


def test_each_location_describes_itself(sandbox: Running) -> None:
    first, second = (
        sandbox.call("GET", "/api/public/businesses/current", portal=location["portal"]).json()
        for location in sandbox.said["locations"]
    )

    assert first == {"Id": 1, "Name": "Harbour House", "WebAddress": sandbox.portal}
    assert second == {"Id": 2, "Name": "Garden House", "WebAddress": sandbox.said["locations"][1]["portal"]}


def test_unknown_calls_are_refused_with_an_envelope(sandbox: Running) -> None:
    for method in ("GET", "POST"):
        answer = sandbox.call(method, "/api/no/such/call")
        assert (answer.status_code, answer.json()["Status"], answer.json()["WasSuccessful"]) == (404, 404, False)


def test_the_session_is_also_a_cookie_with_session_cookie(postbox: Postbox) -> None:
    with running(postbox, "--session", "cookie") as sandbox:
        standard = kind(sandbox, "standard")
        answer = sandbox.sign_in(standard["email"], standard["password"])
        cookie = {"session": answer.cookies["session"]}
        profile = sandbox.call("GET", "/api/public/coworkers/profiles", cookies=cookie)
        out = sandbox.call("POST", "/api/sys/users/signout", cookies=cookie)
        after = sandbox.call("GET", "/api/public/coworkers/profiles", cookies=cookie)

    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(answer.headers["Set-Cookie"].split("; "))
    assert profile.json()["User"]["Email"] == standard["email"]
    assert out.headers["Set-Cookie"].startswith('session=""; ')
    assert "Max-Age=0" in out.headers["Set-Cookie"]
    assert after.status_code == 401


def test_a_cookie_is_no_session_where_the_location_keeps_it_elsewhere(sandbox: Running) -> None:
    bearer = sandbox.session(sandbox.member())["access_token"]

    assert sandbox.call("GET", "/api/public/coworkers/profiles", cookies={"session": bearer}).status_code == 401
