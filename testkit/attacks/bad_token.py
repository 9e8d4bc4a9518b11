"""What an attacker sends in a reset token's place, and what the server makes of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.client import PortalApi
from testkit.members.member import Member

TOO_MANY_REQUESTS = 429
MISSING: Final = object()

MALFORMED: Mapping[str, Callable[[str], Any]] = {
    "missing": lambda _: MISSING,
    "null": lambda _: None,
    "empty": lambda _: "",
    "blank": lambda _: " ",
    "a number": lambda _: 1234567890,
    "in a list": lambda token: [token],
    "no JWT": lambda _: "not-a-token-at-all",
    "header alone": lambda token: token.split(".")[0],
    "two segments": lambda token: token.rpartition(".")[0],
    "four segments": lambda token: f"{token}.{token.rpartition('.')[2]}",
    "letters outside of Base64": lambda token: "ü".join(token.split(".")),
    "segments that hold no JSON": lambda _: "bm90aGluZw.bm90aGluZw.bm90aGluZw",
}
"""What stands in the token's place is no JWT at all."""


@dataclass(frozen=True)
class BadToken:
    """What an attacker sends in a token's place, the member it is aimed at, and the API that must refuse it."""

    token: Any = field(repr=False)
    member: Member
    portal_api: PortalApi
    elsewhere: PortalApi | None = None
    """Where the member has an account, where that is another location."""

    @property
    def home(self) -> PortalApi:
        """The API that knows the member's password."""
        return self.elsewhere or self.portal_api

    def try_to_set(self, password: str, business_id: int | None = None) -> Answer:
        """Send it with a new password; skips where the portal has had enough of bad tokens, as it may."""
        location = self.portal_api.business_id() if business_id is None else business_id
        body = {"Token": self.token, "Password": password, "BusinessId": location}
        if self.token is MISSING:
            del body["Token"]
        answer = self.portal_api.call("POST", endpoints.COMPLETE_PASSWORD_RESET, json=body)
        skip_where_limited(answer)
        return answer


@dataclass(frozen=True)
class RefusedTokens:
    """The server's answers to bad tokens, by what was wrong with each."""

    answers: Mapping[str, Answer]
    forged: frozenset[str]

    @property
    def details(self) -> dict[str, str]:
        """Where an answer tells how the server works inside, and what it lets slip."""
        found = {name: _INSIDE.search(answer.text) for name, answer in self.answers.items()}
        return {name: slip[0] for name, slip in found.items() if slip}

    @property
    def answers_to_forgeries(self) -> dict[str, list[str]]:
        """The different answers that forged tokens were given, and to which forgeries."""
        by_answer: dict[str, list[str]] = {}
        for name in sorted(self.forged):
            by_answer.setdefault(str(self.answers[name]), []).append(name)
        return by_answer


_INSIDE = re.compile(
    r"""Traceback|[Ss]tack ?[Tt]race|\b\w+(?:Exception|Error)\b[:(]|InnerException|ExceptionMessage
    |\bat\ [A-Za-z_$][\w$.<>`]*[.][\w$<>`]+\(  # a frame of .NET, Java or JavaScript
    |\bFile\ \\?"|\bline\ \d+|IDX\d{5}|\b(?:System|Microsoft|Newtonsoft|IdentityModel)\.\w
    |\b\w+\.(?:py|cs|js|ts|java|php|rb|go):\d|\b[A-Z]:\\\\|(?<![\w.:/])/(?:usr|var|home|opt|app|srv|root)/\w
    |\bSELECT\b.+\bFROM\b|\bSQLSTATE\b|ORA-\d{5}
    |jsonwebtoken|PyJWT|\bjose\b|\bRS256\b|\bHS256\b|\bkid\b""",
    re.VERBOSE | re.DOTALL,
)
"""What only somebody who works on the server can read: frames, files, exceptions, queries, libraries, key names."""


def skip_where_limited(answer: Answer) -> None:
    """Skip where the portal has had enough of bad tokens, as it may: nothing was done, and nothing more can be told."""
    if answer.status == TOO_MANY_REQUESTS:
        pytest.skip("can't tell: the portal takes no more bad tokens for now (429)")
