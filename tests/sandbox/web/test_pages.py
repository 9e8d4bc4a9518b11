"""What the server adds to the API: the client's page, headers, the staging gate, delays, the log."""

import time

import pytest

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import OTHER_PASSWORD, PASSWORD, Running, link_in, running

POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/login", "no-store"),
        ("/api/public/configuration", "no-store"),
        ("/api/no", "no-store"),
        ("/assets/icon.svg", "no-cache"),
    ],
)
def test_every_answer_carries_the_security_headers(sandbox: Running, path: str, kept: str) -> None:
    headers = sandbox.call("GET", path).headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == kept
    assert "Server" not in headers


@pytest.mark.parametrize("path", ["/", "/login", "/reset-password/a.b.c", "/no/such/page"])
def test_the_client_answers_at_every_address(sandbox: Running, path: str) -> None:
    answer = sandbox.call("GET", path)

    assert answer.status_code == 200
    assert 'src="/bundles/index.' in answer.text
    assert sandbox.call("HEAD", path).status_code == 200


def test_the_api_is_documented_with_its_refusals_as_they_are(sandbox: Running) -> None:
    assert sandbox.call("GET", "/docs").status_code == 200
    paths = sandbox.call("GET", "/openapi.json").json()["paths"]

    assert len(paths) == 14
    assert not [path for path, calls in paths.items() for call in calls.values() if "422" in call["responses"]]


def test_the_gate_protects_every_page_and_not_the_api(postbox: Postbox) -> None:
    with running(postbox, "--gate", "open-sesame") as sandbox:
        before = sandbox.call("GET", "/reset-password?token=x")
        wrong = sandbox.post("/gate", {"password": "open"})
        right = sandbox.post("/gate", {"password": "open-sesame"})
        after = sandbox.call("GET", "/reset-password?token=x", cookies={"gate": right.cookies["gate"]})
        forged = sandbox.call("GET", "/login", cookies={"gate": "1"})
        api = sandbox.call("GET", "/api/public/businesses/current")

    assert "/bundles/gate." in before.text
    assert (wrong.status_code, "gate" in wrong.cookies, right.status_code) == (401, False, 204)
    assert "HttpOnly" in right.headers["Set-Cookie"]
    assert "/bundles/index." in after.text
    assert "/bundles/gate." in forged.text
    assert api.status_code == 200


def test_without_a_gate_every_gate_password_is_refused(sandbox: Running) -> None:
    assert sandbox.post("/gate", {"password": ""}).status_code == 401


def test_answers_of_the_api_are_delayed_as_configured(postbox: Postbox) -> None:
    with running(postbox, "--delay", "0.2") as sandbox:
        began = time.monotonic()
        sandbox.call("GET", "/api/public/businesses/current")
        late = time.monotonic() - began

    assert late >= 0.2


@pytest.mark.parametrize(
    ("options", "form"),
    [
        (("--token-name", "key"), "/reset-password?key="),
        (("--token-in", "path"), "/reset-password/"),
        (("--token-in", "fragment", "--token-name", "key"), "/reset-password#key="),
        (("--routes", "other"), "/account/new-password?token="),
    ],
    ids=["name", "path", "fragment", "routes"],
)
def test_the_link_has_the_configured_form(postbox: Postbox, options: tuple[str, ...], form: str) -> None:
    with running(postbox, *options) as sandbox:
        email = sandbox.new_member().email
        sandbox.start(email)
        link = link_in(postbox.to(email, 2))
        settings = sandbox.call("GET", "/api/public/configuration").json()

    assert link.startswith(f"{sandbox.portal}{form}")
    assert link.removeprefix(f"{sandbox.portal}{form}").count(".") == 2
    published = {entry["Name"]: entry["Value"] for entry in settings}
    assert form.startswith(published["Portal.Routes.Reset"])


def test_the_log_lists_requests_without_any_secret(postbox: Postbox) -> None:
    with running(postbox) as sandbox:
        member = sandbox.member()
        token = sandbox.reset_token(member.email)
        sandbox.call("GET", f"/reset-password/{token}")
        value = sandbox.complete(token, OTHER_PASSWORD).json()["Value"]
        session = sandbox.exchange(value).json()
        sandbox.profiles(session["token"])
    secrets = [
        PASSWORD,
        OTHER_PASSWORD,
        token,
        value,
        *session.values(),
        sandbox.administrator[1],
        token[:40],
        value[:40],
    ]

    assert "POST /api/sys/users/exchange 200" in sandbox.log
    assert "GET /reset-password/… 200" in sandbox.log
    assert "reset mail delivered" in sandbox.log
    assert not [secret for secret in secrets if str(secret) in sandbox.log and secret not in (86400, "bearer")]
