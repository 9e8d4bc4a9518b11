"""Locks on a pool's accounts, between processes and, through the shared inbox, between machines."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_mailpit import MailpitConfig

from testkit.mail.inbox import InboxFromNow
from testkit.members import locks
from testkit.members.locks import FileLock, MailpitLock, acquire_account, machine_of
from tests.inbox.under_test import InboxUnderTest, plain_mail

ADDRESS = "ana@example.com"
HOLD = """
import sys
from pathlib import Path
from testkit.members.locks import FileLock
assert FileLock(Path(sys.argv[1])).take()
print("held", flush=True)
sys.stdin.read()
"""
Lock = Callable[[str], MailpitLock]


@pytest.fixture
def lock(inbox: InboxUnderTest) -> Lock:
    """The lock on an account, as a machine of this name takes it."""
    config = MailpitConfig(url=inbox.url)
    return lambda machine: MailpitLock(config, inbox.client, ADDRESS, machine)


def test_a_second_machine_does_not_get_an_account_that_is_in_use(lock: Lock) -> None:
    first, second = lock("machine-one"), lock("machine-two")

    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()


def test_a_lock_takes_and_leaves_nobody_s_mail(inbox: InboxUnderTest, lock: Lock) -> None:
    inbox.send(plain_mail("somebody's", to=ADDRESS))
    other = lock("machine-one")
    held = lock("machine-two")

    assert held.take()
    assert not other.take()
    held.release()

    assert [mail.subject for mail in inbox.client.messages().messages] == ["somebody's"]


def test_what_a_killed_run_left_on_this_machine_is_taken_over(inbox: InboxUnderTest, lock: Lock) -> None:
    assert lock("machine-one").take()

    assert lock("machine-one").take()
    assert inbox.client.messages().total == 1


def test_what_a_killed_run_left_on_another_machine_ages(
    inbox: InboxUnderTest, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lock("machine-one").take()
    assert not lock("machine-two").take()

    monkeypatch.setattr(locks, "STALE", timedelta(0))

    assert lock("machine-two").take()
    assert inbox.client.messages().total == 1


def test_an_address_that_ends_alike_is_somebody_else_s(inbox: InboxUnderTest, lock: Lock) -> None:
    assert lock("machine-one").take()

    assert MailpitLock(MailpitConfig(url=inbox.url), inbox.client, f"di{ADDRESS}", "machine-two").take()
    assert lock("machine-two").take() is False


def test_the_lock_of_a_killed_process_is_open_again(tmp_path: Path) -> None:
    path = tmp_path / "account.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == b"held\n"
        assert not FileLock(path).take()
        one.kill()

    assert FileLock(path).take()


def test_a_seat_is_one_scenario_s_at_a_time(inbox: InboxUnderTest, tmp_path: Path) -> None:
    config = MailpitConfig(url=inbox.url)

    lock = acquire_account(tmp_path, config, inbox.client, ADDRESS)

    assert lock is not None
    assert acquire_account(tmp_path, config, inbox.client, ADDRESS.upper()) is None
    lock.release()
    assert inbox.client.messages().total == 0
    assert acquire_account(tmp_path, config, inbox.client, ADDRESS) is not None


def test_a_machine_keeps_its_name(tmp_path: Path) -> None:
    assert machine_of(tmp_path) == machine_of(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["machine"]


def test_only_mail_from_now_on_counts_and_none_is_deleted(inbox: InboxUnderTest, lock: Lock) -> None:
    inbox.send(plain_mail("before", to=ADDRESS))
    mailbox = InboxFromNow(inbox.client, ADDRESS, wait_timeout=5)
    assert mailbox.messages() == []

    assert lock("machine-one").take()
    inbox.send(plain_mail("first", to=ADDRESS))
    assert [mail.subject for mail in mailbox.wait_for_messages(1)] == ["first"]
    mailbox.clear()
    inbox.send(plain_mail("second", to=ADDRESS))

    assert [mail.subject for mail in mailbox.wait_for_messages(1)] == ["second"]
    assert [mail.subject for mail in mailbox.messages()] == ["second"]
    assert inbox.client.messages().total == 4
