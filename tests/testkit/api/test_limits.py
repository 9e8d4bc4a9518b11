"""Rate limits that all processes on a machine share, and the log of what a run did."""

import json
from pathlib import Path

import pytest

from testkit.api.limits import RateLimit, UsageLog


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


@pytest.mark.parametrize("left", ["[1764301", "{}", "null", '["soon"]', "[[1]]"])
def test_a_damaged_file_of_times_is_begun_anew(tmp_path: Path, clock: list[float], left: str) -> None:
    mails = mail_limit(tmp_path, "https://portal.test", 1)
    mails.path.write_text(left, encoding="utf-8")

    mails.wait_for_turn()

    assert len(clock) == 1
    assert len(json.loads(mails.path.read_text(encoding="utf-8"))) == 1


def test_a_line_that_was_cut_off_costs_the_log_no_other(tmp_path: Path) -> None:
    log = UsageLog(tmp_path / "members.jsonl")
    log.add("staging", "customer", "ada@portal.test", 7)
    with log.path.open("a", encoding="utf-8") as file:
        file.write('{"environment": "sta{"environment": "staging"}\n')
    log.add("staging", "customer", "ana@portal.test", 8)

    assert log.customers("staging") == {"ada@portal.test": 7, "ana@portal.test": 8}
