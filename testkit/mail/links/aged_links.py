"""Reset links that one run stores for a later one, by which time they have expired."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from testkit.mail.links.reset_link import ResetLink, find_reset_link
from testkit.secrets.jwt import seconds_in

MARGIN = 300  # seconds past `exp`, for clocks that differ


@dataclass(frozen=True)
class AgedLinks:
    """The stored links of one environment, in a file that only this user can read."""

    path: Path

    @classmethod
    def of(cls, folder: Path, portal_url: str) -> "AgedLinks":
        """The links of the portal at this address: another one, under the same name, has links of its own."""
        return cls(folder / f"{quote(portal_url.partition('://')[2].strip('/').lower(), safe='')}.json")

    def take(self) -> tuple[ResetLink, str] | None:
        """Remove and return a link that has expired, with its member's address; None if there is none yet."""
        kept = self._read()
        for entry in kept:
            link = find_reset_link(entry["url"])
            expires = seconds_in(link.claims, "exp") if link else None
            if link and expires is not None and expires + MARGIN < time.time():
                self._write([other for other in kept if other != entry])
                return link, entry["email"]
        return None

    def store(self, link: ResetLink, email: str) -> None:
        """Store a link for a later run."""
        self._write([*self._read(), {"url": link.target, "email": email}])

    def _read(self) -> list[dict[str, str]]:
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            return [{"url": str(one["url"]), "email": str(one["email"])} for one in kept]
        except (FileNotFoundError, ValueError, TypeError, KeyError):  # none yet, or damaged, as by a full disk
            return []

    def _write(self, entries: list[dict[str, str]]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        self.path.write_text(json.dumps(entries), encoding="utf-8")
