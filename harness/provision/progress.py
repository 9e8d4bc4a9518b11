"""How this room speaks: progress as it goes, and one error for what it can't do."""

import sys
from collections.abc import Callable

Say = Callable[[str], None]


class ProvisionError(Exception):
    """Something the suite needs can't be had; the sentence says what to type."""


def to_stderr(line: str) -> None:
    """Show a line of progress where it is seen at once and mixes with no output."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
