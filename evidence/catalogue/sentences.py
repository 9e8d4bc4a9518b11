"""The documented sentences of `docs/portal.md`, with the scenarios that check each, from `sentences.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Sentence:
    """One thing that the portal's vendor documents."""

    id: str
    text: str
    scenarios: tuple[str, ...] = ()
    """The names of the test functions that check it."""
    invariants: tuple[str, ...] = ()
    """The ids of the invariants that check it in every scenario."""
    open: str | None = None
    """What of it no scenario checks, although one could."""
    no_scenario: str | None = None
    """Why no scenario can check it."""


@cache
def read_sentences() -> dict[str, Sentence]:
    """All sentences by their id, in the order of `docs/portal.md`."""
    file = Path(__file__).with_name("sentences.toml")
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        name: Sentence(**{**row, "id": name, **{key: tuple(row.get(key, ())) for key in ("scenarios", "invariants")}})
        for name, row in rows.items()
    }
