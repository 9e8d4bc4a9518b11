"""Values sent instead of a valid reset token, and the server's answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.client import PortalApi
from testkit.api.judged import end_where_limited
from testkit.members.member import Member

MISSING: Final = object()

MALFORMED: Mapping[str, Callable[[str], Any]] = {
    "missing": lambda _: MISSING,
    "null": lambda _: None,
    "empty": lambda _: "",
    "a space": lambda _: " ",
    "a number": lambda _: 1234567890,
    "in a list": lambda token: [token],
    "not a JWT": lambda _: "not-a-token-at-all",
    "header alone": lambda token: token.split(".")[0],
    "two segments": lambda token: token.rpartition(".")[0],
    "four segments": lambda token: f"{token}.{token.rpartition('.')[2]}",
    "letters outside of Base64": lambda token: "ü".join(token.split(".")),
    "segments that hold no JSON": lambda _: "bm90aGluZw.bm90aGluZw.bm90aGluZw",
}
"""Values that are not a JWT."""


@dataclass(frozen=True)
class BadToken:
    """A token that must be refused, the member it is about, and the API that must refuse it."""

    token: Any = field(repr=False)
    member: Member
    portal_api: PortalApi
    elsewhere: PortalApi | None = None
    """The API of the member's location, if it is another one."""

    @property
    def home(self) -> PortalApi:
        """The API at which the member's password is valid."""
        return self.elsewhere or self.portal_api

    def try_to_set(self, password: str) -> Answer:
        """Send it with a new password; ends the scenario if the portal limits the rate of bad tokens."""
        body = {"Token": self.token, "Password": password, "BusinessId": self.portal_api.business_id()}
        if self.token is MISSING:
            del body["Token"]
        answer = self.portal_api.call("POST", endpoints.COMPLETE_PASSWORD_RESET, json=body)
        end_where_limited(answer)
        return answer


@dataclass(frozen=True)
class RefusedTokens:
    """The server's answers to bad tokens, by the name of each."""

    answers: Mapping[str, Answer]
    forged: frozenset[str]

    @property
    def details(self) -> dict[str, str]:
        """Internal details that answers reveal, by the name of the token."""
        found = {name: _INSIDE.search(answer.text) for name, answer in self.answers.items()}
        return {name: slip[0] for name, slip in found.items() if slip}

    @property
    def answers_to_forgeries(self) -> dict[str, list[str]]:
        """The different answers to forged tokens, each with the names of the forgeries."""
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
"""Internal details of a server: stack frames, files, exceptions, queries, libraries, key names."""
