"""The portal's documented API, called as any client would call it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import requests

from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.limits import Limits
from testkit.settings.credentials import Credentials

TIMEOUT_SECONDS = 30.0
HTTP_OK = 200
NoteCall = Callable[[str, str, Answer, float], None]


def note_nothing(_method: str, _path: str, _answer: Answer, _seconds: float) -> None:
    """Keep no journal: for calls that belong to no scenario."""


@dataclass
class PortalApi:
    """A typed client of the calls in docs/portal.md, section 3; it takes no part in the browser's session."""

    api_url: str
    admin_url: str
    credentials: Credentials
    note: NoteCall = note_nothing
    http: requests.Session = field(default_factory=requests.Session)
    limits: Limits = field(default_factory=Limits)
    location: int | None = None

    def call(
        self,
        method: str,
        path: str,
        *,
        base: str | None = None,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Answer:
        """Make one call; an unreachable portal ends the scenario with one sentence."""
        self.limits.before_call()
        began = time.monotonic()
        url = (base or self.api_url) + path
        unreachable = ""
        try:
            response = self.http.request(
                method, url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False, **request
            )
        except requests.RequestException as error:
            unreachable = type(error).__name__
        if unreachable:  # outside the except block, or pytest would print the whole chain of network errors
            pytest.fail(
                f"The portal did not answer {method} {path} at {base or self.api_url} ({unreachable}).\n"
                "Is it running, and is the address in playwright.config.toml right? `make doctor` checks it.",
                pytrace=False,
            )
        answer = Answer(response.status_code, response.text, dict(response.headers)).register_secrets()
        self.note(method, path, answer, time.monotonic() - began)
        return answer

    def business_id(self) -> int:
        """The location's `BusinessId`, from `businesses/current`; asked for once, for it names the location."""
        if self.location is None:
            self.location = self._current_location()
        return self.location

    def _current_location(self) -> int:
        answer = self.call("GET", endpoints.CURRENT_BUSINESS)
        found = answer.envelope.get("Id")
        if answer.status != HTTP_OK or not isinstance(found, int):
            pytest.fail(
                f"Expected GET {endpoints.CURRENT_BUSINESS} to give the location with a numeric Id, "
                f"found {answer.status} with Id {found!r}. Is {self.api_url} a portal's API?",
                pytrace=False,
            )
        return found

    def start_password_reset(self, email: str, **more: Any) -> Answer:
        """Ask for a reset mail."""
        self.limits.before_mail()
        return self.call("POST", endpoints.START_PASSWORD_RESET, json={"email": email, **more})

    def complete_password_reset(
        self, token: str, password: str, *, business_id: int | None = None, **more: Any
    ) -> Answer:
        """Set a new password with a reset token."""
        body = self.completion(token, password, business_id=business_id)
        answer = self.call("POST", endpoints.COMPLETE_PASSWORD_RESET, json={**body, **more})
        if answer.envelope.get("WasSuccessful"):
            self.limits.after_reset(token)
        return answer

    def completion(self, token: str, password: str, *, business_id: int | None = None) -> dict[str, Any]:
        """The documented body of a reset's completion."""
        location = self.business_id() if business_id is None else business_id
        return {"Token": token, "Password": password, "BusinessId": location}

    def exchange(self, one_time_token: str | None) -> Answer:
        """Exchange the one-time JWT of a completed reset for a bearer token; None leaves the parameter out."""
        query = {"token": one_time_token, "validForInMinutes": str(endpoints.SESSION_MINUTES)}
        return self.call("POST", endpoints.EXCHANGE, params=query)

    def sign_in(self, email: str, password: str, **more: str) -> Answer:
        """Sign in with a password, as `api/token` documents it: form-encoded."""
        form = {"grant_type": "password", "username": email, "password": password, **more}
        return self.call("POST", endpoints.TOKEN, data=form)

    def refresh(self, refresh_token: str) -> Answer:
        """Ask for a new bearer token with a refresh token (RFC 6749, section 6)."""
        return self.call("POST", endpoints.TOKEN, data={"grant_type": "refresh_token", "refresh_token": refresh_token})

    def profiles(self, bearer: str | None = None) -> Answer:
        """Who the bearer is signed in as; without one, who the cookies are that this client was given."""
        return self.call("GET", endpoints.PROFILES, headers={"Authorization": f"Bearer {bearer}"} if bearer else None)

    def lets_in(self, email: str, password: str) -> bool:
        """Whether this password signs this member in."""
        return self.sign_in(email, password).status == HTTP_OK

    def create_customer(self, full_name: str, email: str, *, country_id: int, time_zone_id: int) -> None:
        """Make a customer with portal access, as an administrator would; the portal sends a welcome mail."""
        answer = self.ask_for_customer(full_name, email, country_id=country_id, time_zone_id=time_zone_id)
        if not answer.envelope.get("WasSuccessful"):
            pytest.fail(
                f"The administrator could not create a member: {answer}.\n"
                "Check the credentials, their rights, and country_id and time_zone_id of this environment.",
                pytrace=False,
            )

    def ask_for_customer(self, full_name: str, email: str, *, country_id: int, time_zone_id: int) -> Answer:
        """Ask for a customer with portal access; the portal may refuse."""
        self.limits.before_customer()
        if not self.credentials.admin_email or not self.credentials.admin_password:
            pytest.fail(
                "Members are made by an administrator, and none was given.\n"
                "Set <ENVIRONMENT>_ADMIN_EMAIL and <ENVIRONMENT>_ADMIN_PASSWORD, or members = 'pool'.",
                pytrace=False,
            )
        customer = {
            "FullName": full_name,
            "Email": email,
            "CountryId": country_id,
            "SimpleTimeZoneId": time_zone_id,
            "CreateUser": True,
            "Businesses": [self.business_id()],
        }
        self.limits.before_mail()
        return self.call(
            "POST",
            endpoints.CUSTOMERS,
            base=self.admin_url,
            json=customer,
            auth=(self.credentials.admin_email, self.credentials.admin_password),
        )


def fresh_client(portal_api: PortalApi) -> PortalApi:
    """The same API for a client that nobody has met: it holds no connection and no cookie of anybody's session."""
    return replace(portal_api, http=requests.Session())
