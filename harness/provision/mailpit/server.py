"""A Mailpit of this run's own, on loopback, stopped with the run."""

import contextlib
import http.client
import json
import os
import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from harness.provision.mailpit.locate import MailpitBinary
from harness.provision.progress import ProvisionError, last_line

# Runs Mailpit beside a process that ends it when standard input closes: also when the starter was killed.
END_WITH_STDIN = 'exec 3<&0; (cat <&3 >/dev/null; kill $$ 2>/dev/null) & exec "$@" 3<&- </dev/null'
SETTINGS = {
    "MP_ENABLE_CHAOS": "true",
    "MP_DISABLE_VERSION_CHECK": "true",
    "MP_SMTP_DISABLE_RDNS": "true",
    "MP_ALLOW_INTERNAL_HTTP_REQUESTS": "true",  # without it, the link check refuses loopback, where the sandbox is
    "MP_DISABLE_LINK_CHECK_RATE_LIMIT": "true",  # one host has all links; its answers would also be kept for 60 s
    "MP_MAX_MESSAGES": "0",  # by default mail beyond 500 is deleted each minute, also mail still waited for
}
START_SECONDS = 20.0
PORT_ATTEMPTS = 3

Command = Callable[[int, int, str], list[str]]


@dataclass(frozen=True)
class Inbox:
    """Where mail arrives: the addresses of its API and its SMTP, and words that say which inbox it is and why."""

    url: str
    smtp: str = ""
    """Empty if it isn't known."""
    words: str = ""
    is_mailpit: bool = True


@contextlib.contextmanager
def start_mailpit(binary: MailpitBinary) -> Iterator[Inbox]:
    """Run Mailpit until the end of the `with` block or of this process, however that ends."""

    def command(http_port: int, smtp_port: int, label: str) -> list[str]:
        listen = ["--listen", f"127.0.0.1:{http_port}", "--smtp", f"127.0.0.1:{smtp_port}"]
        return [str(binary.path), *listen, "--label", label]

    with running(command, f"Mailpit ({binary.path})") as mailpit:
        yield mailpit


@contextlib.contextmanager
def running(command: Command, name: str) -> Iterator[Inbox]:
    """Run a Mailpit, given the command for two ports and a label."""
    with tempfile.TemporaryFile() as log:
        process, mailpit = launch(command, name, log)
        try:
            yield mailpit
        finally:
            stop(process)


def launch(command: Command, name: str, log: IO[bytes]) -> tuple[subprocess.Popen[bytes], Inbox]:
    """Start Mailpit on free ports; again on others if another process takes one of them first."""
    # It can't choose by itself: with port 0 it never prints which port it got.
    reason = ""
    for _ in range(PORT_ATTEMPTS):
        http_port, smtp_port = free_ports()
        label = secrets.token_hex(8)
        process = start_bound_to_stdin(command(http_port, smtp_port, label), log)
        if answers(process, http_port, smtp_port, label):
            return process, Inbox(f"http://127.0.0.1:{http_port}", f"127.0.0.1:{smtp_port}")
        stop(process)
        reason = last_line(content_of(log)) or f"it printed nothing (exit status {process.returncode})"
        if "address already in use" not in reason:
            break
    raise ProvisionError(f"{name} did not start: {reason}")


def start_bound_to_stdin(command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a process that ends when its standard input is closed, at the latest with this process."""
    # Variables for a Mailpit of this machine are not meant for this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MP_")}
    return subprocess.Popen(
        ["/bin/sh", "-c", END_WITH_STDIN, "sh", *command],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment | SETTINGS,
        start_new_session=True,  # Ctrl-C must not end it before the run, which may still read its mail
    )


def answers(process: subprocess.Popen[bytes], http_port: int, smtp_port: int, label: str) -> bool:
    """Wait until both ports answer, and belong to this process; False where it ended or doesn't answer."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if label_of(http_port) == label and greeting_of(smtp_port).startswith("220"):
                return True
        # Waiting for the process is the pause between two attempts, and notices an early end at once.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.01)
            return False
    return False


def label_of(port: int) -> object:
    """Read the label of the Mailpit at a port, which shows whether it is this one or another on the same port."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    with contextlib.closing(connection):
        connection.request("GET", "/api/v1/webui")
        return json.loads(connection.getresponse().read()).get("Label")


def greeting_of(port: int) -> str:
    """Read the greeting of the SMTP server at a port."""
    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        return connection.recv(512).decode("ascii", "replace")


def free_ports() -> tuple[int, int]:
    """Two ports that are free at this moment."""
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def stop(process: subprocess.Popen[Any]) -> None:
    """Stop a process by closing its standard input, as the end of this process would."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def content_of(log: IO[bytes]) -> str:
    """What a process has printed."""
    log.seek(0)
    return log.read().decode("utf-8", "replace")
