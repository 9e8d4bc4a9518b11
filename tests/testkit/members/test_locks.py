"""Locks on pool accounts, between processes and, through the shared Mailpit, between machines."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from testkit.mail.inbox import InboxFromNow
from testkit.mail.mailpit import MailpitAccess
from testkit.members import locks
from testkit.members.locks import FileLock, MailpitLock, acquire_account, announced_run, machine_of, machines_at_work
from testkit.settings.credentials import Credentials
from testkit.settings.sections import MailpitSettings
from tests.inbox.under_test import InboxUnderTest, plain_mail

ADDRESS = "ana@example.com"
HOLD = """
import sys
from pathlib import Path
from testkit.members.locks import FileLock
assert FileLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def access_to(inbox: InboxUnderTest) -> MailpitAccess:
    """How the inbox is reached."""
    return MailpitAccess.of(inbox.url, MailpitSettings(), Credentials())


Lock = Callable[[str], MailpitLock]


@pytest.fixture
def lock(inbox: InboxUnderTest) -> Lock:
    """The lock on an account, as the machine of this name acquires it."""
    access = access_to(inbox)
    return lambda machine: MailpitLock(access, inbox.client, ADDRESS, machine)


def test_a_second_machine_can_t_lock_an_account_in_use(lock: Lock) -> None:
    first, second = lock("machine-one"), lock("machine-two")

    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()


def test_a_lock_leaves_other_mail_alone(inbox: InboxUnderTest, lock: Lock) -> None:
    inbox.send(plain_mail("existing", to=ADDRESS))
    other = lock("machine-one")
    held = lock("machine-two")

    assert held.acquire()
    assert not other.acquire()
    held.release()

    assert [mail.subject for mail in inbox.client.messages().messages] == ["existing"]


def test_a_marker_of_a_killed_run_on_this_machine_is_replaced(inbox: InboxUnderTest, lock: Lock) -> None:
    assert lock("machine-one").acquire()

    assert lock("machine-one").acquire()
    assert inbox.client.messages().total == 1


def test_a_marker_of_a_killed_run_on_another_machine_expires(
    inbox: InboxUnderTest, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lock("machine-one").acquire()
    assert not lock("machine-two").acquire()

    monkeypatch.setattr(locks, "STALE", timedelta(0))

    assert lock("machine-two").acquire()
    assert inbox.client.messages().total == 1


def test_an_address_with_the_same_ending_is_another_account(inbox: InboxUnderTest, lock: Lock) -> None:
    assert lock("machine-one").acquire()

    assert MailpitLock(access_to(inbox), inbox.client, f"di{ADDRESS}", "machine-two").acquire()
    assert lock("machine-two").acquire() is False


def test_a_killed_process_releases_its_lock(tmp_path: Path) -> None:
    path = tmp_path / "account.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == b"held\n"
        assert not FileLock(path).acquire()
        one.kill()

    assert FileLock(path).acquire()


def test_only_one_scenario_uses_an_account_at_a_time(inbox: InboxUnderTest, tmp_path: Path) -> None:
    access = access_to(inbox)

    lock = acquire_account(tmp_path, access, inbox.client, ADDRESS)

    assert lock is not None
    assert acquire_account(tmp_path, access, inbox.client, ADDRESS.upper()) is None
    lock.release()
    assert inbox.client.messages().total == 0
    assert acquire_account(tmp_path, access, inbox.client, ADDRESS) is not None


def test_machines_at_work_are_counted_once_each(inbox: InboxUnderTest) -> None:
    access = access_to(inbox)
    assert machines_at_work(inbox.client) == 1

    with announced_run(access, inbox.client, "machine-one"), announced_run(access, inbox.client, "machine-two"):
        with announced_run(access, inbox.client, "machine-one"):
            assert machines_at_work(inbox.client) == 2
        assert machines_at_work(inbox.client) == 2

    assert inbox.client.messages().total == 0


def test_a_machine_keeps_its_name(tmp_path: Path) -> None:
    assert machine_of(tmp_path) == machine_of(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["machine"]


def test_only_new_mail_counts_and_none_is_deleted(inbox: InboxUnderTest, lock: Lock) -> None:
    inbox.send(plain_mail("before", to=ADDRESS))
    mailbox = InboxFromNow(inbox.client, ADDRESS, wait_timeout=5)
    assert mailbox.messages() == []

    assert lock("machine-one").acquire()
    inbox.send(plain_mail("first", to=ADDRESS))
    assert [mail.subject for mail in mailbox.wait_for_messages(1)] == ["first"]
    mailbox.clear()
    inbox.send(plain_mail("second", to=ADDRESS))

    assert [mail.subject for mail in mailbox.wait_for_messages(1)] == ["second"]
    assert [mail.subject for mail in mailbox.messages()] == ["second"]
    assert inbox.client.messages().total == 4
