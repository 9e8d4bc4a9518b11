"""Runs of the suite as people start them: each in its own process, with its own settings and folder for results."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from evidence.report.results import Scenario, read_runs
from harness.portal.targets import Target

ROOT = Path(__file__).parents[2]
MARK = "PASSWORD_RESET_RUN"
TIMEOUT_SECONDS = 180
ENDING_SECONDS = 10  # a browser's own processes end after it, and on a busy machine later than the run
# Commands that a shell runs in the background ignore SIGINT, and so do their children.
PYTEST = """
import signal, sys, pytest
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(pytest.main())
"""

Case = TypeVar("Case")


def todays(cases: Sequence[Case]) -> Sequence[Case]:
    """Two of these cases, different ones each day; all of them with `EVERY_CASE=1`, as the nightly runs them."""
    first, half = datetime.now(UTC).toordinal() % len(cases), len(cases) // 2
    return cases if os.environ.get("EVERY_CASE") else [cases[first], cases[(first + half) % len(cases)]]


@dataclass
class OneRun:
    """A run of the suite, beside the test; its child processes can be found again."""

    process: "subprocess.Popen[str]"
    token: str

    def end(self) -> str:
        """Wait for the end of the run, which leaves no process behind; gives its whole output."""
        output, _ = self.process.communicate(timeout=TIMEOUT_SECONDS)
        left = [(pid, command) for pid, command in self.processes() if not _ends(pid)]
        assert not left, f"{left}\n{output}"
        return output

    @property
    def status(self) -> int:
        """The exit status."""
        return self.process.returncode

    def interrupt(self) -> None:
        """Do what Ctrl-C does: it signals the process group; portals and inboxes have their own."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self, words: str) -> None:
        """Kill those of the run's processes whose command contains these words."""
        found = [pid for pid, command in self.processes() if words in command and pid != self.process.pid]
        if not found:
            raise LookupError(f"no process of the run has {words!r} in its command")
        for pid in found:
            with suppress(ProcessLookupError):  # it ended with the one before
                os.kill(pid, signal.SIGKILL)

    def processes(self) -> Iterator[tuple[int, str]]:
        """The processes that this run has started and that are still running, with their commands."""
        for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
            try:
                if f"{MARK}={self.token}".encode() in (folder / "environ").read_bytes():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if command:  # empty: it has ended, and its parent has not noticed yet
                        yield int(folder.name), command
            except OSError:
                continue


def _ends(pid: int) -> bool:
    """Whether this process ends within the seconds that it may take."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(process):
        return bool(select.select([process], [], [], ENDING_SECONDS)[0])


def start(*arguments: str, environment: Mapping[str, str] | None = None, folder: Path = ROOT) -> OneRun:
    """Start the suite with these arguments; `folder` may be a copy of it."""
    token = uuid4().hex
    process = subprocess.Popen(
        [sys.executable, "-c", PYTEST, "e2e", *arguments],
        cwd=folder,
        env={**os.environ, MARK: token, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    return OneRun(process, token)


def administrator(prefix: str, target: Target) -> dict[str, str]:
    """The login of a portal's administrator, as variables."""
    return {
        f"{prefix}_ADMIN_EMAIL": target.admin_email or "",
        f"{prefix}_ADMIN_PASSWORD": target.admin_password or "",
    }


@dataclass(frozen=True)
class Workspace:
    """A folder with settings and the results of the runs in it."""

    folder: Path

    @property
    def results(self) -> Path:
        """The folder of the results."""
        return self.folder / "results"

    def run(
        self,
        *arguments: str,
        settings: str = "",
        variables: Mapping[str, str] | None = None,
        suite: Path = ROOT,
    ) -> OneRun:
        """Start the suite, this one or a copy of it, with the project's settings or with these."""
        config = self.folder / "settings.toml"
        config.write_text(settings or (ROOT / "playwright.config.toml").read_text("utf-8"), "utf-8")
        given = ("--config", str(config), "--output", str(self.results), *arguments)
        return start(*given, environment=variables, folder=suite)

    def runs(self) -> list[Path]:
        """The folders of the runs, oldest first."""
        return sorted(path.parent for path in self.results.glob("*/results"))

    def scenarios(self) -> list[Scenario]:
        """Each scenario with its outcome."""
        return list(read_runs(self.runs()))
