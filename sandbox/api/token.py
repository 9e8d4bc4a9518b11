"""Sign-in with a password, in the form that OAuth 2.0 gave it (RFC 6749)."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from sandbox.api.access import LocationHere, PortalHere
from sandbox.api.sessions import answer_with_session
from sandbox.portal.location import Location
from sandbox.portal.passwords import is_code, is_password
from sandbox.portal.portal import Portal
from sandbox.portal.settings import SESSION_MINUTES

router = APIRouter(prefix="/api", tags=["Sign-in"])

FORM = "application/x-www-form-urlencoded"
WRONG = "The email or password is incorrect."
_FIELDS = ("grant_type", "username", "password", "totp", "refresh_token")
_FORM_DOCUMENTATION: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {FORM: {"schema": {"type": "object", "properties": {name: {"type": "string"} for name in _FIELDS}}}},
    }
}


@router.post("/token", openapi_extra=_FORM_DOCUMENTATION)
async def token(request: Request, portal: PortalHere, location: LocationHere) -> Response:
    """Sign in with a password, or renew a session with its refresh token."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != FORM:
        return _error("unsupported_grant_type", f"Send the request as {FORM}.")
    client_id = request.headers.get("client_id", "")
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    match form.get("grant_type"):
        case "password":
            return _sign_in(form, portal, location, client_id)
        case "refresh_token":
            return _renew(form, portal, location, client_id)
    return _error("unsupported_grant_type", "Use the grant type password or refresh_token.")


def _sign_in(form: dict[str, str], portal: Portal, location: Location, client_id: str) -> Response:
    member = portal.members.find(form.get("username", ""), location.id)
    is_right = is_password(form.get("password", ""), member.password_hash if member else None)
    if member is None or not is_right or not member.active:
        return _error("invalid_grant", WRONG)
    if member.must_reset:
        return _error("must_reset_password", "Choose a password of your own first: use “Forgot password?”.")
    if member.totp_secret is not None and not is_code(member.totp_secret, form.get("totp", "")):
        return _error("two_factor_auth_check", "Enter the code from your authenticator app.")
    session = portal.sessions.begin(member, client_id)
    return answer_with_session("access_token", session, portal, location, SESSION_MINUTES)


def _renew(form: dict[str, str], portal: Portal, location: Location, client_id: str) -> Response:
    session = portal.sessions.renew(form.get("refresh_token", ""), client_id)
    if session is None or location.id not in session.member.business_ids:
        return _error("invalid_grant", "This session has ended. Sign in again.")
    return answer_with_session("access_token", session, portal, location, SESSION_MINUTES)


def _error(error: str, description: str) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": description}, status_code=400)
