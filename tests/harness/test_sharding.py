"""Shards: every scenario in exactly one, the same one everywhere."""

import pytest

from harness.sharding import Shard, read_shard

NAMES = [f"e2e/test_a.py::test_{number}[chromium]" for number in range(100)]


@pytest.mark.parametrize("of", [1, 3, 7])
def test_every_scenario_is_in_exactly_one_shard_and_shards_are_of_one_size(of: int) -> None:
    shards = [Shard(number, of).picks(NAMES) for number in range(1, of + 1)]

    assert sorted(name for shard in shards for name in shard) == sorted(NAMES)
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


def test_the_order_of_scenarios_makes_no_difference() -> None:
    assert Shard(2, 3).picks(NAMES) == Shard(2, 3).picks(NAMES[::-1])


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "1/0", "a/b", "1/3/5"])
def test_what_is_no_shard_is_refused_by_its_value(text: str) -> None:
    with pytest.raises(ValueError, match=f"such as 1/3; got '{text}'"):
        read_shard(text)
