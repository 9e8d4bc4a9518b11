"""The 50 statements of good practice that scenarios name, read from `statements.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Statement:
    """One thing that good practice asks of a password reset."""

    number: int
    text: str
    sources: tuple[str, ...]
    deviation: str | None = None
    """Why the portal's vendor documents otherwise."""
    not_checkable: str | None = None
    """What part of it can't be checked from outside, and why."""


@cache
def read_statements() -> dict[int, Statement]:
    """All statements by their number, in order."""
    file = Path(__file__).with_name("statements.toml")
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["statements"]
    statements = [Statement(**{**row, "sources": tuple(row["sources"])}) for row in rows]
    return {statement.number: statement for statement in statements}
