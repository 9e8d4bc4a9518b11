"""Rate limits that all processes on a machine share."""

import json
from pathlib import Path

import pytest

from testkit.api.limits import RateLimit


def mail_limit(folder: Path, portal_url: str, per_minute: int) -> RateLimit:
    """A limit on the mails of one portal."""
    return RateLimit.of(folder, "mails", portal_url, per_minute)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as a list whose sum is now; waiting appends to it."""
    times = [1000.0]
    monkeypatch.setattr("testkit.api.limits.time.time", lambda: sum(times))
    monkeypatch.setattr("testkit.api.limits.time.sleep", times.append)
    return times


def test_an_event_over_the_limit_waits_until_the_oldest_is_a_minute_old(tmp_path: Path, clock: list[float]) -> None:
    first, second = (mail_limit(tmp_path, "https://portal.test", 2) for _ in range(2))

    first.wait_for_turn()
    clock.append(20.0)
    second.wait_for_turn()
    first.wait_for_turn()

    assert clock[2:] == [pytest.approx(40, abs=0.01)]


def test_an_event_that_could_not_be_delayed_makes_the_next_one_wait_longer(tmp_path: Path, clock: list[float]) -> None:
    mails = mail_limit(tmp_path, "https://portal.test", 1)

    mails.wait_for_turn()
    clock.append(30.0)
    mails.count()
    mails.wait_for_turn()

    assert clock[2:] == [pytest.approx(60, abs=0.01)]


def test_each_portal_has_its_own_limit(tmp_path: Path, clock: list[float]) -> None:
    mail_limit(tmp_path, "https://one.test", 1).wait_for_turn()
    mail_limit(tmp_path, "https://two.test", 1).wait_for_turn()

    assert len(clock) == 1
    assert all(len(json.loads(path.read_text(encoding="utf-8"))) == 1 for path in tmp_path.iterdir())
