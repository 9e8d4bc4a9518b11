"""A Mailpit that a run starts: on free ports, with the settings that scenarios need, and ended with the run."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_mailpit import MailpitClient

from harness.provision.mailpit import VERSION, MailpitBinary, locate_mailpit, server, start_mailpit
from harness.provision.progress import ProvisionError

ROOT = Path(__file__).parents[3]
STARTER = """
import sys, time
from harness.provision.mailpit import locate_mailpit, start_mailpit
with start_mailpit(locate_mailpit()) as mailpit:
    print(mailpit.smtp, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def binary() -> MailpitBinary:
    """The Mailpit of this machine."""
    binary = locate_mailpit()
    if binary is None:
        pytest.skip("NO MAILPIT on this machine (`make setup` builds one)")
    return binary


def test_it_answers_until_the_end_of_the_block(binary: MailpitBinary) -> None:
    with start_mailpit(binary) as mailpit, MailpitClient(mailpit.url) as client:
        assert client.is_ready()
        assert binary.source != "cached build" or client.info().version == VERSION
        assert client.chaos() is not None, "chaos is on: scenarios of refused mail need it"

    assert not listens(mailpit.smtp)


def test_variables_for_this_machines_own_mailpit_have_no_effect_on_it(
    binary: MailpitBinary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MP_UI_AUTH", "someone:secret")
    monkeypatch.setenv("MP_SMTP_ALLOWED_RECIPIENTS", "nobody")

    with start_mailpit(binary) as mailpit, MailpitClient(mailpit.url) as client, smtp(mailpit.smtp) as sender:
        sender.sendmail("a@example.com", ["b@example.com"], "Subject: hello\r\n\r\nhello\r\n")
        assert client.messages().total == 1


def test_a_port_that_was_taken_meanwhile_is_replaced(binary: MailpitBinary, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        choices = iter([(server.free_ports()[0], taken.getsockname()[1]), server.free_ports()])
        monkeypatch.setattr(server, "free_ports", lambda: next(choices))

        with start_mailpit(binary) as mailpit:
            assert listens(mailpit.smtp)


def test_a_program_that_does_not_start_is_reported_with_its_last_line(tmp_path: Path) -> None:
    broken = tmp_path / "mailpit"
    broken.write_text("#!/bin/sh\necho 'starting'\necho 'no room on disk' >&2\nexit 1\n", "utf-8")
    broken.chmod(0o755)

    with (
        pytest.raises(ProvisionError, match=r"did not start: no room on disk$"),
        start_mailpit(MailpitBinary(broken, "v0", "broken")),
    ):
        pytest.fail("it did not start")


@pytest.mark.usefixtures("binary")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
def test_it_ends_with_the_process_that_started_it(end: signal.Signals) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", STARTER], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as starter:
        assert starter.stdout is not None
        address = starter.stdout.readline().strip()
        assert listens(address)

        os.kill(starter.pid, end)

    deadline = time.monotonic() + 10
    while listens(address):
        assert time.monotonic() < deadline, "Mailpit stayed behind"


def listens(address: str) -> bool:
    """Whether a process accepts connections there."""
    host, port = address.split(":")
    with socket.socket() as connection:
        return connection.connect_ex((host, int(port))) == 0


def smtp(address: str) -> smtplib.SMTP:
    """Connect to an SMTP listener."""
    host, port = address.split(":")
    return smtplib.SMTP(host, int(port), timeout=10)
