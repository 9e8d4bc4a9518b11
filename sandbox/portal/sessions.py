"""Who is signed in: sessions and the refresh tokens that renew them."""

import secrets
from dataclasses import dataclass, field

from sandbox.portal.members import Member


@dataclass(frozen=True)
class Session:
    """One signed-in browser or client."""

    member: Member
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    refresh_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))


class Sessions:
    """All sessions that have not been ended; a bearer token itself says when it expires.

    A member has one refresh token for each `client_id`, the newest session's. Callers without a client count as one.
    """

    def __init__(self) -> None:
        self._by_id: dict[str, Session] = {}
        self._newest: dict[tuple[int, str], str] = {}

    def begin(self, member: Member, client_id: str) -> Session:
        """Start a session with an identifier of its own."""
        session = Session(member)
        self._by_id[session.id] = session
        self._newest[member.id, client_id] = session.id
        return session

    def is_alive(self, session_id: str) -> bool:
        """Whether the session has neither been ended nor renewed."""
        return session_id in self._by_id

    def renew(self, refresh_token: str, client_id: str) -> Session | None:
        """Put a new session in the place of the one this refresh token belongs to; the token is used up by it."""
        for session in self._by_id.values():
            if secrets.compare_digest(session.refresh_token.encode(), refresh_token.encode()):
                if self._newest.get((session.member.id, client_id)) != session.id:
                    return None
                self.end(session.id)
                return self.begin(session.member, client_id)
        return None

    def end(self, session_id: str) -> None:
        """Sign out."""
        self._by_id.pop(session_id, None)

    def end_all_of(self, member: Member) -> None:
        """Sign a member out everywhere."""
        self._by_id = {key: session for key, session in self._by_id.items() if session.member is not member}
