"""Browsers on another machine: Playwright's own server in a second process, and the same result."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from harness.provision.browser import find_browser
from tests.daily_use.conftest import Desk

SETTINGS = """
environment = "sandbox"
projects_to_run = ["elsewhere"]
workers = 2

[projects.elsewhere]
browser = "chromium"
connect = "{address}"
{browser}

[environments.sandbox]
command = ["{{python}}", "-m", "sandbox", "--json"]
"""
CHAPTER = ("-k", "signed_in_by_the_reset_itself or a_used_link_is_refused")


@contextmanager
def browser_server() -> Iterator[str]:
    """Playwright's server, as somebody starts it on a machine with many cores; gives its address."""
    # --unsafe lets the run say which browser is started: Playwright's own is not everywhere.
    command = [sys.executable, "-m", "playwright", "run-server", "--host", "127.0.0.1", "--port", "0", "--unsafe"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().removeprefix("Listening on ").strip()
        finally:
            os.killpg(server.pid, signal.SIGTERM)  # Python is but the door to Playwright's own process


def settings_for(address: str) -> str:
    found = find_browser("chromium", headed=False)
    of_this_machine = f'executable_path = "{found.executable_path}"\nargs = {list(found.args)}'
    return SETTINGS.format(address=address, browser=of_this_machine if found.executable_path else "")


def test_scenarios_pass_in_the_browser_of_another_process(desk: Desk) -> None:
    with browser_server() as address:
        run = desk.run(*CHAPTER, settings=settings_for(address))
        said = run.end()

    assert run.status == pytest.ExitCode.OK, said
    assert [one.outcome for one in desk.scenarios()] == ["passed", "passed"]


def test_a_server_that_is_not_there_is_one_sentence(desk: Desk) -> None:
    with browser_server() as address:
        pass

    run = desk.run(*CHAPTER, settings=settings_for(address))
    said = run.end()

    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert f"project elsewhere has no browser: no Playwright server at {urlsplit(address).netloc}" in said
    assert "Traceback" not in said
