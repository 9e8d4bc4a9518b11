"""One run of one scenario as a person starts it: a process of its own, whose processes can be found again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).parents[1]
MARK = "PASSWORD_RESET_RUN"
LONGEST = 180
# A shell lets the commands it runs in the background be deaf to Ctrl-C, and theirs as well.
PYTEST = """
import signal, sys, pytest
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(pytest.main())
"""


@dataclass
class OneRun:
    """A run of the suite that goes on beside the test."""

    process: "subprocess.Popen[str]"
    token: str

    def end(self) -> str:
        """Wait for the end; gives all that was said."""
        said, _ = self.process.communicate(timeout=LONGEST)
        return said

    @property
    def status(self) -> int:
        """How it ended."""
        return self.process.returncode

    def interrupt(self) -> None:
        """Do what Ctrl-C does: a terminal tells the whole group, and portals and inboxes have groups of their own."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self, words: str) -> None:
        """Kill those of the run's own processes whose command has these words."""
        found = [pid for pid, command in self.processes() if words in command and pid != self.process.pid]
        if not found:
            raise LookupError(f"no process of the run has {words!r} in its command")
        for pid in found:
            with suppress(ProcessLookupError):  # ended with the one before
                os.kill(pid, signal.SIGKILL)

    def processes(self) -> Iterator[tuple[int, str]]:
        """Whatever this run has started and is still there, wherever it hangs."""
        for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
            try:
                if f"{MARK}={self.token}".encode() in (folder / "environ").read_bytes():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if command:  # else it has ended, and only its parent does not know yet
                        yield int(folder.name), command
            except OSError:
                continue


def start(*arguments: str, environment: Mapping[str, str] | None = None) -> OneRun:
    """Start the suite with these arguments."""
    token = uuid4().hex
    process = subprocess.Popen(
        [sys.executable, "-c", PYTEST, "e2e", *arguments],
        cwd=ROOT,
        env={**os.environ, MARK: token, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    return OneRun(process, token)
