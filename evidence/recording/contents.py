"""What a recording puts into the bundle of a scenario."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Contents:
    """Redacted files by their names in the bundle, and logs that are still to be redacted, from a byte on."""

    files: dict[str, Path] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    logs: dict[str, tuple[Path, int]] = field(default_factory=dict)
