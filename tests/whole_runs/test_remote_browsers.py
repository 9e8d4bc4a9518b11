"""Browsers on another machine: Playwright's server in a second process, with the same result."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from harness.provision.browser import find_browser
from tests.whole_runs.runs import Workspace

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
    """Playwright's server, as one starts it on a machine with many cores; gives its address."""
    # --unsafe lets the run choose the browser: not every machine has Playwright's own.
    command = [sys.executable, "-m", "playwright", "run-server", "--host", "127.0.0.1", "--port", "0", "--unsafe"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().removeprefix("Listening on ").strip()
        finally:
            os.killpg(server.pid, signal.SIGTERM)  # Python is but the relay to Playwright's own process


def settings_for(address: str) -> str:
    found = find_browser("chromium", headed=False)
    of_this_machine = f'executable_path = "{found.executable_path}"\nargs = {list(found.args)}'
    return SETTINGS.format(address=address, browser=of_this_machine if found.executable_path else "")


def test_scenarios_pass_in_the_browser_of_another_process(workspace: Workspace) -> None:
    with browser_server() as address:
        run = workspace.run(*CHAPTER, settings=settings_for(address))
        output = run.end()

    assert run.status == pytest.ExitCode.OK, output
    assert [one.outcome for one in workspace.scenarios()] == ["passed", "passed"]


def test_a_missing_server_is_one_sentence(workspace: Workspace) -> None:
    with browser_server() as address:
        pass

    run = workspace.run(*CHAPTER, settings=settings_for(address))
    output = run.end()

    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert f"project elsewhere can't run: no Playwright server at {urlsplit(address).netloc}" in output
    assert "Traceback" not in output
