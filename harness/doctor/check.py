"""What the doctor checks, and how a check ends: ok, worth knowing, or failed, with what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import requests

from harness.portal.targets import Target
from testkit.api.answer import Answer
from testkit.settings.access import PortalAccess, portal_access
from testkit.settings.credentials import Credentials
from testkit.settings.model import Environment, Settings

TIMEOUT_SECONDS = 15
PROXY_LOGIN = 407


@dataclass(frozen=True)
class CheckResult:
    """What one check found, and what to do about it."""

    mark: Literal["✓", "!", "✗"]
    found: str
    advice: str = ""


def ok(found: str) -> CheckResult:
    """The check passed."""
    return CheckResult("✓", found)


def note(found: str, advice: str = "") -> CheckResult:
    """Worth knowing; does not prevent a run."""
    return CheckResult("!", found, advice)


def fail(found: str, advice: str) -> CheckResult:
    """Must be fixed before a run."""
    return CheckResult("✗", found, advice)


@dataclass
class CheckContext:
    """The environment that is checked; later checks may use what earlier ones found."""

    name: str
    environment: Environment
    settings: Settings
    folder: Path
    projects: tuple[str, ...]
    credentials: Credentials
    target: Target
    clock_offsets: dict[str, float] = field(default_factory=dict)
    """How many seconds each server's clock is ahead of this machine's, by the server's name."""
    not_removed: list[str] = field(default_factory=list)
    """Customers that were created and could not be removed."""
    answer_seconds: list[float] = field(default_factory=list)
    """How long each answer took."""
    access: PortalAccess = field(init=False)
    http: requests.Session = field(init=False)

    def __post_init__(self) -> None:
        self.access = portal_access(self.name, self.environment)
        self.http = self.access.session()

    def ask(self, method: str, url: str, **request: Any) -> Answer | str:
        """The answer to a request, or in words why there is none."""
        proxy = (self.access.proxy or {}).get("server", "")
        try:
            response = self.http.request(method, url, timeout=TIMEOUT_SECONDS, allow_redirects=False, **request)
            answer = Answer.of(response)
        except requests.RequestException as error:
            return why_unreachable(error, proxy)
        except ValueError as error:  # a redirect to no address, or a charset that is none for texts
            return f"its answer can't be read ({error})"
        if answer.status == PROXY_LOGIN:
            return f"the proxy {proxy} asks for a login"
        self.answer_seconds.append(response.elapsed.total_seconds())
        return answer


Check = Callable[[CheckContext], Iterator[CheckResult]]


def why_unreachable(error: Exception, proxy: str = "") -> str:
    """Why there was no answer, in words."""
    reason = _reason(error)
    match error:
        case requests.exceptions.SSLError() if "WRONG_VERSION_NUMBER" in reason:
            return "it answers without TLS: does its address begin with http://?"
        case requests.exceptions.SSLError():
            return f"its TLS certificate is not accepted ({reason})"
        case requests.exceptions.ProxyError():
            return f"the proxy {proxy} passes no call on ({reason})"
        case requests.ConnectTimeout():
            return f"no answer within {TIMEOUT_SECONDS} s"
        case _:
            return f"it can't be reached ({reason})"


def _reason(error: Exception) -> str:
    """The end of a chain of network errors, which says what happened."""
    words = str(getattr(error.args[0], "reason", error)) if error.args else str(error)
    return words.rpartition(": ")[2].strip("'\")") or type(error).__name__
