"""Progress messages, and the one error of this package."""

import sys
from collections.abc import Callable

Say = Callable[[str], None]


class ProvisionError(Exception):
    """Something the suite needs can't be installed; the message says what to type."""


def last_line(text: str) -> str:
    """The last line that a program printed, which usually says what went wrong."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def to_stderr(line: str) -> None:
    """Print a line of progress, apart from the output."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
