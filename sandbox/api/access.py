"""What calls depend on: the portal, the location that was called, and the caller."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request

from sandbox.portal.location import Location
from sandbox.portal.members import Member
from sandbox.portal.passwords import is_password
from sandbox.portal.portal import Portal
from sandbox.portal.tokens import TokenRefusedError

SESSION_COOKIE = "session"


def _portal(request: Request) -> Portal:
    portal: Portal = request.app.state.portal
    return portal


PortalHere = Annotated[Portal, Depends(_portal)]


def _location(request: Request, portal: PortalHere) -> Location:
    # By the port that was called: the Host header is whatever the caller says.
    return portal.location_at(request.scope["server"][1])


LocationHere = Annotated[Location, Depends(_location)]


ClientId = Annotated[str, Header(alias="client_id")]


@dataclass(frozen=True)
class Caller:
    """Who is signed in, and with what."""

    member: Member
    session_id: str
    bearer: str


def _caller(request: Request, portal: PortalHere, location: LocationHere) -> Caller:
    bearer = _credentials(request, "bearer")
    if bearer is None and portal.settings.session == "cookie":
        bearer = request.cookies.get(SESSION_COOKIE)
    if not bearer:
        raise HTTPException(401, "Sign in first.")
    try:
        member, session_id = portal.signed_in(bearer, location)
    except TokenRefusedError:
        raise HTTPException(401, "Your session has ended. Sign in again.") from None
    return Caller(member, session_id, bearer)


SignedIn = Annotated[Caller, Depends(_caller)]


def _administrator(request: Request, portal: PortalHere, location: LocationHere) -> Member:
    basic = _credentials(request, "basic")
    member = _caller(request, portal, location).member if basic is None else _named_in(basic, portal, location)
    if not member.is_admin:
        raise HTTPException(403, "This needs an administrator.")
    return member


Administrator = Annotated[Member, Depends(_administrator)]


def _credentials(request: Request, scheme: str) -> str | None:
    found, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return credentials.strip() if found.lower() == scheme else None


def _named_in(basic: str, portal: Portal, location: Location) -> Member:
    try:
        email, _, password = base64.b64decode(basic, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise HTTPException(401, "The credentials can't be read.") from None
    member = portal.members.find(email, location.id)
    if not is_password(password, member.password_hash if member else None) or member is None:
        raise HTTPException(401, "The email or password is incorrect.")
    return member
