"""The mail queue: mail leaves after the answer, in the order in which it was written."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage

log = logging.getLogger("sandbox.mail")

RETRY_AFTER_SECONDS = (2, 10, 60)
SMTP_TIMEOUT_SECONDS = 10
TEMPORARY = range(400, 500)
REMEMBERED = 1000


def always() -> bool:
    """Send this mail however late it is: the default for whether a mail is still worth sending."""
    return True


@dataclass
class Letter:
    """A queued mail."""

    kind: str
    message: EmailMessage
    is_wanted: Callable[[], bool] = always  # asked before a retry: a link that has been replaced helps nobody
    secrets: tuple[str, ...] = ()
    """What in its text gives access: a link, a temporary password."""
    failures: int = 0
    is_sent: bool = False
    is_given_up: bool = False
    last_error: str | None = None


def ignore(_letter: Letter) -> None:
    """Do nothing with a letter."""


@dataclass
class Outbox:
    """Delivers over SMTP; a server that refuses is asked again a few times, and never holds up an answer."""

    host: str
    port: int
    delay: float = 0
    """How many seconds a mail waits before it is sent."""
    letters: deque[Letter] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    """The latest letters, sent or not."""
    note: Callable[[Letter], None] = ignore
    """Called with each new letter."""
    _queue: asyncio.Queue[Letter] = field(default_factory=asyncio.Queue)

    def put(self, letter: Letter) -> None:
        """Queue a mail."""
        if letter.failures:
            self._queue.put_nowait(letter)
            return
        self.letters.append(letter)
        self.note(letter)
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self._queue.put_nowait, letter)
        else:
            self._queue.put_nowait(letter)

    async def deliver_forever(self) -> None:
        """Send whatever is put in, until cancelled."""
        import aiosmtplib  # noqa: F401 - while nobody waits: not before the portal answers, not with the first mail

        while True:
            letter = await self._queue.get()
            if letter.failures and not letter.is_wanted():
                letter.is_given_up = True
                log.info("%s mail dropped: no longer wanted", letter.kind)
                continue
            await self._deliver(letter)

    async def _deliver(self, letter: Letter) -> None:
        from aiosmtplib import SMTPException, send

        try:
            await send(
                letter.message,
                hostname=self.host,
                port=self.port,
                local_hostname="localhost",  # else the machine's name is looked up, which can take seconds
                start_tls=False,
                timeout=SMTP_TIMEOUT_SECONDS,
            )
        except (SMTPException, OSError) as error:
            self._consider_retry(letter, error)
        else:
            letter.is_sent = True
            log.info("%s mail delivered", letter.kind)

    def _consider_retry(self, letter: Letter, error: Exception) -> None:
        code = _smtp_code(error)
        reason = f"{type(error).__name__} {code or ''}".strip()  # what the server says may repeat the address
        letter.last_error = reason
        is_temporary = code is None or code in TEMPORARY
        if not is_temporary or letter.failures >= len(RETRY_AFTER_SECONDS):
            letter.is_given_up = True
            log.error("%s mail given up after %d attempts: %s", letter.kind, letter.failures + 1, reason)
            return
        delay = RETRY_AFTER_SECONDS[letter.failures]
        letter.failures += 1
        log.warning("%s mail refused, tried again in %d s: %s", letter.kind, delay, reason)
        asyncio.get_running_loop().call_later(delay, self.put, letter)


def _smtp_code(error: Exception) -> int | None:
    """The server's answer; None where there was none, as when nobody listens."""
    refusals = getattr(error, "recipients", None)  # all recipients were refused: one mail has one
    code = getattr(refusals[0] if refusals else error, "code", None)
    return code if isinstance(code, int) else None
