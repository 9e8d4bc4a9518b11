"""The portal as a whole: its locations, its members, and what it does for them."""

from dataclasses import dataclass, field
from functools import cached_property

from sandbox.portal.limits import DAY_SECONDS, RequestLimit
from sandbox.portal.location import Location
from sandbox.portal.mail import Writer
from sandbox.portal.members import Member, Members
from sandbox.portal.outbox import Letter, Outbox
from sandbox.portal.passwords import hash_password, temporary_password
from sandbox.portal.sessions import Session, Sessions
from sandbox.portal.settings import Settings
from sandbox.portal.tokens import Purpose, TokenMint, TokenRefusedError, is_current


@dataclass
class Portal:
    """All state of a running sandbox.

    Everything runs on one event loop, and nothing here waits: what one request checks and changes, no other request
    can come between.
    """

    settings: Settings
    locations: tuple[Location, ...]
    platform: str = ""
    """The platform's own address, where administrators' calls go: empty where the portal's is all there is."""
    third_party: str = ""
    """The address that the operator's own code calls: empty where it calls none."""
    members: Members = field(default_factory=Members)
    sessions: Sessions = field(default_factory=Sessions)
    mint: TokenMint = field(default_factory=TokenMint)

    @cached_property
    def outbox(self) -> Outbox:
        """Where mail is put."""
        host, _, port = self.settings.smtp.rpartition(":")
        return Outbox(host, int(port), self.settings.mail_delay)

    @cached_property
    def limit(self) -> RequestLimit:
        """How many resets may be requested for one address."""
        return RequestLimit(self.settings.resets_per_address)

    @cached_property
    def customer_quota(self) -> RequestLimit:
        """How many customers one account may make in a day."""
        return RequestLimit(self.settings.customers_a_day, DAY_SECONDS)

    @cached_property
    def business_settings(self) -> dict[str, str]:
        """What an administrator can change while the portal runs."""
        return {
            "Email.UseDefaultSettings": "False",
            "Email.ServerName": self.outbox.host,
            "Email.SMTPPort": str(self.outbox.port),
            "Members.SendWelcomeEmail": "True",
            "Security.AllowPasswordReset": "True",
        }

    def change_setting(self, name: str, value: str) -> None:
        """Change a business setting; raises `ValueError` where the mail server's port is no number."""
        changed = {**self.business_settings, name: value}
        self.outbox.host, self.outbox.port = changed["Email.ServerName"], int(changed["Email.SMTPPort"])
        self.business_settings[name] = value

    def location_at(self, port: int) -> Location:
        """The location whose portal or API listens there; the platform stands for the first."""
        here = (location for location in self.locations if port in {location.port, location.api_port})
        return next(here, self.locations[0])

    def location_with(self, business_id: int | None) -> Location | None:
        """The location with this `BusinessId`."""
        return next((location for location in self.locations if location.id == business_id), None)

    async def start_reset(self, email: str, location: Location) -> None:
        """Mail a reset link to the member with this address, if there is one who may reset.

        A coroutine only because it runs after the answer: Starlette would take a plain function to another thread.
        """
        member = self.members.find(email, location.id)
        if member is None or not member.can_recover:
            return
        if self.business_settings["Security.AllowPasswordReset"] != "True":
            return
        token = self.mint.issue_one_time(Purpose.RESET, member, location.id, self.settings.reset_lifetime)
        link = self.settings.reset_link(location.mail_address, token)
        token_id = member.current_tokens[Purpose.RESET]
        message = self._writer(location).reset(member, link, self.settings.reset_lifetime)
        self.outbox.put(Letter("reset", message, lambda: is_current(Purpose.RESET, token_id, member), (link,)))

    def holder(self, purpose: Purpose, token: str, location: Location) -> Member:
        """The member whose one-time token this is, as long as it is good; raises `TokenRefusedError`."""
        claims = self.mint.read(purpose, token, location.id)
        member = self.members.get(claims.member_id)
        if member is None or not is_current(purpose, claims.token_id, member):
            raise TokenRefusedError
        return member

    def redeem(self, token: str, location: Location) -> Member:
        """Use up the one-time token of a completed reset; raises `TokenRefusedError`."""
        member = self.holder(Purpose.EXCHANGE, token, location)
        del member.current_tokens[Purpose.EXCHANGE]
        return member

    def change_password(self, member: Member, password: str) -> None:
        """Set a member's password; links, one-time tokens and sessions from before no longer work."""
        member.password_hash = hash_password(password)
        member.must_reset = False
        member.current_tokens.clear()
        self.sessions.end_all_of(member)

    def notify_of_change(self, member: Member, location: Location) -> None:
        """Send the member a mail about the changed password."""
        link = location.mail_address + self.settings.routes.recovery
        self.outbox.put(Letter("notice", self._writer(location).changed(member, link)))

    def invite(self, member: Member, location: Location) -> None:
        """Send a new member a temporary password by mail."""
        password = temporary_password()
        member.password_hash = hash_password(password)
        member.must_reset = True
        if self.business_settings["Members.SendWelcomeEmail"] != "True":
            return
        link = location.mail_address + self.settings.routes.sign_in
        message = self._writer(location).welcome(member, password, link)
        self.outbox.put(Letter("welcome", message, secrets=(password,)))

    def remove(self, member: Member) -> None:
        """Remove a member and their sessions."""
        self.sessions.end_all_of(member)
        self.members.remove(member)

    def bearer_seconds(self, minutes: int) -> float:
        """How long a bearer token works that was asked for with this many minutes."""
        return min(minutes * 60, self.settings.bearer_lifetime)

    def bearer(self, session: Session, location: Location, minutes: int) -> str:
        """The token that carries a session."""
        return self.mint.issue(Purpose.BEARER, session.member, location.id, self.bearer_seconds(minutes), session.id)

    def signed_in(self, bearer: str, location: Location) -> tuple[Member, str]:
        """Whose session the bearer token carries, and its identifier; raises `TokenRefusedError`."""
        claims = self.mint.read(Purpose.BEARER, bearer, location.id)
        member = self.members.get(claims.member_id)
        if member is None or not self.sessions.is_alive(claims.token_id):
            raise TokenRefusedError
        return member, claims.token_id

    def _writer(self, location: Location) -> Writer:
        return Writer(location.name, location.address, self.settings.mail_domain, self.settings.language)
