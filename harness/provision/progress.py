"""Progress messages, and the one error of this package."""

import sys
from collections.abc import Callable

Say = Callable[[str], None]


class ProvisionError(Exception):
    """Something the suite needs can't be installed; the message says what to type."""


def to_stderr(line: str) -> None:
    """Print a line of progress, apart from the output."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
