"""What prints secrets to a terminal while scenarios run: refused, or redacted where it can be."""

import os
import re
import sys
from typing import TextIO

import pytest

from evidence.recording.pytest_reports import redact_text

OPTION = "--allow-debug-output"
_PLAYWRIGHT = re.compile(r"(?:^|[\s,])(?:\*|pw:[\w:*-]*)")


class RedactedStream:
    """A terminal's stream whose text is redacted, line by line as it is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text without secrets."""
        self._stream.write(redact_text(text))
        return len(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def refuse_debug_output(config: pytest.Config) -> None:
    """Refuse Playwright's own debugging, which prints what is typed, unless the tester wants just that."""
    names = [name for name in ("DEBUG", "DEBUGP") if _PLAYWRIGHT.search(os.environ.get(name, ""))]
    names += ["PWDEBUG"] if os.environ.get("PWDEBUG", "") not in {"", "0"} else []
    if names and not config.getoption("allow_debug_output"):
        raise pytest.UsageError(
            f"{names[0]}={os.environ[names[0]]} makes Playwright print what is typed, passwords and tokens included. "
            f"Unset it, or add {OPTION} on a machine whose output nobody else reads."
        )


def redact_printed_text(config: pytest.Config) -> None:
    """Redact what scenarios print where pytest doesn't capture it (`-s`)."""
    if config.getoption("capture") == "no" and not config.getoption("allow_debug_output"):
        sys.stdout = RedactedStream(sys.stdout)
        sys.stderr = RedactedStream(sys.stderr)
