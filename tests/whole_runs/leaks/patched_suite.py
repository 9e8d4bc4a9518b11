"""Seeded leaks: patches to a copy of the suite with which a secret stays in what a run leaves."""

import shutil
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from tests.defects.patches import Change
from tests.whole_runs.runs import ROOT

LEAKS = Path(__file__).parent / "seeded"
_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "test-results", "docs", "defects", "bench")


class Leak(BaseModel):
    """A leak as a developer might introduce it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    point: int = Field(ge=1, le=6)
    """1: cut secrets; 2: the last scan; 3: links; 4: charsets; 5: languages and shapes; 6: other reporters."""
    what: str
    arguments: tuple[str, ...] = ()
    """Further options of the run."""
    portal: tuple[Change, ...] = ()
    """Changes to the sandbox that the suite must cope with: with these alone, nothing is left."""
    leak: tuple[Change, ...]


def read_leaks() -> list[Leak]:
    """All seeded leaks, by point and id."""
    found = [Leak.model_validate(tomllib.loads(path.read_text("utf-8"))) for path in LEAKS.glob("*.toml")]
    return sorted(found, key=lambda leak: (leak.point, leak.id))


def patched_suite(folder: Path, changes: tuple[Change, ...]) -> Path:
    """A copy of the suite with these changes; raises `PatchError` where one no longer applies."""
    suite = folder / "suite"
    shutil.copytree(ROOT, suite, ignore=_NOT_COPIED)
    for change in changes:
        change.apply(suite)
    return suite
