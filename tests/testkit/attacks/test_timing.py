"""Tests of the comparison that finds answers whose times differ."""

import pytest

from testkit.attacks.timing import Timing, mann_whitney_z, time_in_pairs

FAST = [0.010 + step / 1000 for step in range(12)]


LATE = [value + 1 for value in FAST]


@pytest.mark.parametrize(
    ("one", "other", "z"),
    [
        # By hand: U = 144, mean 72, standard deviation sqrt(12 * 12 * 25 / 12) = 17.32
        pytest.param(LATE, FAST, 4.157, id="without overlap"),
        pytest.param(FAST, LATE, -4.157, id="the smaller one first"),
        pytest.param(FAST, FAST, 0, id="the same sample twice"),
        # By hand: U = 3 of 4, mean 2; ties 3^3 - 3 = 24 of 60: variance 4 / 12 * (5 - 2) = 1
        pytest.param([1, 2], [1, 1], 1.0, id="ties"),
        pytest.param([1, 1], [1, 1], 0, id="equal values only"),
    ],
)
def test_z_is_as_calculated_by_hand(one: list[float], other: list[float], z: float) -> None:
    assert mann_whitney_z(one, other) == pytest.approx(z, abs=0.001)


def test_a_large_difference_is_found_in_either_direction() -> None:
    slow = [value + 0.1 for value in FAST]

    assert Timing(slow, FAST).differs
    assert Timing(FAST, slow).differs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param([value + 0.04 for value in FAST], FAST, id="less than 50 ms"),
        pytest.param([value + 1.06 for value in FAST], [value + 1 for value in FAST], id="less than a fifth"),
        pytest.param([*FAST[:5], *[1.0] * 7], [*FAST[:7], *[1.0] * 5], id="as likely by chance"),
    ],
)
def test_a_difference_that_fails_one_of_the_three_is_none(one: list[float], other: list[float]) -> None:
    assert not Timing(one, other).differs


def test_each_is_asked_about_once_and_the_order_within_pairs_varies() -> None:
    asked: list[str] = []

    timing = time_in_pairs(asked.append, ["one"] * 12, ["other"] * 12, seed=7)

    assert (len(timing.one), len(timing.other)) == (12, 12)
    assert sorted(asked[:2]) == ["one", "other"]
    assert set(asked[::2]) == {"one", "other"}
    assert str(timing).startswith("medians ")
