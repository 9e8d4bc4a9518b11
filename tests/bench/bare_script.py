"""The bare script as a process: started, run on demand, and stopped."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from harness.portal.targets import Target
from harness.provision.browser import find_browser
from tests.bench.sessions import ROOT, BenchError

# As in playwright.config.toml, so that both do the same.
CONTEXT = {
    "viewport": {"width": 1280, "height": 800},
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "color_scheme": "light",
}


@dataclass(frozen=True)
class BareScript:
    """A bare script with its browser started."""

    orders: IO[str]
    answers: IO[str]

    def begin(self) -> None:
        """Start the flow once more."""
        self.orders.write("go\n")
        self.orders.flush()

    def seconds(self) -> float:
        """How long the last flow took; waits for its end."""
        return float(self.answer())

    def once(self) -> float:
        """Run the flow once; gives the seconds it took."""
        self.begin()
        return self.seconds()

    def answer(self) -> str:
        """The next line it prints."""
        line = self.answers.readline().strip()
        if not line:
            raise BenchError("the bare script ended early; its output is above")
        return line


@contextmanager
def bare_script(target: Target) -> Iterator[BareScript]:
    """A bare script on this portal, its browser started; stopped at the end of this block."""
    browser = find_browser("chromium")
    place: dict[str, Any] = {
        "portal": target.portal_url,
        "api": target.api_url,
        "admin": target.admin_url,
        "mailpit": target.mailpit_url,
        "administrator": [target.admin_email, target.admin_password],
        "launch": {
            "executable_path": str(browser.executable_path) if browser.executable_path else None,
            "args": list(browser.args),
        },
        "context": CONTEXT,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bare_flow"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise BenchError("the bare script has no pipes")
        process.stdin.write(f"{json.dumps(place)}\n")
        process.stdin.flush()
        script = BareScript(process.stdin, process.stdout)
        script.answer()
        yield script
        process.stdin.close()  # stops it
