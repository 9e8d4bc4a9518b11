"""Limits the suite keeps to on a portal: what it may do there, how fast, and a log of whom it affected."""

import fcntl
import hashlib
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Request, Response

from testkit.api import endpoints
from testkit.api.page_calls import is_call
from testkit.members.customers import Customers
from testkit.secrets.jwt import JWT, jwt_payload
from testkit.verifiable import limited

HTTP_OK = 200
MINUTE = 60.0
USAGE_LOG = "members.jsonl"


@dataclass(frozen=True)
class RateLimit:
    """A number of events per minute, shared by all processes on this machine through a locked file of times."""

    path: Path
    per_minute: int

    @classmethod
    def of(cls, folder: Path, events: str, portal_url: str, per_minute: int) -> "RateLimit":
        """The limit on these events at one portal."""
        return cls(folder / f"{events}-{hashlib.sha256(portal_url.encode()).hexdigest()[:16]}.json", per_minute)

    def wait_for_turn(self) -> None:
        """Wait until one more event is allowed, and count it."""
        while wait := self._take(time.time()):
            time.sleep(wait)  # there is no event to wait for, only time

    def count(self) -> None:
        """Count an event that could not be delayed; the next ones wait longer."""
        self._take(time.time(), even_if_full=True)

    def _take(self, now: float, *, even_if_full: bool = False) -> float:
        """Count one more event, or return the seconds until one is allowed."""
        with self.path.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            last = [at for at in _times(file.read()) if now - MINUTE < at <= now]
            if len(last) >= self.per_minute and not even_if_full:
                return last[-self.per_minute] + MINUTE - now + 0.001
            file.seek(0)
            file.truncate()
            file.write(json.dumps([*last, now]))
        return 0.0


def _times(text: str) -> list[float]:
    """The times in a file; none if it is new, or damaged, as by a full disk."""
    try:
        return [float(at) for at in json.loads(text)]
    except (ValueError, TypeError):
        return []


@dataclass(frozen=True)
class UsedMember:
    """A pool member that the run used, and whether it changed their password."""

    email: str
    password_changed: bool

    @property
    def words(self) -> str:
        """The state of the account after the run, for the owner of the pool."""
        if self.password_changed:
            return f"{self.email}: its password is now unknown; the owner must reset it"
        return f"{self.email}: its password was not changed"


@dataclass(frozen=True)
class UsageLog:
    """A file to which all workers append what they did, each line before the action it describes."""

    path: Path

    def add(self, environment: str, event: str, email: str = "", identifier: object = None) -> None:
        """Append one event, of a customer with their ID."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"environment": environment, "event": event, "email": email.lower(), "id": identifier})
        with self.path.open("a", encoding="utf-8") as file:  # short appends are atomic
            file.write(f"{line}\n")

    def mails(self, environment: str) -> int:
        """How many mails the run requested from the portal."""
        return Counter(line["event"] for line in self._lines(environment))["mail"]

    def members(self, environment: str) -> list[UsedMember]:
        """The pool members that the run used, in order of first use."""
        changed = {line["email"] for line in self._lines(environment) if line["event"] == "password"}
        used = dict.fromkeys(line["email"] for line in self._lines(environment) if line["event"] == "member")
        return [UsedMember(email, email in changed) for email in used]

    def customers(self, environment: str) -> dict[str, object]:
        """The IDs of the customers that the run asked for, by address; None where it never saw the answer."""
        return {line["email"]: line["id"] for line in self._lines(environment) if line["event"] == "customer"}

    def _lines(self, environment: str) -> list[dict[str, Any]]:
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        lines = [_event(line) for line in text.splitlines()]
        return [line for line in lines if line.get("environment") == environment]


def _event(line: str) -> dict[str, Any]:
    """One event of the log; empty if the line was cut off, as by a full disk."""
    try:
        event: dict[str, Any] = json.loads(line)
    except ValueError:
        return {}
    return event


@dataclass
class Limits:
    """The limits of one scenario; the defaults are for a portal that the suite started itself."""

    environment: str = ""
    can_create_customers: bool = True
    pause_seconds: float = 0
    mail_rate: RateLimit | None = None
    call_rate: RateLimit | None = None
    customers: Customers | None = None
    log: UsageLog | None = None
    members: list[str] = field(default_factory=list)
    """Addresses of the pool members that this scenario uses."""
    reserved: int = 0
    """Mails that were counted against the rate and not requested yet."""
    refused: list[str] = field(default_factory=list)
    """The suite's own calls that the portal's platform refused because of its limits, although it was waited for."""
    _last_call: float = 0

    def check_limits(self) -> None:
        """End the scenario as limited if the portal's platform refused one of the suite's own calls."""
        if self.refused:
            raise limited(
                f"the portal refused {self.refused[-1]} to the suite", needs="calls_per_minute, or fewer workers"
            )

    def before_call(self) -> None:
        """Wait until one more call of the suite's own is allowed."""
        if self.call_rate:
            self.call_rate.wait_for_turn()
        rest = self._last_call + self.pause_seconds - time.monotonic()
        if self.pause_seconds and rest > 0:
            time.sleep(rest)  # the configured pause
        self._last_call = time.monotonic()

    def before_customer(self, admin_url: str, email: str) -> None:
        """Refuse to create a customer where members come from a pool, or more than the run may; else record them."""
        if not self.can_create_customers:
            pytest.fail(
                f"No customers are created on {self.environment}: its members come from a pool.\n"
                "A scenario that needs a created one can't use `member` or `create_member` here.",
                pytrace=False,
            )
        if self.customers:
            self.customers.check(admin_url)
        self._log_customer(admin_url, email)  # an interrupt may keep the answer from the suite

    def after_customer(self, admin_url: str, email: str, identifier: object) -> None:
        """Record a created customer, so that it is counted, and removed at the end of the run."""
        if self.customers and admin_url == self.customers.admin_url:
            self.customers.created += 1
        self._log_customer(admin_url, email, identifier)

    def _log_customer(self, admin_url: str, email: str, identifier: object = None) -> None:
        if self.log and self.customers and admin_url == self.customers.admin_url:
            self.log.add(self.environment, "customer", email, identifier)

    def after_limit(self, email: str) -> None:
        """Record that the portal limits requests for this address, so that the next scenarios get another member."""
        if self.customers:
            self.customers.rest(email)

    def reserve_mail(self) -> None:
        """Wait until one more mail is allowed, before the page starts a request that can't be delayed."""
        if self.mail_rate:
            self.mail_rate.wait_for_turn()
            self.reserved += 1

    def before_mail(self) -> None:
        """Wait until one more mail is allowed, before the suite requests one."""
        if self.mail_rate and not self.reserved:
            self.mail_rate.wait_for_turn()
        self.reserved = max(0, self.reserved - 1)
        self._log("mail")

    def use(self, email: str) -> None:
        """Record that this scenario uses this pool member."""
        self.members.append(email)
        self._log("member", email)

    def after_reset(self, token: str) -> None:
        """Record a changed password, of the member that the token names."""
        named = {str(value).lower() for value in jwt_payload(token).values()}
        for email in self.members:
            if email.lower() in named:
                self._log("password", email)

    def watch(self, context: BrowserContext) -> None:
        """Count and record what the pages of this context request."""
        if self.mail_rate or self.call_rate or self.log:
            context.on("request", self._on_request)
            context.on("response", self._on_response)

    def _on_request(self, request: Request) -> None:
        if self.call_rate and "/api/" in request.url and request.method != "OPTIONS":
            self.call_rate.count()
        if is_call(request, endpoints.START_PASSWORD_RESET):
            if self.mail_rate and not self.reserved:
                self.mail_rate.count()
            self.reserved = max(0, self.reserved - 1)
            self._log("mail")

    def _on_response(self, response: Response) -> None:
        if is_call(response.request, endpoints.COMPLETE_PASSWORD_RESET) and response.status == HTTP_OK:
            body = response.request.post_data_buffer
            for token in JWT.findall(body or b""):
                self.after_reset(token.decode())
            if body is None:  # not every browser shows it: the password of any of them may be another one now
                for email in self.members:
                    self._log("password", email)

    def _log(self, event: str, email: str = "") -> None:
        if self.log:
            self.log.add(self.environment, event, email)
