"""The embedded inbox as a child process, for whoever has no Mailpit."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

END_SECONDS = 5


class InboxError(Exception):
    """The inbox did not start."""


@dataclass(frozen=True)
class EmbeddedInbox:
    """Where the inbox answers, and where it takes mail."""

    inbox: str
    smtp: str


@contextlib.contextmanager
def embedded_inbox() -> Iterator["subprocess.Popen[str]"]:
    """Start the inbox; it ends with this block, and also where this process is killed, with its standard input."""
    command = [sys.executable, "-m", "sandbox.inbox", "--json"]
    # A session of its own: Ctrl-C is for the portal, which then ends the inbox.
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def announced_by(process: "subprocess.Popen[str]") -> EmbeddedInbox:
    """What the inbox says of itself once it answers; raises `InboxError`."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise InboxError("The embedded inbox did not start; give a Mailpit with --smtp HOST:PORT.")
    return EmbeddedInbox(**json.loads(line))
