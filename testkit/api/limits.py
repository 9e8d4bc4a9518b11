"""How the suite behaves towards a portal: what it may do there, how fast, and what it writes down of it."""

import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Request, Response

from testkit.api import endpoints
from testkit.api.ledger import Ledger
from testkit.api.pace import MailPace
from testkit.api.page_calls import is_call
from testkit.mail.reset_link import jwt_payload
from testkit.secrets.jwt import JWT

HTTP_OK = 200


@dataclass
class Limits:
    """The manners of one scenario; without anything said, those towards a portal that is the suite's own."""

    environment: str = ""
    makes_customers: bool = True
    pause_seconds: float = 0
    pace: MailPace | None = None
    ledger: Ledger | None = None
    members: list[str] = field(default_factory=list)
    """The addresses of the pool's members whom this scenario is about."""
    reserved: int = 0
    """Mails whose turn has been waited for and that have not been asked for yet."""
    _last_call: float = 0

    def before_call(self) -> None:
        """Keep the pause between the suite's own requests."""
        rest = self._last_call + self.pause_seconds - time.monotonic()
        if self.pause_seconds and rest > 0:
            time.sleep(rest)  # a pause is the very thing that is wanted
        self._last_call = time.monotonic()

    def before_customer(self) -> None:
        """Refuse to make a customer where members come from a pool."""
        if not self.makes_customers:
            pytest.fail(
                f"No customer is ever made on {self.environment}: its members come from a pool.\n"
                "A scenario that asked for one does not use `new_member`, `member` or `create_member`.",
                pytrace=False,
            )

    def reserve_mail(self) -> None:
        """Wait for the turn of a mail that the page is going to ask for, while nothing is in flight yet."""
        if self.pace:
            self.pace.wait_for_turn()
            self.reserved += 1

    def before_mail(self) -> None:
        """Wait for the turn of a mail that the suite asks for."""
        if self.pace and not self.reserved:
            self.pace.wait_for_turn()
        self.reserved = max(0, self.reserved - 1)
        self._note("mail")

    def use(self, email: str) -> None:
        """Write down that this member is somebody's whom the run did not make."""
        self.members.append(email)
        self._note("member", email)

    def after_reset(self, token: str) -> None:
        """Write down whose password was changed: the member whom the token names."""
        named = {str(value).lower() for value in jwt_payload(token).values()}
        for email in self.members:
            if email.lower() in named:
                self._note("password", email)

    def watch(self, context: BrowserContext) -> None:
        """Take notice of what pages do; only from what the browser has told anyway."""
        if self.pace or self.ledger:
            context.on("request", self._see_request)
            context.on("response", self._see_response)

    def _see_request(self, request: Request) -> None:
        if is_call(request, endpoints.START_PASSWORD_RESET):
            if self.pace and not self.reserved:
                self.pace.count()
            self.reserved = max(0, self.reserved - 1)
            self._note("mail")

    def _see_response(self, response: Response) -> None:
        if is_call(response.request, endpoints.COMPLETE_PASSWORD_RESET) and response.status == HTTP_OK:
            for token in JWT.findall(response.request.post_data_buffer or b""):
                self.after_reset(token.decode())

    def _note(self, what: str, email: str = "") -> None:
        if self.ledger:
            self.ledger.note(self.environment, what, email)
