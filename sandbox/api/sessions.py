"""The answer that a new session begins with."""

from fastapi.responses import JSONResponse

from sandbox.api.access import SESSION_COOKIE
from sandbox.portal.location import Location
from sandbox.portal.portal import Portal
from sandbox.portal.sessions import Session


def answer_with_session(field: str, session: Session, portal: Portal, location: Location, minutes: int) -> JSONResponse:
    """Hand out the session's tokens; `exchange` and `api/token` differ in the name of the field."""
    bearer = portal.bearer(session, location, minutes)
    answer = JSONResponse(
        {
            field: bearer,
            "token_type": "bearer",
            "expires_in": int(portal.bearer_seconds(minutes)),
            "refresh_token": session.refresh_token,
        }
    )
    if portal.settings.session == "cookie":
        answer.set_cookie(SESSION_COOKIE, bearer, httponly=True, samesite="lax")
    return answer
