"""The portal's documented API, called as any client would call it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import pytest

from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.http import HttpClient, UnreachableError
from testkit.settings.credentials import Credentials
from testkit.settings.headers import login_text
from testkit.verifiable import limited

HTTP_OK, BAD_REQUEST, FORBIDDEN, TOO_SOON, TOO_MANY = 200, 400, 403, 409, 429
REFUSALS = ("invalid_grant", "two_factor_auth_check", "must_reset_password")
"""How `api/token` refuses a password, as documented."""


def new_client_id() -> str:
    """A `client_id` of its own: a sign-in ends the older refresh token of the same member and `client_id`."""
    return f"password-reset-suite-{uuid4().hex}"


@dataclass
class PortalApi:
    """A typed client of the calls in docs/portal.md, section 3, outside the browser's session."""

    api_url: str
    admin_url: str
    credentials: Credentials
    http: HttpClient = field(default_factory=HttpClient)
    country_id: int = 1
    time_zone_id: int = 1
    locations: dict[str, int] = field(default_factory=dict)
    """The `BusinessId` of each API address that was asked for it."""

    def at(self, api_url: str, admin_url: str, credentials: Credentials) -> "PortalApi":
        """The API of another portal, with the same limits and journal."""
        other = replace(self, api_url=api_url, admin_url=admin_url, credentials=credentials, locations={})
        return fresh_client(other)

    def call(
        self,
        method: str,
        path: str,
        *,
        base: str | None = None,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Answer:
        """Make one call; fails the scenario if nothing answers."""
        try:
            return self.http.request(method, (base or self.api_url) + path, headers=headers, **request)
        except UnreachableError as error:
            problem = str(error)
        return pytest.fail(
            f"The portal did not answer {method} {path} at {base or self.api_url} ({problem}).\n"
            "Is it running, and is the address in playwright.config.toml right? `make doctor` checks it.",
            pytrace=False,
        )

    def connect(self) -> None:
        """Open the connection, so that no call that is measured, or made at a certain moment, has to."""
        self.call("GET", endpoints.CURRENT_BUSINESS, setup=True)

    def business_id(self) -> int:
        """The location's `BusinessId`, from `businesses/current`; asked for once."""
        if self.api_url not in self.locations:
            self.locations[self.api_url] = self._current_location()
        return self.locations[self.api_url]

    def _current_location(self) -> int:
        answer = self.call("GET", endpoints.CURRENT_BUSINESS, setup=True)
        found = answer.envelope.get("Id")
        if answer.status != HTTP_OK or not isinstance(found, int):
            pytest.fail(
                f"Expected GET {endpoints.CURRENT_BUSINESS} to give the location with a numeric Id, "
                f"found {answer.status} with Id {found!r}. Is {self.api_url} a portal's API?",
                pytrace=False,
            )
        return found

    def start_password_reset(self, email: str, *, setup: bool = False, **more: Any) -> Answer:
        """Ask for a reset mail; `setup` as in `HttpClient.request`."""
        self.http.limits.before_mail()
        answer = self.call("POST", endpoints.START_PASSWORD_RESET, json={"email": email, **more}, setup=setup)
        if answer.status == TOO_MANY:
            self.http.limits.after_limit(email)
            if self.http.waits_for_limits:
                raise limited("the portal refuses more reset requests for this address (429)", needs="more members")
        return answer

    def complete_password_reset(self, token: str, password: str, **more: Any) -> Answer:
        """Set a new password with a reset token."""
        body = self.completion(token, password)
        answer = self.call("POST", endpoints.COMPLETE_PASSWORD_RESET, json={**body, **more})
        if answer.envelope.get("WasSuccessful"):
            self.http.limits.after_reset(token)
        return answer

    def reset_password(self, token: str, password: str) -> Answer:
        """Set a new password with a token that must be valid; fails the scenario if the portal refuses it."""
        answer = self.complete_password_reset(token, password)
        if not answer.envelope.get("WasSuccessful"):
            pytest.fail(f"The portal did not accept a fresh link through the API: {answer}.", pytrace=False)
        return answer

    def completion(self, token: str, password: str) -> dict[str, Any]:
        """The documented body of a reset's completion."""
        return {"Token": token, "Password": password, "BusinessId": self.business_id()}

    def exchange(self, one_time_token: str | None) -> Answer:
        """Exchange the one-time JWT of a completed reset for a bearer token; None omits the parameter."""
        query = {"token": one_time_token, "validForInMinutes": str(endpoints.SESSION_MINUTES)}
        return self.call("POST", endpoints.EXCHANGE, params=query)

    def sign_in(self, email: str, password: str, *, client_id: str = "", **more: str) -> Answer:
        """Sign in with a password, form-encoded as `api/token` documents it."""
        form = {"grant_type": "password", "username": email, "password": password, **more}
        return self.call("POST", endpoints.TOKEN, data=form, headers={"client_id": client_id or new_client_id()})

    def refresh(self, refresh_token: str, *, client_id: str = "") -> Answer:
        """Renew a session with its refresh token (RFC 6749, section 6), as the client that signed in."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        answer = self.call("POST", endpoints.TOKEN, data=form, headers={"client_id": client_id} if client_id else None)
        if answer.status in {TOO_SOON, TOO_MANY}:
            raise limited(f"the portal refuses more renewals ({answer.status})", needs="a later run, or fewer workers")
        return answer

    def profiles(self, bearer: str | None = None) -> Answer:
        """The member that a bearer token signs in; without one, that of this client's cookies."""
        return self.call("GET", endpoints.PROFILES, headers={"Authorization": f"Bearer {bearer}"} if bearer else None)

    def lets_in(self, email: str, password: str) -> bool:
        """Whether this password signs this member in; only a documented refusal counts as no."""
        answer = self.sign_in(email, password)
        if answer.status == HTTP_OK:
            return True
        if answer.status == BAD_REQUEST and answer.envelope.get("error") in REFUSALS:
            return False
        if answer.status in {TOO_SOON, TOO_MANY}:
            raise limited(f"the portal refuses more sign-ins ({answer.status})", needs="a later run, or fewer workers")
        return pytest.fail(
            f"Expected {endpoints.TOKEN} to accept or refuse the password: 200, or 400 with the error "
            f"{' or '.join(REFUSALS)}; found {answer}.",
            pytrace=False,
        )

    def create_customer(self, full_name: str, email: str) -> None:
        """Create a customer with portal access as an administrator; the portal sends a welcome mail."""
        answer = self.ask_for_customer(full_name, email)
        if not answer.envelope.get("WasSuccessful"):
            advice = (
                "Either this account may not create customers, or it has created as many as it may in a day: run again "
                "tomorrow, set customers_per_run to what is left, or take members from a pool."
                if answer.status == FORBIDDEN
                else "Check the credentials, and country_id and time_zone_id of this environment."
            )
            pytest.fail(f"The administrator could not create a member: {answer}.\n{advice}", pytrace=False)

    def ask_for_customer(self, full_name: str, email: str) -> Answer:
        """Ask for a customer with portal access, which the portal may refuse."""
        self.http.limits.before_customer(self.admin_url, email)
        customer = {
            "FullName": full_name,
            "Email": email,
            "CountryId": self.country_id,
            "SimpleTimeZoneId": self.time_zone_id,
            "CreateUser": True,
            "Businesses": [self.business_id()],
            "InvoicingBusinessId": self.business_id(),  # without it another location may be taken
        }
        self.http.limits.before_mail()
        answer = self._call_as_administrator("POST", endpoints.CUSTOMERS, json=customer)
        if answer.envelope.get("WasSuccessful"):
            self.http.limits.after_customer(self.admin_url, email, answer.at("Value", "Id"))
        return answer

    def find_customer(self, email: str) -> int | None:
        """The ID of the customer with this address; None if there is none."""
        answer = self._call_as_administrator("GET", endpoints.CUSTOMERS, params={"Coworker_Email": email})
        records = answer.at("Records")
        if answer.status != HTTP_OK or not isinstance(records, list):  # which does not mean that there is none
            pytest.fail(f"Expected {endpoints.CUSTOMERS} to list customers, found {answer}.", pytrace=False)
        # A portal may search for parts of an address, or ignore the parameter: then it lists other people.
        people = (one for one in records if isinstance(one, dict))
        return next((one.get("Id") for one in people if str(one.get("Email")).lower() == email.lower()), None)

    def remove_customer(self, identifier: object) -> Answer:
        """Remove a customer; a plain DELETE is answered with 405."""
        command = {"Key": "COWORKER_DELETE", "Ids": [identifier], "Parameters": []}
        return self._call_as_administrator("POST", endpoints.CUSTOMERS_COMMAND, json=command)

    def queued_mail(self, email: str) -> Answer:
        """What the portal's queue says of the mail to this address."""
        return self._call_as_administrator("GET", endpoints.MAIL_QUEUE, params={"EmailQueueItem_ToEmails": email})

    def _call_as_administrator(self, method: str, path: str, **request: Any) -> Answer:
        if not self.credentials.admin_email or not self.credentials.admin_password:
            pytest.fail(
                "An administrator creates the members, and none is configured.\n"
                "Set <ENVIRONMENT>_ADMIN_EMAIL and <ENVIRONMENT>_ADMIN_PASSWORD, or members = 'pool'.",
                pytrace=False,
            )
        login = (login_text(self.credentials.admin_email), login_text(self.credentials.admin_password))
        return self.call(method, path, base=self.admin_url, auth=login, setup=True, **request)


def fresh_client(portal_api: PortalApi) -> PortalApi:
    """The same API for a new client, without connections and cookies."""
    return replace(portal_api, http=portal_api.http.without_session())
