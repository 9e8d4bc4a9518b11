"""Administrators' calls about customers, users, queued mail and settings; limits and logins before the API."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import OTHER_PASSWORD, Running, running

COMMAND = "/api/spaces/coworkers/runcommand"


def id_of(sandbox: Running, email: str) -> int:
    found = sandbox.as_administrator("GET", "/api/spaces/coworkers", params={"Coworker_Email": email}).json()
    return int(found["Records"][0]["Id"])


def test_a_customer_can_be_removed_by_the_command_alone(sandbox: Running) -> None:
    member = sandbox.member()
    session = sandbox.session(member)
    number = id_of(sandbox, member.email)
    plain = sandbox.as_administrator("DELETE", f"/api/spaces/coworkers/{number}")
    delete = {"Key": "COWORKER_DELETE", "Ids": [number], "Parameters": []}
    removed, again = (sandbox.as_administrator("POST", COMMAND, json=delete).json() for _ in range(2))

    assert plain.status_code == 405
    assert (removed["WasSuccessful"], again["WasSuccessful"]) == (True, False)
    assert sandbox.sign_in(member.email, member.password).json()["error"] == "invalid_grant"
    assert sandbox.profiles(session["access_token"]).status_code == 401
    assert sandbox.refresh(session["refresh_token"]).status_code == 400
    assert sandbox.create(member.email).json()["WasSuccessful"]


def test_another_command_is_refused(sandbox: Running) -> None:
    answer = sandbox.as_administrator("POST", COMMAND, json={"Key": "COWORKER_MERGE", "Ids": []})

    assert answer.json()["Errors"][0]["PropertyName"] == "Key"


def test_a_user_can_be_given_a_password_suspended_and_removed(sandbox: Running) -> None:
    member = sandbox.new_member()
    path = f"/api/sys/users/{id_of(sandbox, member.email)}"
    record = sandbox.as_administrator("GET", path).json()
    assert record["MustResetPassword"]

    whole = {**record, "NewPassword": OTHER_PASSWORD, "MustResetPassword": False}
    sandbox.as_administrator("PUT", path, json=whole)
    assert sandbox.sign_in(member.email, OTHER_PASSWORD).status_code == 200

    part = sandbox.as_administrator("PUT", path, json={"Active": False})
    assert part.status_code == 400
    sandbox.as_administrator("PUT", path, json={**whole, "Active": False})
    assert sandbox.sign_in(member.email, OTHER_PASSWORD).status_code == 400

    assert sandbox.as_administrator("DELETE", path).json()["WasSuccessful"]
    assert sandbox.as_administrator("GET", path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/sys/users/1001"),
        ("PUT", "/api/sys/users/1001"),
        ("DELETE", "/api/sys/users/1001"),
        ("POST", COMMAND),
        ("GET", "/api/sys/emailqueueitems?EmailQueueItem_ToEmails=x"),
        ("GET", "/api/sys/businesssettings"),
        ("PUT", "/api/sys/businesssettings"),
    ],
)
def test_members_may_make_none_of_these_calls(sandbox: Running, method: str, path: str) -> None:
    bearer = sandbox.session(sandbox.member())["access_token"]
    body: dict[str, Any] = {"Key": "COWORKER_DELETE", "Ids": [1001], "Name": "x", "Value": "y", "FullName": "x"}
    body |= {"Email": "x@y.zz", "Active": True, "MustResetPassword": False}
    answer = sandbox.call(method, path, headers={"Authorization": f"Bearer {bearer}"}, json=body)

    assert answer.status_code == 403
    assert sandbox.call(method, path, json=body).status_code == 401


def test_the_queue_shows_whether_a_mail_was_delivered(sandbox: Running, postbox: Postbox) -> None:
    email = sandbox.new_member().email
    path = "/api/sys/emailqueueitems"
    delivered = sandbox.as_administrator("GET", path, params={"EmailQueueItem_ToEmails": email.upper()}).json()
    postbox.answer = "550 no such mailbox"
    try:
        attempts = postbox.attempts
        sandbox.create("away@example.com")
        postbox.wait_for_attempts(attempts + 1)
    finally:
        postbox.answer = "250 OK"
    sandbox.new_member()  # mail leaves in order: the refusal has been noted by now
    refused = sandbox.as_administrator("GET", path, params={"EmailQueueItem_ToEmails": "away@example.com"}).json()

    assert [(item["Sent"], item["LastSendError"]) for item in delivered["Records"]] == [(True, None)]
    assert [(item["Sent"], item["Queued"]) for item in refused["Records"]] == [(False, False)]
    assert "550" in refused["Records"][0]["LastSendError"]


def test_settings_of_the_location_have_their_effect(postbox: Postbox) -> None:
    path = "/api/sys/businesssettings"
    with running(postbox) as sandbox:
        settings = sandbox.as_administrator("GET", path, params={"BusinessSetting_Name": "Email."}).json()["Records"]
        member = sandbox.member()
        for name in ("Members.SendWelcomeEmail", "Security.AllowPasswordReset"):
            sandbox.as_administrator("PUT", path, json={"Name": name, "Value": "False"})
        sandbox.create("unwelcome@example.com")
        sandbox.start(member.email)
        wrong = sandbox.as_administrator("PUT", path, json={"Name": "Email.SMTPPort", "Value": "x"})
    host, _, port = postbox.smtp.partition(":")

    assert {"Name": "Email.ServerName", "Value": host} in settings
    assert {"Name": "Email.SMTPPort", "Value": port} in settings
    assert wrong.status_code == 400
    assert postbox.all_to("unwelcome@example.com") == []
    assert len(postbox.all_to(member.email)) == 3


def test_an_account_may_create_a_limited_number_of_customers_a_day(postbox: Postbox) -> None:
    with running(postbox, "--customers-a-day", "2") as sandbox:
        answers = [sandbox.create(f"quota-{number}@example.com") for number in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert answers[2].json()["Message"] == "Access Denied"


def test_the_documented_limits_state_when_to_try_again(postbox: Postbox) -> None:
    with running(postbox, "--limits", "documented") as sandbox:
        with ThreadPoolExecutor(8) as threads:
            answers = list(
                threads.map(lambda path: sandbox.as_administrator("GET", path), ["/api/sys/businesssettings"] * 8)
            )
        public = [sandbox.call("GET", "/api/public/configuration") for _ in range(15)]

    limited = [answer for answer in answers if answer.status_code == 409]
    assert 1 <= len(limited) < len(answers)
    assert {answer.headers["Retry-After"] for answer in limited} == {"1"}
    assert {answer.text for answer in limited} == {""}
    assert {answer.status_code for answer in public} == {200}


def test_the_observed_limits_count_public_calls_too(postbox: Postbox) -> None:
    with running(postbox, "--limits", "observed") as sandbox:
        answers = [sandbox.call("GET", "/api/public/configuration") for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "Wait 5 seconds" in answers[10].text


def test_headless_browsers_are_refused_by_the_api_alone(postbox: Postbox) -> None:
    headless = {"User-Agent": "Mozilla/5.0 HeadlessChrome/140.0"}
    with running(postbox, "--version", "5", "--refuse-headless") as sandbox:
        api = sandbox.call("GET", "/api/public/configuration", headers=headless)
        page = sandbox.call("GET", "/login", portal=sandbox.portal, headers=headless)

    assert (api.status_code, page.status_code) == (403, 200)


@pytest.mark.parametrize("version", ["4", "5"])
def test_basic_authentication_protects_the_pages_and_not_the_api(postbox: Postbox, version: str) -> None:
    with running(postbox, "--version", version, "--basic", "guest:open-sesame") as sandbox:
        answers = [
            sandbox.call("GET", "/login", portal=sandbox.portal, auth=credentials)
            for credentials in (None, ("guest", "wrong"), ("guest", "open-sesame"))
        ]
        api = sandbox.call("GET", "/api/public/configuration")

    assert [answer.status_code for answer in answers] == [401, 401, 200]
    assert answers[0].headers["WWW-Authenticate"].startswith("Basic ")
    assert api.status_code == 200
