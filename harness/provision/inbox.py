"""Which inbox receives the mail of a run, and why: the real Mailpit wherever it can be had."""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from harness.provision.mailpit import (
    VERSION,
    Inbox,
    MailpitBinary,
    build_mailpit,
    cache_folder,
    content_of,
    docker_answers,
    locate_mailpit,
    pull_mailpit,
    start_container,
    start_mailpit,
    stop,
)
from harness.provision.progress import ProvisionError, Say, last_line, to_stderr
from testkit.settings.addresses import without_login

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class InboxChoice:
    """The inbox a run will use, as its header names it, and how to start it."""

    words: str
    is_mailpit: bool
    start: Callable[[], AbstractContextManager[Inbox]]


def choose_inbox(url: str | None = None, *, again: bool = False, say: Say = to_stderr) -> InboxChoice:
    """Choose the Mailpit at the URL, on `PATH`, built earlier, built now, or in Docker; else the embedded inbox.

    A build that failed is not tried again by each run, but by `make setup` (`again`).
    """
    if url:
        return InboxChoice(
            f"Mailpit at {without_login(url)}", is_mailpit=True, start=lambda: contextlib.nullcontext(Inbox(url))
        )
    try:
        binary = locate_mailpit() or build_once(say, again=again)
    except ProvisionError as refusal:
        return choose_without_binary(str(refusal))
    words = f"Mailpit {binary.version}, {binary.source}"
    return InboxChoice(words, is_mailpit=True, start=lambda: start_mailpit(binary))


def build_once(say: Say, *, again: bool) -> MailpitBinary:
    """Build Mailpit; raises `ProvisionError`, also where that failed before."""
    failure = cache_folder() / f"mailpit-{VERSION}.failed"
    if failure.exists() and not again:
        raise ProvisionError(f"{failure.read_text('utf-8')}; `make setup` tries again")
    try:
        binary = build_mailpit(say)
    except (ProvisionError, OSError, subprocess.SubprocessError) as error:
        with contextlib.suppress(OSError):  # a cache that can't be written to may be the very reason
            failure.write_text(str(error), "utf-8")
        raise ProvisionError(str(error)) from error
    failure.unlink(missing_ok=True)
    return binary


def choose_without_binary(refusal: str) -> InboxChoice:
    """Choose between Docker's Mailpit and the embedded inbox, and say why."""
    reason = f"{refusal}; no Docker engine answers"
    if docker_answers():
        try:
            pull_mailpit()
        except (ProvisionError, subprocess.SubprocessError) as error:
            reason = f"{refusal}; {error}"
        else:
            words = f"Mailpit {VERSION}, container ({refusal})"
            return InboxChoice(words, is_mailpit=True, start=start_container)
    return InboxChoice(f"embedded inbox, no Mailpit ({reason})", is_mailpit=False, start=start_embedded)


@contextlib.contextmanager
def start_embedded() -> Iterator[Inbox]:
    """Run the embedded inbox until the end of the `with` block or of this process."""
    command = [sys.executable, "-m", "sandbox.inbox"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True
        )
        try:
            line = process.stdout.readline() if process.stdout else b""
            if not line:
                raise ProvisionError(f"the embedded inbox did not start: {last_line(content_of(log))}")
            answer = json.loads(line)
            yield Inbox(answer["inbox"], answer["smtp"])
        finally:
            stop(process)
            if process.stdout:
                process.stdout.close()
