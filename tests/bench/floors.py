"""Floors as processes: started, told to go, and ended."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from harness.provision.browser import find_browser
from harness.targets import Target
from tests.bench.sessions import ROOT, BenchError

# What every context of the suite has (playwright.config.toml), so that both do the same.
CONTEXT = {
    "viewport": {"width": 1280, "height": 800},
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "color_scheme": "light",
}


@dataclass(frozen=True)
class Floor:
    """A bare script that is warm and waits for its turn."""

    orders: IO[str]
    answers: IO[str]

    def begin(self) -> None:
        """Let it do the flow once more."""
        self.orders.write("go\n")
        self.orders.flush()

    def seconds(self) -> float:
        """How long the flow took that was begun last; waits for its end."""
        return float(self.answer())

    def once(self) -> float:
        """Do the flow once; gives the seconds it took."""
        self.begin()
        return self.seconds()

    def answer(self) -> str:
        """The next line it says."""
        line = self.answers.readline().strip()
        if not line:
            raise BenchError("the bare script ended; what it said is above")
        return line


@contextmanager
def floor(target: Target) -> Iterator[Floor]:
    """A bare script on this portal, its browser started; ended with this block."""
    browser = find_browser("chromium")
    place: dict[str, Any] = {
        "portal": target.portal_url,
        "mailpit": target.mailpit_url,
        "administrator": [target.admin_email, target.admin_password],
        "launch": {
            "executable_path": str(browser.executable_path) if browser.executable_path else None,
            "args": list(browser.args),
        },
        "context": {"base_url": target.portal_url, **CONTEXT},
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.floor"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise BenchError("the bare script has no pipes")
        process.stdin.write(f"{json.dumps(place)}\n")
        process.stdin.flush()
        it = Floor(process.stdin, process.stdout)
        it.answer()
        yield it
        process.stdin.close()  # ends it
