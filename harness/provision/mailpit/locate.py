"""Where a Mailpit may already be on this machine."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.provision.cache import user_cache

MODULE = "github.com/axllent/mailpit"
GO_MODULE = Path(__file__).parent
VERSION = re.findall(rf"{re.escape(MODULE)} (v\S+)", (GO_MODULE / "go.mod").read_text("utf-8"))[0]


@dataclass(frozen=True)
class MailpitBinary:
    """A Mailpit that can be started."""

    path: Path
    version: str
    source: str


def locate_mailpit() -> MailpitBinary | None:
    """The Mailpit on `PATH`, or the one built earlier; None if there is neither."""
    if found := shutil.which("mailpit"):
        path = Path(found)
        if version := read_version(path):
            return MailpitBinary(path, version, f"{path}")
    if os.access(built_mailpit(), os.X_OK):
        return MailpitBinary(built_mailpit(), VERSION, "cached build")
    return None


def built_mailpit() -> Path:
    """The path of this version's build, which all clones of the suite share."""
    return cache_folder() / f"mailpit-{VERSION}" / "mailpit"


def cache_folder() -> Path:
    """The suite's folder in this user's cache."""
    return user_cache() / "portal-password-reset-suite"


def read_version(path: Path) -> str | None:
    """Ask a Mailpit for its version; None where it can't even start."""
    # Without the option it asks the network for newer releases first.
    command = [str(path), "version", "--no-release-check"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return next((word for word in answer.stdout.split()[1:2]), None)
