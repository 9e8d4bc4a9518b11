"""SMTP refusals on purpose, as Mailpit's Chaos makes them."""

import random
from dataclasses import dataclass
from typing import Any

DEFAULT_CODES = {"Sender": 451, "Recipient": 451, "Authentication": 535}
REFUSALS = range(400, 600)
PERCENT = range(101)


class ChaosError(ValueError):
    """A trigger that Mailpit would not take."""


@dataclass(frozen=True)
class Trigger:
    """Which refusal, and for how many of a hundred."""

    code: int
    probability: int = 0

    def fires(self) -> bool:
        """Decide for one command."""
        return random.randrange(100) < self.probability  # noqa: S311 - a dice, not a secret


class Chaos:
    """What the SMTP listener refuses at the moment."""

    def __init__(self) -> None:
        self.triggers = {name: Trigger(code) for name, code in DEFAULT_CODES.items()}

    def refusal(self, name: str) -> str | None:
        """Give the answer to a command that is to fail, else None."""
        trigger = self.triggers[name]
        return f"{trigger.code} Chaos {name.lower()} error" if trigger.fires() else None

    def replace(self, wanted: dict[str, Any]) -> None:
        """Set all triggers at once: what is not named is off again."""
        triggers = {}
        for name, default in DEFAULT_CODES.items():
            asked = wanted.get(name) or {}
            trigger = Trigger(asked.get("ErrorCode") or default, asked.get("Probability") or 0)
            if trigger.code not in REFUSALS:
                raise ChaosError("error code must be between 400 and 599")
            if trigger.probability not in PERCENT:
                raise ChaosError("probability must be between 0 and 100")
            triggers[name] = trigger
        self.triggers = triggers

    def as_json(self) -> dict[str, dict[str, int]]:
        """Give the triggers as Mailpit shows them."""
        return {
            name: {"ErrorCode": trigger.code, "Probability": trigger.probability}
            for name, trigger in self.triggers.items()
        }
