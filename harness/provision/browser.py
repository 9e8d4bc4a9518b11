"""The browser that scenarios run in: Playwright's own build, else one that is installed on this machine."""

import functools
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from harness.provision.cache import user_cache
from harness.provision.progress import ProvisionError

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Half the size of a whole browser, and all that a headless run needs.
HEADLESS_NAMES = ("chromium-headless-shell", "chrome-headless-shell")
FIREFOX_NAMES = ("firefox-esr", "firefox")
BIDI_FIREFOX = "moz-firefox"
"""Playwright's channel for a Firefox as Mozilla ships it, which is driven over WebDriver BiDi."""
BIDI_PREFERENCES = {"browser.sessionhistory.max_total_viewers": 0}
"""Back loads a page again, as in Playwright's own builds: over BiDi it does not see that a kept page is shown."""
SERVER_SECONDS = 10
START_SERVER = "Start one there, of the same Playwright version: python -m playwright run-server --host … --port …"
MACOS_APPS = {
    "chromium": (
        Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
        Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    ),
    "firefox": (Path("/Applications/Firefox.app/Contents/MacOS/firefox"),),
}


@dataclass(frozen=True)
class Browser:
    """A browser that is on this machine, and how to start it."""

    engine: str
    executable_path: Path | None
    """None: the one that Playwright starts by itself."""
    version: str
    source: str
    args: tuple[str, ...] = ()
    channel: str | None = None
    """Playwright's name for a make of browser that it drives in another way than its own build."""

    @property
    def description(self) -> str:
        """The browser in words, for the header of a run: which one, where it comes from, how it is driven."""
        return f"{self.engine} {self.version}, {self.source}{', over WebDriver BiDi' if self.channel else ''}"

    @property
    def launch_options(self) -> dict[str, Any]:
        """What Playwright's `launch` needs to start this browser instead of its own build."""
        options: dict[str, Any] = {"executable_path": str(self.executable_path)} if self.executable_path else {}
        over_bidi = {"channel": self.channel, "firefox_user_prefs": BIDI_PREFERENCES}
        return options | (over_bidi if self.channel == BIDI_FIREFOX else {})

    def as_data(self) -> dict[str, Any]:
        """The browser as plain data, on its way to another process."""
        return {**asdict(self), "executable_path": str(self.executable_path) if self.executable_path else None}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The browser that another process found."""
        return cls(**{**data, "executable_path": Path(data["executable_path"]) if data["executable_path"] else None})


def find_browser(engine: str = "chromium", *, headed: bool = False) -> Browser:
    """Playwright's own browser where it is installed, else a Chromium, Chrome or Firefox of this machine.

    Raises `ProvisionError` where there is neither. Playwright itself is not started or imported: this runs at the
    start of every session.
    """
    if browser := playwrights_own(engine, headed=headed):
        return browser
    for executable in installed(engine, headed=headed):
        if version := read_version(executable):
            if engine == "firefox":
                return Browser(engine, executable, version, f"{executable}", channel=BIDI_FIREFOX)
            return Browser(engine, executable, version, f"{executable}", launch_args())
    raise ProvisionError(missing(engine, headed=headed))


def find_server(address: str) -> str:
    """Check that a Playwright server on another machine listens; gives its host and port.

    Raises `ProvisionError` where nothing listens.
    """
    where = urlsplit(address)
    try:
        socket.create_connection((where.hostname or "", where.port or 80), SERVER_SECONDS).close()
    except OSError as error:
        raise ProvisionError(f"no Playwright server at {where.netloc} ({error.strerror or error})") from None
    return where.netloc


def missing(engine: str, *, headed: bool) -> str:
    """The error that names the missing browser and the command to install it."""
    install = f"`python -m playwright install --with-deps {engine}`"
    if engine == "firefox":
        return f"no Firefox on this machine: type {install}, or `apt-get install firefox-esr`"
    if engine == "webkit":
        return f"no WebKit for Playwright on this machine: type {install} (only Playwright's own build can be driven)"
    package = "chromium" if headed else "chromium-headless-shell"
    return f"no Chromium or Chrome on this machine: type `make setup`, or {install}, or `apt-get install {package}`"


def playwrights_own(engine: str, *, headed: bool) -> Browser | None:
    """The browser that Playwright installed for its own version; None if it did not."""
    entry = _own_build("chromium-headless-shell" if engine == "chromium" and not headed else engine)
    return Browser(engine, None, entry["browserVersion"], "Playwright's own") if entry else None


def check_video() -> None:
    """Raise `ProvisionError` where no video can be recorded: Playwright uses the ffmpeg that it installs itself."""
    if not _own_build("ffmpeg"):
        install = "`python -m playwright install ffmpeg`"
        raise ProvisionError(f"a video needs Playwright's own ffmpeg: type {install}, or turn it off with --video=off")


def _own_build(name: str) -> dict[str, Any] | None:
    """What Playwright says of a browser or tool in the version that it installed; None if it did not."""
    package = playwright_package()
    builds: list[dict[str, Any]] = json.loads((package / "browsers.json").read_text("utf-8"))["browsers"]
    entry = next((build for build in builds if build["name"] == name), None)
    if entry is None:
        raise ProvisionError(f"no browser is called {name!r}: chromium, firefox or webkit")
    for revision in (entry["revision"], *entry.get("revisionOverrides", {}).values()):
        folder = playwright_browsers(package) / f"{name.replace('-', '_')}-{revision}"
        if (folder / "INSTALLATION_COMPLETE").exists():
            return entry
    return None


@functools.cache
def playwright_package() -> Path:
    """The folder of Playwright's driver, found without importing Playwright."""
    spec = find_spec("playwright")
    if spec is None or spec.origin is None:
        raise ProvisionError("Playwright is not installed in this environment: type `make setup`")
    return Path(spec.origin).parent / "driver" / "package"


def playwright_browsers(package: Path) -> Path:
    """The folder into which Playwright installs browsers, by its own rules."""
    configured = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if configured == "0":
        return package / ".local-browsers"
    if configured:
        return Path(configured).absolute()
    return user_cache(xdg=sys.platform != "darwin") / "ms-playwright"


def installed(engine: str, *, headed: bool) -> Iterator[Path]:
    """Each browser of this engine that is installed on this machine, the smallest that can do the run first."""
    chromiums = CHROMIUM_NAMES if headed else (*HEADLESS_NAMES, *CHROMIUM_NAMES)
    for name in {"chromium": chromiums, "firefox": FIREFOX_NAMES}.get(engine, ()):
        if path := shutil.which(name):
            yield Path(path)
    if sys.platform == "darwin":
        yield from (path for path in MACOS_APPS.get(engine, ()) if path.exists())


@functools.cache
def read_version(executable: Path) -> str | None:
    """Ask a browser for its version; None where it can't even start (a stub, missing libraries)."""
    try:
        answer = subprocess.run([executable, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return next((word for word in answer.stdout.split() if word[0].isdigit()), None)


def launch_args() -> tuple[str, ...]:
    """The arguments that a Chromium of this machine needs; as root, none starts inside its own sandbox."""
    return ("--no-sandbox",) if sys.platform == "linux" and os.geteuid() == 0 else ()
