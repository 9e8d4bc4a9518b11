"""Sessions of pytest with the benchmark's plugins."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.plugins.notes import FOLDER, read_notes

ROOT = Path(__file__).parents[2]
AUTOMATIC_SIGN_IN = "e2e/session/test_automatic_sign_in.py::test_the_member_is_signed_in_by_the_reset_itself"
ROUNDS = "BENCH_ROUNDS"


@dataclass(frozen=True)
class Session:
    """A session that has ended: its start, its duration and its notes."""

    began: float
    seconds: float
    notes: list[dict[str, Any]]

    def of(self, what: str) -> list[dict[str, Any]]:
        """The notes of one kind."""
        return [line for line in self.notes if line["what"] == what]


class BenchError(Exception):
    """Something could not be measured; the message says why."""


def run_session(
    arguments: Sequence[str], plugins: Sequence[str], *, rounds: int = 1, environment: Mapping[str, str] | None = None
) -> Session:
    """Run scenarios, each `rounds` times; a failure is an error, since its time means nothing."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        command = [sys.executable, "-m", "pytest", "-q", f"--output={folder}/results"]
        command += [part for plugin in plugins for part in ("-p", plugin)]
        variables = {**os.environ, FOLDER: folder, ROUNDS: str(rounds), **(environment or {})}
        began, clock = time.time(), time.monotonic()
        process = subprocess.run(
            [*command, *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
        )
        seconds = time.monotonic() - clock
        if process.returncode:
            raise BenchError(
                f"pytest {' '.join(arguments)} did not pass:\n{process.stdout[-3000:]}{process.stderr[-1000:]}"
            )
        return Session(began, seconds, read_notes(Path(folder)))
