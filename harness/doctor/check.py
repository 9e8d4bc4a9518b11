"""What the doctor looks at, and how one look is told: a sign, what was found, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import requests

from harness.targets import Target
from testkit.api.answer import Answer
from testkit.settings.credentials import Credentials
from testkit.settings.model import Environment, Settings

TIMEOUT_SECONDS = 15


@dataclass(frozen=True)
class Sign:
    """What one look showed: well, worth knowing, or so that a run would mean nothing."""

    mark: Literal["✓", "!", "✗"]
    found: str
    advice: str = ""


def well(found: str) -> Sign:
    """All is as it must be."""
    return Sign("✓", found)


def note(found: str, advice: str = "") -> Sign:
    """A run makes sense, but a person should know."""
    return Sign("!", found, advice)


def ill(found: str, advice: str) -> Sign:
    """No run makes sense before this has changed."""
    return Sign("✗", found, advice)


@dataclass
class Patient:
    """One environment as it is examined; later looks may rely on what earlier ones found."""

    name: str
    environment: Environment
    settings: Settings
    folder: Path
    projects: tuple[str, ...]
    credentials: Credentials
    target: Target
    dates: dict[str, str] = field(default_factory=dict)
    """The `Date` header of each server, with the suite's own time beside it, by the server's name."""
    http: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, url: str, **request: Any) -> Answer | str:
        """An answer, or in words why there is none."""
        try:
            response = self.http.request(method, url, timeout=TIMEOUT_SECONDS, allow_redirects=False, **request)
        except requests.exceptions.SSLError as error:
            return f"its TLS certificate is not accepted ({_last_words(error)})"
        except requests.ConnectTimeout:
            return f"it does not answer within {TIMEOUT_SECONDS} s"
        except requests.RequestException as error:
            return f"it can't be reached ({_last_words(error)})"
        return Answer(response.status_code, response.text, dict(response.headers)).register_secrets()


Look = Callable[[Patient], Iterator[Sign]]


def _last_words(error: Exception) -> str:
    """The end of a chain of network errors, which says what happened."""
    words = str(getattr(error.args[0], "reason", error)) if error.args else str(error)
    return words.rpartition(": ")[2].strip("'\")") or type(error).__name__
