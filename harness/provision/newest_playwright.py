"""Whether the newest Playwright drives this machine's Firefox: until one does, pyproject.toml limits the version."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from harness.provision.browser import BIDI_FIREFOX, find_browser
from harness.provision.progress import ProvisionError, last_line

SECONDS = 300
TRIAL = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    with playwright.firefox.launch(channel=sys.argv[1], executable_path=sys.argv[2]) as browser:
        browser.new_context(color_scheme="light").new_page().goto("about:blank")
"""


def try_newest_playwright(folder: Path) -> str:
    """Install the newest Playwright into this folder, open a page in Firefox with it, and say how that went."""
    firefox = find_browser("firefox")
    if firefox.channel != BIDI_FIREFOX:
        raise ProvisionError(
            f"not tried: this machine has {firefox.description}, and the limit is for the distribution's"
        )
    target = folder / "playwright"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), "playwright"]
    installed = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if installed.returncode:
        raise ProvisionError(f"the newest Playwright can't be installed: {last_line(installed.stderr)}")
    newest = next(target.glob("playwright-*.dist-info")).name.split("-")[1].removesuffix(".dist")
    if newest == version("playwright"):
        return f"Playwright {newest} is the newest"
    trial = subprocess.run(
        [sys.executable, "-c", TRIAL, BIDI_FIREFOX, str(firefox.executable_path)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env={"PYTHONPATH": str(target), "HOME": str(Path.home())},
    )
    return verdict(newest, firefox.version, trial.stderr if trial.returncode else "")


def verdict(newest: str, firefox: str, error: str) -> str:
    """What the trial shows, and what to do about it."""
    if not error:
        return (
            f"Playwright {newest} drives Firefox {firefox}: remove the limit in pyproject.toml and "
            ".github/renovate.json, type `make update` again, then `make engines`"
        )
    return (
        f"Playwright {newest} does not drive Firefox {firefox} yet, the limit stays. "
        f"Its error ends with: {last_line(error)}"
    )
