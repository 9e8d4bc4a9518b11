"""Who exists from the start: an administrator, and a ready member of each kind that scenarios need."""

import secrets
from dataclasses import asdict, dataclass

from sandbox.portal.members import Member
from sandbox.portal.passwords import hash_password
from sandbox.portal.portal import Portal

_NAMES = {"standard": "Alex Morgan", "suspended": "Sam Rivers", "two-factor": "Robin Carter"}


@dataclass(frozen=True)
class ReadyPerson:
    """A person who can sign in, or could with a password."""

    kind: str
    full_name: str
    email: str
    password: str

    def as_data(self) -> dict[str, str]:
        """The person as plain data."""
        return asdict(self)


def add_administrator(portal: Portal) -> ReadyPerson:
    """An administrator of every location."""
    everywhere = tuple(location.id for location in portal.locations)
    person, member = _add(portal, "administrator", "Kit Winter", everywhere)
    member.is_admin = True
    return person


def add_members(portal: Portal) -> list[ReadyPerson]:
    """A member of each kind at the first location."""
    people = []
    for kind, full_name in _NAMES.items():
        person, member = _add(portal, kind, full_name, (portal.locations[0].id,))
        member.active = kind != "suspended"
        member.totp_secret = secrets.token_bytes(20) if kind == "two-factor" else None
        people.append(person)
    return people


def _add(portal: Portal, kind: str, full_name: str, business_ids: tuple[int, ...]) -> tuple[ReadyPerson, Member]:
    email = f"{kind}-{secrets.token_hex(4)}@{portal.settings.mail_domain}"
    password = f"{secrets.token_urlsafe(12)}-Aa1"
    member = portal.members.add(full_name, email, business_ids)
    member.password_hash = hash_password(password)
    return ReadyPerson(kind, full_name, email, password), member
