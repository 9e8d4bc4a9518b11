"""Several clients that use the same reset token at the same moment."""

from dataclasses import dataclass

from testkit.api.answer import Answer
from testkit.secrets.vault import Secret

RIVALS = 4


@dataclass(frozen=True)
class Attempt:
    """What one of them tried to set, and what the server answered."""

    password: Secret
    answer: Answer

    @property
    def won(self) -> bool:
        """Whether the server says that it set this password."""
        return self.answer.envelope.get("WasSuccessful") is True


def winners(attempts: list[Attempt]) -> list[Attempt]:
    """Those who were told that their password is set."""
    return [attempt for attempt in attempts if attempt.won]


def losers(attempts: list[Attempt]) -> list[Attempt]:
    """Those who were refused."""
    return [attempt for attempt in attempts if not attempt.won]
