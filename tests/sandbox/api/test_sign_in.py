"""Sign-in with a password, sessions and public calls (docs/portal.md, section 3)."""

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
