"""A sandbox that runs as a process, and a client of its API."""

import json
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import jwt
import requests

from tests.sandbox.postbox import Postbox

PASSWORD = "Plugh-Xyzzy-42"
OTHER_PASSWORD = "Frotz-Gnusto-73"
_LINK = re.compile(r"http\S+")
_TEMPORARY = re.compile(r": ([\w-]{16})\s")


@dataclass(frozen=True)
class SandboxMember:
    """A member made for one test."""

    email: str
    password: str = PASSWORD


@dataclass
class Running:
    """A running sandbox: what it printed at its start, and calls of its API."""

    said: dict[str, Any]
    postbox: Postbox
    process: "subprocess.Popen[str]"
    log: str = ""

    @property
    def portal(self) -> str:
        """The address of the first location's portal."""
        return str(self.said["portal"])

    @property
    def api(self) -> str:
        """The origin of the first location's API."""
        return str(self.said["api"])

    @property
    def admin(self) -> str:
        """The origin of administrators' calls."""
        return str(self.said["admin"])

    @property
    def administrator(self) -> tuple[str, str]:
        """Basic credentials of the administrator."""
        return self.said["administrator"]["email"], self.said["administrator"]["password"]

    def call(self, method: str, path: str, *, portal: str | None = None, **request: Any) -> requests.Response:
        """One call, to the API unless `portal` is given, without cookies of earlier calls."""
        return requests.request(method, (portal or self.api) + path, timeout=10, allow_redirects=False, **request)

    def post(self, path: str, body: Any, **request: Any) -> requests.Response:
        """Post JSON."""
        return self.call("POST", path, json=body, **request)

    def start(self, email: str, **request: Any) -> requests.Response:
        """Request a reset."""
        return self.post("/api/sys/users/startPasswordReset", {"email": email}, **request)

    def complete(self, token: str, password: str = OTHER_PASSWORD, business_id: int = 1, **more: Any) -> Any:
        """Set a new password."""
        body = {"Token": token, "Password": password, "BusinessId": business_id}
        return self.post("/api/sys/users/completePasswordReset", body, **more)

    def exchange(self, token: str, minutes: Any = 1440, **request: Any) -> requests.Response:
        """Exchange a one-time token."""
        query = {"token": token, "validForInMinutes": minutes}
        return self.call("POST", "/api/sys/users/exchange", params=query, **request)

    def sign_in(self, email: str, password: str, client_id: str | None = None, **form: str) -> requests.Response:
        """Sign in with a password."""
        given = {"grant_type": "password", "username": email, "password": password, **form}
        return self.call("POST", "/api/token", data=given, headers={"client_id": client_id})

    def refresh(self, token: str, client_id: str | None = None) -> requests.Response:
        """Renew a session."""
        given = {"grant_type": "refresh_token", "refresh_token": token}
        return self.call("POST", "/api/token", data=given, headers={"client_id": client_id})

    def as_administrator(self, method: str, path: str, **request: Any) -> requests.Response:
        """An administrator's call."""
        return self.call(method, path, portal=self.admin, auth=self.administrator, **request)

    def profiles(self, bearer: str, **request: Any) -> requests.Response:
        """Get the signed-in member's profiles."""
        return self.call(
            "GET", "/api/public/coworkers/profiles", headers={"Authorization": f"Bearer {bearer}"}, **request
        )

    def create(self, email: str, **more: Any) -> requests.Response:
        """Make a customer."""
        customer = {"FullName": "Jo Bloggs", "Email": email, "CountryId": 1, "SimpleTimeZoneId": 1, "CreateUser": True}
        return self.as_administrator("POST", "/api/spaces/coworkers", json={**customer, **more})

    def new_member(self, **more: Any) -> SandboxMember:
        """A new member with only the temporary password."""
        member = SandboxMember(f"m-{secrets.token_hex(6)}@example.com")
        assert self.create(member.email, **more).json()["WasSuccessful"]
        welcome = self.postbox.to(member.email)
        return SandboxMember(member.email, _TEMPORARY.findall(text_of(welcome))[0])

    def member(self) -> SandboxMember:
        """A new member with a password of their own; three mails have come."""
        member = SandboxMember(self.new_member().email)
        answer = self.complete(self.reset_token(member.email), PASSWORD)
        assert answer.json()["WasSuccessful"]
        self.postbox.to(member.email, 3)
        return member

    def reset_token(self, email: str) -> str:
        """The token of a fresh reset mail."""
        before = len(self.postbox.all_to(email))
        assert self.start(email).status_code == requests.codes.ok
        return token_in(self.postbox.to(email, before + 1))

    def session(self, member: SandboxMember) -> dict[str, Any]:
        """A session begun with the password."""
        session: dict[str, Any] = self.sign_in(member.email, member.password).json()
        return session


@contextmanager
def running(postbox: Postbox, *options: str) -> Iterator[Running]:
    """Start a sandbox; it is stopped at the end of the block."""
    command = [sys.executable, "-m", "sandbox", "--json", "--smtp", postbox.smtp, *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        said = process.stdout.readline()
        assert said, process.communicate()[1]
        sandbox = Running(json.loads(said), postbox, process)
        try:
            yield sandbox
        finally:
            _, sandbox.log = process.communicate(timeout=10)


def text_of(mail: EmailMessage) -> str:
    """A mail's text part."""
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    """A mail's HTML part."""
    return _part(mail, "html")


def link_in(mail: EmailMessage) -> str:
    """The link in a mail's text part."""
    found = _LINK.search(text_of(mail))
    assert found
    return found[0]


def token_in(mail: EmailMessage) -> str:
    """The token in a mail's link, as `--token-in query` writes it."""
    return link_in(mail).partition("token=")[2]


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


def assert_refused(answer: requests.Response, status: int = 400) -> None:
    """A refusal in an envelope, with a message."""
    body = answer.json()
    assert (answer.status_code, body["Status"], body["WasSuccessful"]) == (status, status, False)
    assert (body["Value"], body["Errors"]) == (None, None)
    assert body["Message"]


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a token, unverified."""
    return dict(jwt.decode(token, options={"verify_signature": False}))
