"""The pace: so many mails a minute, for all processes together."""

import json
from pathlib import Path

import pytest

from testkit.api.pace import MailPace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which moves on only by waiting; the waits are in it."""
    times = [1000.0]
    monkeypatch.setattr("testkit.api.pace.time.time", lambda: sum(times))
    monkeypatch.setattr("testkit.api.pace.time.sleep", times.append)
    return times


def test_a_mail_too_many_waits_until_the_oldest_is_a_minute_old(tmp_path: Path, clock: list[float]) -> None:
    first, second = (MailPace.of(tmp_path, "https://portal.test", 2) for _ in range(2))

    first.wait_for_turn()
    clock.append(20.0)
    second.wait_for_turn()
    first.wait_for_turn()

    assert clock[2:] == [pytest.approx(40, abs=0.01)]


def test_a_mail_that_could_not_be_held_back_makes_the_next_wait_longer(tmp_path: Path, clock: list[float]) -> None:
    mails = MailPace.of(tmp_path, "https://portal.test", 1)

    mails.wait_for_turn()
    clock.append(30.0)
    mails.count()
    mails.wait_for_turn()

    assert clock[2:] == [pytest.approx(60, abs=0.01)]


def test_each_portal_has_a_pace_of_its_own(tmp_path: Path, clock: list[float]) -> None:
    MailPace.of(tmp_path, "https://one.test", 1).wait_for_turn()
    MailPace.of(tmp_path, "https://two.test", 1).wait_for_turn()

    assert len(clock) == 1
    assert all(len(json.loads(path.read_text(encoding="utf-8"))) == 1 for path in tmp_path.iterdir())
