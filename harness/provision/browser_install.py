"""A browser for a machine that has none."""

import os
import shutil
import subprocess
import sys

from harness.provision.browser import Browser, find_browser
from harness.provision.progress import ProvisionError, Say, to_stderr

DOWNLOAD_SECONDS = 300.0
PACKAGES_SECONDS = 600.0


def install_browser(engine: str = "chromium", *, headed: bool = False, say: Say = to_stderr) -> Browser:
    """Install Playwright's own browser; where that fails use the machine's, else the distribution's package."""
    say(f"{engine}: asking Playwright for its own")
    refusal = playwright_install(engine, headed=headed)
    if not refusal:
        return find_browser(engine, headed=headed)
    say(f"{engine}: Playwright can't install it ({refusal})")
    try:
        return find_browser(engine, headed=headed)
    except ProvisionError:
        if engine == "webkit" or not may_install_packages():
            raise
    say(f"{engine}: none on this machine, installing the distribution's package")
    install_package(engine, headed=headed)
    return find_browser(engine, headed=headed)


def playwright_install(engine: str, *, headed: bool) -> str:
    """Have Playwright download its browser; gives the reason where that fails."""
    command = [sys.executable, "-m", "playwright", "install"]
    if engine == "chromium":
        command.append("--no-shell" if headed else "--only-shell")
    if may_install_packages():
        command.append("--with-deps")  # without its libraries a browser is installed but does not start
    try:
        answer = subprocess.run(
            [*command, engine], capture_output=True, text=True, timeout=DOWNLOAD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no download within {DOWNLOAD_SECONDS:g} s"
    if answer.returncode == 0:
        return ""
    errors = [line.strip() for line in answer.stderr.splitlines() if line.startswith("Error: ")]
    return errors[0].removeprefix("Error: ") if errors else f"it ended with status {answer.returncode}"


def may_install_packages() -> bool:
    """Whether this is Debian or Ubuntu, and this user is root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def packages(engine: str, *, headed: bool) -> tuple[str, ...]:
    """Name the distribution's packages with this browser, the best first."""
    if engine == "firefox":
        return ("firefox-esr", "firefox")  # Debian's name, and Ubuntu's
    return ("chromium",) if headed else ("chromium-headless-shell", "chromium")


def install_package(engine: str, *, headed: bool) -> None:
    """Install the first of the distribution's packages that it has."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # Without an update first, a new machine finds no packages at all.
    installs = [["install", "--yes", "--no-install-recommends", name] for name in packages(engine, headed=headed)]
    for arguments in (["update"], *installs):
        command = ["apt-get", "-qq", *arguments]
        answer = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            timeout=PACKAGES_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if arguments[0] == "install" and answer.returncode == 0:
            return
