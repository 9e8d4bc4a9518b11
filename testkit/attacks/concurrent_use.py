"""Several clients that use the same token at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import TypeVar

from testkit.api.answer import Answer
from testkit.secrets.vault import Secret

CLIENTS = 4
Result = TypeVar("Result")


def at_once(acts: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run these functions at the same moment, each in its own thread; returns their results in order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Result]) -> Result:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@dataclass(frozen=True)
class Attempt:
    """The password that one client tried to set, and the server's answer."""

    password: Secret
    answer: Answer

    @property
    def succeeded(self) -> bool:
        """Whether the server says that it set this password."""
        return self.answer.envelope.get("WasSuccessful") is True


def successful(attempts: list[Attempt]) -> list[Attempt]:
    """The attempts whose password the server says it set."""
    return [attempt for attempt in attempts if attempt.succeeded]


def refused(attempts: list[Attempt]) -> list[Attempt]:
    """The attempts that the server refused."""
    return [attempt for attempt in attempts if not attempt.succeeded]
