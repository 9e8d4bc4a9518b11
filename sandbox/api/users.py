"""The calls of a password reset: start, complete, exchange; and sign-out."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from sandbox.api.access import SESSION_COOKIE, ClientId, LocationHere, PortalHere, SignedIn
from sandbox.api.envelope import REFUSALS, ActionConfirmation, Pascal, done, invalid, refused
from sandbox.api.sessions import answer_with_session
from sandbox.portal.members import normalised
from sandbox.portal.passwords import broken_rules
from sandbox.portal.tokens import Purpose, TokenRefusedError

router = APIRouter(prefix="/api/sys/users", tags=["Users"], responses=REFUSALS)

LINK_REFUSED = (
    "This link does not work: it was used before, replaced by a newer one, or has expired. Ask for a new one."
)
TOO_MANY = "Too many requests for this address. Look into your inbox, or try again in ten minutes."
CODE_NEEDED = "Your password was changed. Sign in with it and the code from your authenticator app."
LONGEST_SESSION_MINUTES = 14 * 24 * 60

# As browsers judge an `<input type=email>`, but a host needs a dot; blanks around an address are forgiven.
_ADDRESS = (
    r"^\s*[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+\s*$"
)
Address = Annotated[str, Field(pattern=_ADDRESS, max_length=254)]


class StartPasswordReset(BaseModel):
    """The address whose password is to be reset."""

    model_config = ConfigDict(strict=True)
    email: Address
    business_id: int | None = Field(default=None, alias="businessId")


class CompletePasswordReset(Pascal):
    """The token from the mail, and the new password."""

    token: str = Field(min_length=1)
    password: str = Field(min_length=1)
    business_id: int


@router.post("/startPasswordReset", response_model=ActionConfirmation)
async def start_password_reset(
    body: StartPasswordReset, portal: PortalHere, location: LocationHere, background: BackgroundTasks
) -> Response:
    """Mail a reset link; the answer is the same whether or not the address has an account."""
    if not portal.limit.allows(normalised(body.email)):
        return refused(TOO_MANY, 429)
    branded = portal.location_with(body.business_id) or location
    # Looking the address up is part of what comes after the answer, so that its time reveals nothing either.
    background.add_task(portal.start_reset, body.email, branded)
    return done()


@router.post("/completePasswordReset", response_model=ActionConfirmation)
async def complete_password_reset(body: CompletePasswordReset, portal: PortalHere, location: LocationHere) -> Response:
    """Set a new password with the token from the mail; `Value` is a one-time JWT for `exchange`."""
    try:
        member = portal.holder(Purpose.RESET, body.token, location)
    except TokenRefusedError:
        return refused(LINK_REFUSED)
    if body.business_id != location.id:
        return refused(LINK_REFUSED)
    broken = broken_rules(body.password, portal.settings.rules, member)
    if broken:
        return invalid("Password", broken)
    portal.change_password(member, body.password)
    portal.notify_of_change(member, location)
    if member.totp_secret is not None:
        return done(message=CODE_NEEDED)  # a mailbox alone is one factor
    lifetime = portal.settings.exchange_lifetime
    return done(portal.mint.issue_one_time(Purpose.EXCHANGE, member, location.id, lifetime))


@router.post("/exchange")
async def exchange(
    portal: PortalHere,
    location: LocationHere,
    token: Annotated[str, Query(min_length=1)],
    minutes: Annotated[int, Query(alias="validForInMinutes", ge=1, le=LONGEST_SESSION_MINUTES)],
    client_id: ClientId = "",
) -> Response:
    """Exchange the one-time JWT of a completed reset for a bearer token."""
    try:
        member = portal.redeem(token, location)
    except TokenRefusedError:
        return refused("This sign-in does not work any more. Sign in with your password.", 401)
    return answer_with_session("token", portal.sessions.begin(member, client_id), portal, location, minutes)


@router.post("/signout", response_model=ActionConfirmation)
async def sign_out(caller: SignedIn, portal: PortalHere) -> JSONResponse:
    """End the caller's session, and its refresh token with it."""
    portal.sessions.end(caller.session_id)
    answer = done()
    answer.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return answer
