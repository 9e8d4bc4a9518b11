"""Markup in names and tokens, which must be shown as text."""

import json
from dataclasses import dataclass

from testkit.attacks.broken_links import with_payload
from testkit.mail.links.reset_link import ResetLink


@dataclass(frozen=True)
class Markup:
    """An element that runs a script if it is rendered, and a selector that finds it then."""

    text: str
    selector: str

    def in_claims_of(self, link: ResetLink, email: str) -> str:
        """The link with this markup added to its member's address."""
        claims = {name: self._around(value) if value == email else value for name, value in link.claims.items()}
        return link.with_token(with_payload(link.token, json.dumps(claims).encode()))

    def _around(self, value: str) -> str:
        return f'{value}">{self.text}'


MARKUP = Markup("<img src=x onerror=alert(1)>", "img[onerror]")
