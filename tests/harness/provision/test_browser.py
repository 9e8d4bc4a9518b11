"""Which browser a run uses, and the error where there is none."""

import os
import re
from pathlib import Path

import pytest

from harness.provision import browser_install
from harness.provision.browser import check_video, find_browser
from harness.provision.browser_install import install_browser
from harness.provision.progress import ProvisionError
from tests.harness.provision.conftest import Machine


def test_playwrights_own_comes_first(machine: Machine) -> None:
    machine.browser("chromium-headless-shell", "100.0.1.2")
    machine.playwrights_own("chromium-headless-shell")

    found = find_browser()

    assert (found.executable_path, found.source, found.args) == (None, "Playwright's own", ())
    assert re.fullmatch(r"[\d.]+", found.version)


def test_a_run_with_windows_needs_the_whole_of_playwrights_own(machine: Machine) -> None:
    machine.playwrights_own("chromium-headless-shell")
    chrome = machine.browser("google-chrome", "101.0.1.2")
    assert find_browser(headed=True).executable_path == chrome

    machine.playwrights_own("chromium")
    assert find_browser(headed=True).executable_path is None


def test_without_windows_the_headless_shell_comes_before_a_whole_browser(machine: Machine) -> None:
    chromium = machine.browser("chromium", "102.0.1.2")
    shell = machine.browser("chromium-headless-shell", "100.0.1.2")

    assert (find_browser().executable_path, find_browser().version) == (shell, "100.0.1.2")
    assert (find_browser(headed=True).executable_path, find_browser(headed=True).version) == (chromium, "102.0.1.2")


def test_a_browser_that_does_not_start_is_passed_over(machine: Machine) -> None:
    machine.program("chromium", "echo 'this is only a stub' >&2; exit 1")
    chrome = machine.browser("google-chrome", "101.0.1.2")

    assert find_browser().executable_path == chrome


def test_the_distributions_firefox_is_driven_over_bidi_and_the_header_says_so(machine: Machine) -> None:
    firefox = machine.program("firefox-esr", "echo 'Mozilla Firefox 153.7.0esr'")

    found = find_browser("firefox")

    assert found.launch_options.items() >= {"executable_path": str(firefox), "channel": "moz-firefox"}.items()
    assert found.description == f"firefox 153.7.0esr, {firefox}, over WebDriver BiDi"


def test_playwrights_own_firefox_comes_before_the_distributions(machine: Machine) -> None:
    machine.program("firefox-esr", "echo 'Mozilla Firefox 153.7.0esr'")
    machine.playwrights_own("firefox")

    found = find_browser("firefox")

    assert found.launch_options == {}
    assert found.description == f"firefox {found.version}, Playwright's own"


def test_as_root_a_browser_of_the_machine_runs_without_its_own_sandbox(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    machine.browser("chromium", "102.0.1.2")
    assert find_browser().args == ()

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert find_browser().args == ("--no-sandbox",)


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("engine", "headed", "words"),
    [
        ("chromium", False, "no Chromium or Chrome on this machine.*`apt-get install chromium-headless-shell`"),
        ("chromium", True, "no Chromium or Chrome on this machine.*`apt-get install chromium`"),
        ("firefox", False, "no Firefox on this machine.*`python -m playwright install --with-deps firefox`"),
        ("firefox", True, "no Firefox on this machine.*`apt-get install firefox-esr`"),
        ("webkit", True, "no WebKit for Playwright.*`python -m playwright install --with-deps webkit`"),
        ("netscape", False, "no browser is called 'netscape': chromium, firefox or webkit"),
    ],
)
def test_a_missing_browser_is_one_sentence_with_what_to_type(*, engine: str, headed: bool, words: str) -> None:
    with pytest.raises(ProvisionError, match=f"^{words}"):
        find_browser(engine, headed=headed)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright can't download its own browser."""
    monkeypatch.setattr(browser_install, "playwright_install", lambda *_, **__: "no network")


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    ("engine", "package", "channel"),
    [
        ("chromium", "chromium-headless-shell", None),
        ("chromium", "chromium", None),
        ("firefox", "firefox-esr", "moz-firefox"),
        ("firefox", "firefox", "moz-firefox"),
    ],
)
def test_without_playwrights_own_root_gets_the_package_that_the_distribution_has(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, engine: str, package: str, channel: str | None
) -> None:
    said: list[str] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    browser = apt_get_with(machine, package)

    found = install_browser(engine, say=said.append)

    assert (found.executable_path, found.channel) == (browser, channel)
    assert any("no network" in line for line in said)


@pytest.mark.usefixtures("machine", "no_network")
def test_where_nothing_can_be_installed_the_error_says_what_to_type() -> None:
    with pytest.raises(ProvisionError, match="no Chromium or Chrome on this machine: type"):
        install_browser(say=lambda _: None)


def test_playwrights_refusal_is_reported_and_the_machines_browser_is_used(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    chromium = machine.browser("chromium", "102.0.1.2")
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")  # nobody answers there

    assert install_browser(say=said.append).executable_path == chromium
    assert re.search(r"Playwright can't install it \(.*(ECONNREFUSED|127\.0\.0\.1:9)", said[-1])


def test_a_video_needs_the_ffmpeg_that_playwright_installs(machine: Machine) -> None:
    with pytest.raises(ProvisionError, match="type `python -m playwright install ffmpeg`"):
        check_video()

    machine.playwrights_own("ffmpeg")

    check_video()


def apt_get_with(machine: Machine, package: str) -> Path:
    """Put an `apt-get` on the machine that has one package: a browser which only says its version."""
    path = machine.programs / package
    install = f"printf '#!/bin/sh\\necho Browser 100.0.1.2' > {path}; /bin/chmod +x {path}"
    machine.program("apt-get", f'case "$*" in *" {package}") {install};; *install*) exit 100;; esac')
    return path
