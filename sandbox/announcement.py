"""What the sandbox prints once it answers."""

import json
from dataclasses import dataclass

from sandbox.portal.location import Location
from sandbox.portal.people import ReadyPerson


@dataclass(frozen=True)
class Announcement:
    """Addresses, and who can sign in."""

    locations: tuple[Location, ...]
    platform: str
    smtp: str
    inbox: str | None
    administrator: ReadyPerson
    members: list[ReadyPerson]

    def as_json(self) -> str:
        """One line for a program."""
        return json.dumps(
            {
                "portal": self.locations[0].address,
                "api": self.locations[0].api,
                "admin": self.platform,
                "smtp": self.smtp,
                "inbox": self.inbox,
                "administrator": {"email": self.administrator.email, "password": self.administrator.password},
                "members": [member.as_data() for member in self.members],
                "locations": [
                    {"id": location.id, "portal": location.address, "api": location.api} for location in self.locations
                ],
            }
        )

    def as_text(self) -> str:
        """A few lines for a person."""
        portals = [f"{location.name:<15}{location.address}" for location in self.locations]
        people = [self.administrator, *self.members]
        return "\n".join(
            [
                *portals,
                f"{'API':<15}{self.platform}/docs",
                f"{'Inbox':<15}{self.inbox or f'mail goes to {self.smtp}'}",
                "",
                *(f"{person.kind:<15}{person.email}  {person.password}" for person in people),
                "",
                "Ctrl-C ends everything.",
            ]
        )
