"""Machines made up for a test: with a PATH and caches of their own, and programs that only print a version."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.provision import browser


@dataclass(frozen=True)
class Machine:
    """An empty machine: nothing on its `PATH` but what a test puts there."""

    programs: Path
    cache: Path
    browsers: Path

    def program(self, name: str, script: str) -> Path:
        """Put a shell script on the machine's `PATH`."""
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)
        return path

    def browser(self, name: str, version: str) -> Path:
        """Put a browser on the machine's `PATH`."""
        return self.program(name, f"echo 'Chromium {version} built on nothing'")

    def playwrights_own(self, name: str) -> None:
        """Put a browser of Playwright's where Playwright would."""
        registry = (browser.playwright_package() / "browsers.json").read_text("utf-8")
        revision = registry.split(f'"name": "{name}"')[1].split('"revision": "')[1].split('"')[0]
        folder = self.browsers / f"{name.replace('-', '_')}-{revision}"
        folder.mkdir(parents=True)
        (folder / "INSTALLATION_COMPLETE").touch()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine without any browser, Mailpit, Go or Docker, whose user is not root."""
    machine = Machine(tmp_path / "bin", tmp_path / "cache", tmp_path / "browsers")
    machine.programs.mkdir()
    monkeypatch.setenv("PATH", str(machine.programs))
    monkeypatch.setenv("XDG_CACHE_HOME", str(machine.cache))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(machine.browsers))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser, "MACOS_APPS", {})
    return machine
