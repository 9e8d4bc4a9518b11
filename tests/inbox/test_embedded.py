"""The embedded inbox as a process: starts quickly, says where, and never stays behind."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.inbox.under_test import InboxUnderTest, plain_mail

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-W", "error", "-m", "sandbox.inbox"]


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    """The inbox, started for another program."""
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, "--json"], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        yield process
        process.kill()


def test_it_says_on_one_line_where_it_listens(process: subprocess.Popen[str]) -> None:
    started = time.monotonic()
    addresses = json.loads(line_of(process))

    assert addresses.keys() == {"inbox", "smtp"}
    assert addresses["inbox"].startswith("http://127.0.0.1:")
    assert requests.get(f"{addresses['inbox']}/readyz", timeout=5).status_code == 200
    assert time.monotonic() - started < 5  # generous: 0.2 s on a quiet machine, 0.6 s at most wanted


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, None], ids=["SIGTERM", "SIGINT", "end of input"])
def test_it_ends_in_silence(process: subprocess.Popen[str], end: signal.Signals | None) -> None:
    line_of(process)
    if end is None:
        assert process.stdin is not None
        process.stdin.close()
    else:
        process.send_signal(end)

    assert process.wait(timeout=10) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_a_taken_port_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = subprocess.run(
            [*COMMAND, "--http-port", port], cwd=ROOT, capture_output=True, text=True, timeout=20, check=False
        )

    assert answer.returncode == 2
    assert answer.stderr.startswith("the inbox can't start: ")
    assert answer.stderr.count("\n") == 1


def test_a_search_it_does_not_know_is_refused_not_ignored(embedded_inbox: InboxUnderTest) -> None:
    answer = embedded_inbox.call("GET", "/api/v1/search", params={"query": "larger:1M"})

    assert (answer.status_code, answer.text) == (400, "the embedded inbox can't search by larger:")


def test_people_see_what_arrived(embedded_inbox: InboxUnderTest) -> None:
    embedded_inbox.send(plain_mail("Hello <you>"))

    assert "Hello &lt;you&gt;</a> to ana@example.com" in embedded_inbox.call("GET", "/").text


def line_of(process: subprocess.Popen[str]) -> str:
    """Wait for the line that says it is ready."""
    assert process.stdout is not None
    return process.stdout.readline()
