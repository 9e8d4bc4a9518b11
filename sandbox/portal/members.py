"""The location's members, kept in memory."""

import itertools
from dataclasses import dataclass, field


@dataclass
class Member:
    """A person with an account, or a customer without one, who has no password and can't sign in."""

    id: int
    full_name: str
    email: str
    business_ids: tuple[int, ...]
    password_hash: str | None = None
    must_reset: bool = False
    active: bool = True
    is_admin: bool = False
    totp_secret: bytes | None = None
    # The only token of each purpose that still works: issuing a newer one ends the older, using it ends it.
    current_tokens: dict[str, str] = field(default_factory=dict)

    @property
    def can_recover(self) -> bool:
        """Whether a forgotten password of this member can be reset at all."""
        return self.active and self.password_hash is not None


class Members:
    """All members, found by id or by address."""

    def __init__(self) -> None:
        self._by_id: dict[int, Member] = {}
        self._ids = itertools.count(1001)

    def add(self, full_name: str, email: str, business_ids: tuple[int, ...]) -> Member:
        """Add a member who has no password yet."""
        member = Member(next(self._ids), full_name, email, business_ids)
        self._by_id[member.id] = member
        return member

    def get(self, member_id: int) -> Member | None:
        """The member with this id."""
        return self._by_id.get(member_id)

    def remove(self, member: Member) -> None:
        """Remove a member."""
        self._by_id.pop(member.id, None)

    def find(self, email: str, business_id: int | None = None) -> Member | None:
        """The member with this address, of this location or of any."""
        wanted = normalised(email)
        for member in self._by_id.values():
            if normalised(member.email) == wanted and business_id in {None, *member.business_ids}:
                return member
        return None


def normalised(email: str) -> str:
    """An address as it is compared: nobody owns `Jo@Example.com` beside `jo@example.com`, or a blank around it."""
    return email.strip().lower()
