"""All mail in memory, shared by the SMTP listener and the HTTP threads."""

import re
import threading
from collections import Counter
from collections.abc import Collection, Iterable

from sandbox.inbox.mail import Mail
from sandbox.inbox.search import matcher


class Mailbox:
    """The mail that arrived, newest first wherever it is listed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mail: dict[str, Mail] = {}
        self.accepted = 0
        self.accepted_bytes = 0
        self.deleted = 0

    def add(self, mail: Mail) -> None:
        """Keep a mail that arrived."""
        with self._lock:
            self._mail[mail.identifier] = mail
            self.accepted += 1
            self.accepted_bytes += len(mail.raw)

    def all(self) -> list[Mail]:
        """Give all mail, the newest first."""
        with self._lock:
            return list(reversed(self._mail.values()))

    def search(self, query: str) -> list[Mail]:
        """Give the mail that a search in Mailpit's language finds."""
        holds = matcher(query)
        return [mail for mail in self.all() if holds(mail)]

    def get(self, identifier: str) -> Mail | None:
        """Give one mail; `latest` is the newest."""
        if identifier == "latest":
            return next(iter(self.all()), None)
        with self._lock:
            return self._mail.get(identifier)

    def delete(self, identifiers: Iterable[str]) -> None:
        """Forget some mail."""
        with self._lock:
            for identifier in identifiers:
                self.deleted += self._mail.pop(identifier, None) is not None

    def mark(self, identifiers: Collection[str], *, read: bool) -> None:
        """Mark mail as read or unread; no identifiers mean all mail, as in Mailpit."""
        for mail in self.all():
            if not identifiers or mail.identifier in identifiers:
                mail.read = read

    def tag(self, identifiers: Collection[str], tags: Iterable[str]) -> None:
        """Replace the tags of some mail."""
        for mail in self.all():
            if mail.identifier in identifiers:
                mail.tags = clean_tags(tags)

    def tags(self) -> dict[str, int]:
        """Give each tag in use, and how often."""
        return dict(sorted(Counter(tag for mail in self.all() for tag in mail.tags).items()))


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Give tags as Mailpit keeps them: few signs, single blanks, no doubles, sorted."""
    cleaned = (" ".join(re.sub(r"[^a-zA-Z0-9 _.-]", " ", tag).split()) for tag in tags)
    return sorted({tag for tag in cleaned if tag})
