"""How a run is divided: among workers, more for a slow portal, and among shards, each scenario in exactly one."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.portal.targets import Target
from harness.sharding import Shard, read_shard
from harness.workers import CHOSEN, MOST_WORKERS_PER_CORE, add_workers, for_the_machine, for_waiting
from testkit.settings.model import Environment

NAMES = [f"e2e/test_a.py::test_{number}[chromium]" for number in range(100)]
SLOW = Target("staging", "", "", "", "", "", "", answer_seconds=1.5)


@pytest.fixture(autouse=True)
def a_large_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cores, and memory for a hundred workers."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("harness.workers._in_memory", lambda: 100)


@pytest.mark.parametrize(("answer_seconds", "workers"), [(0.0, 2), (0.03, 3), (0.3, 6), (1.5, 19)])
def test_the_longer_an_answer_takes_the_more_workers_wait_side_by_side(answer_seconds: float, workers: int) -> None:
    assert for_waiting(2, answer_seconds) == workers


def test_few_scenarios_get_one_worker_for_each_core() -> None:
    assert (for_the_machine(), for_the_machine(few=True)) == (3, 2)


def test_a_slow_portal_gets_more_workers_than_the_machine_has_cores() -> None:
    assert workers_for(SLOW) == 2 * MOST_WORKERS_PER_CORE


def test_a_fast_portal_keeps_the_workers_of_the_machine() -> None:
    assert workers_for(Target("staging", "", "", "", "", "", "", answer_seconds=0.02)) == 3


def test_the_customers_of_a_run_are_enough_for_each_worker() -> None:
    assert workers_for(SLOW, customers_per_run=24) == 4


def test_a_machine_with_little_memory_gets_fewer_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.workers._in_memory", lambda: 5)

    assert workers_for(SLOW) == 5


@pytest.mark.parametrize("option", ["markexpr", "keyword", "maxprocesses"])
def test_a_selection_or_a_limit_keeps_the_workers_of_the_machine(option: str) -> None:
    options: dict[str, Any] = {option: "smoke"}

    assert workers_for(SLOW, **options) == 3


def test_a_number_that_a_person_chose_stays() -> None:
    assert workers_for(SLOW, chosen_by_the_suite=False) == 3


def workers_for(
    target: Target, *, customers_per_run: int | None = None, chosen_by_the_suite: bool = True, **options: Any
) -> int:
    """How many workers a run on two cores has against a portal."""
    option = SimpleNamespace(markexpr="", keyword="", maxprocesses=None, numprocesses=3, tx=[])
    vars(option).update(options)
    config = SimpleNamespace(option=option, stash=pytest.Stash())
    config.stash[CHOSEN] = chosen_by_the_suite
    staging = Environment(base_url="https://members.example.com", customers_per_run=customers_per_run)

    add_workers(cast("Any", config), {"staging": staging}, {"staging": target})

    assert len(option.tx) in {0, option.numprocesses}, "pytest-xdist starts one process for each entry"
    return int(option.numprocesses)


@pytest.mark.parametrize("of", [1, 3, 7])
def test_every_scenario_is_in_exactly_one_shard_and_shards_are_of_one_size(of: int) -> None:
    shards = [Shard(number, of).picks(NAMES) for number in range(1, of + 1)]

    assert sorted(name for shard in shards for name in shard) == sorted(NAMES)
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


def test_the_order_of_scenarios_makes_no_difference() -> None:
    assert Shard(2, 3).picks(NAMES) == Shard(2, 3).picks(NAMES[::-1])


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "1/0", "a/b", "1/3/5"])
def test_a_wrong_shard_is_refused_with_its_value(text: str) -> None:
    with pytest.raises(ValueError, match=f"such as 1/3; got '{text}'"):
        read_shard(text)
