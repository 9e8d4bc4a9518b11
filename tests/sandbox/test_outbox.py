"""The mail queue: its order, and what happens when the mail server refuses a mail."""

import asyncio
import time
from email.message import EmailMessage

import pytest

from sandbox.portal import outbox
from sandbox.portal.outbox import Letter, Outbox
from tests.own_thread import in_own_thread
from tests.sandbox.postbox import Postbox, open_postbox


def letter(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", subject
    message.set_content("Hello")
    return message


def deliver(postbox: Postbox, letters: list[Letter], attempts: int) -> None:
    """Run a queue until it has tried to deliver this often, and each letter is sent or given up."""
    box = box_for(postbox)
    for one in letters:
        box.put(one)

    async def work() -> None:
        delivery = asyncio.create_task(box.deliver_forever())
        await asyncio.to_thread(postbox.wait_for_attempts, attempts)
        async with asyncio.timeout(5):
            while not all(one.is_sent or one.is_given_up for one in letters):  # noqa: ASYNC110 - the queue has no event
                await asyncio.sleep(0)  # the queue's own task goes on
        # One more mail shows that nothing else is on its way before it.
        postbox.answer = "250 OK"
        box.put(Letter("last", letter("last")))
        await asyncio.to_thread(postbox.wait_for_attempts, attempts + 1)
        delivery.cancel()

    in_own_thread(lambda: asyncio.run(work()))


@pytest.fixture
def prompt_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries without a wait."""
    monkeypatch.setattr(outbox, "RETRY_AFTER_SECONDS", (0, 0))


def box_for(postbox: Postbox) -> Outbox:
    host, _, port = postbox.smtp.partition(":")
    return Outbox(host, int(port))


def test_mail_can_wait_before_it_is_sent() -> None:
    with open_postbox() as postbox:
        box = box_for(postbox)
        box.delay = 0.5

        async def work() -> float:
            delivery = asyncio.create_task(box.deliver_forever())
            began = time.monotonic()
            box.put(Letter("reset", letter("late")))
            await asyncio.to_thread(postbox.wait_for_attempts, 1)
            delivery.cancel()
            return time.monotonic() - began

        assert in_own_thread(lambda: asyncio.run(work())) >= 0.5


@pytest.mark.usefixtures("prompt_retries")
@pytest.mark.parametrize(
    ("answer", "is_wanted", "attempts", "logged"),
    [
        ("451 later", True, 3, "reset mail given up after 3 attempts: SMTPDataError 451"),
        ("550 never", True, 1, "given up after 1 attempts"),
        ("451 later", False, 1, "no longer wanted"),
    ],
    ids=["for now", "for good", "and no longer needed"],
)
def test_refused_mail_is_tried_again_as_long_as_that_makes_sense(
    caplog: pytest.LogCaptureFixture, answer: str, *, is_wanted: bool, attempts: int, logged: str
) -> None:
    caplog.set_level("INFO")
    with open_postbox() as postbox:
        postbox.answer = answer
        deliver(postbox, [Letter("reset", letter("first"), lambda: is_wanted)], attempts)

    assert [mail["Subject"] for _, mail in postbox.mails] == ["last"]
    assert logged in caplog.text


def test_mail_leaves_in_the_order_it_was_written() -> None:
    with open_postbox() as postbox:
        deliver(postbox, [Letter("reset", letter(str(number)), lambda: False) for number in range(5)], 5)

    assert [mail["Subject"] for _, mail in postbox.mails] == ["0", "1", "2", "3", "4", "last"]
