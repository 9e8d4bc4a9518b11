"""An SMTP server inside a test, whose waits end as soon as a mail arrives."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

WAIT_SECONDS = 10


@dataclass
class Postbox:
    """The received mail; `answer` is the server's reply to the mails that follow."""

    answer: str = "250 OK"
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    attempts: int = 0
    smtp: str = ""
    _changed: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Accept a mail or refuse it."""
        with self._changed:
            self.attempts += 1
            if self.answer.startswith("2"):
                mail = message_from_bytes(envelope.content, policy=policy.default)
                self.mails.append((envelope.rcpt_tos, mail))
            self._changed.notify_all()
        return self.answer

    def to(self, address: str, number: int = 1) -> EmailMessage:
        """Wait for the mail with this number to an address."""
        with self._changed:
            here = self._changed.wait_for(lambda: len(self.all_to(address)) >= number, WAIT_SECONDS)
        assert here, f"expected mail {number} to {address}, found {len(self.all_to(address))}"
        return self.all_to(address)[number - 1]

    def all_to(self, address: str) -> list[EmailMessage]:
        """The mail to an address so far."""
        return [mail for recipients, mail in self.mails if address in recipients]

    def wait_for_attempts(self, number: int) -> None:
        """Wait for this many deliveries, accepted or refused."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.attempts >= number, WAIT_SECONDS), "no delivery was tried"


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """Serve a postbox on a free port."""
    postbox, loop = Postbox(), asyncio.new_event_loop()

    def protocol() -> SMTP:
        return SMTP(postbox, hostname="localhost", loop=loop, enable_SMTPUTF8=True)

    # In a thread of its own from the first moment: Playwright's loop may already run in this one.
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(loop.create_server(protocol, "127.0.0.1", 0), loop).result()
    host, port = server.sockets[0].getsockname()
    postbox.smtp = f"{host}:{port}"
    try:
        yield postbox
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
