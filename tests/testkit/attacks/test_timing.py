"""Tests of the comparison that finds answers told apart by their time."""

import pytest

from testkit.attacks.timing import Timing, mann_whitney_z, time_in_pairs

FAST = [0.010 + step / 1000 for step in range(12)]


def test_samples_without_overlap_are_as_far_apart_as_their_size_allows() -> None:
    # By hand: U = 144, mean 72, standard deviation sqrt(12 * 12 * 25 / 12) = 17.32
    assert mann_whitney_z([value + 1 for value in FAST], FAST) == pytest.approx(4.157, abs=0.001)


def test_the_smaller_sample_has_a_negative_z() -> None:
    assert mann_whitney_z(FAST, [value + 1 for value in FAST]) == pytest.approx(-4.157, abs=0.001)


def test_the_same_sample_twice_is_no_difference() -> None:
    assert mann_whitney_z(FAST, FAST) == 0


def test_ties_shrink_the_spread() -> None:
    # By hand: U = 3 of 4, mean 2; ties 3^3 - 3 = 24 of 60: variance 4 / 12 * (5 - 2) = 1
    assert mann_whitney_z([1, 2], [1, 1]) == pytest.approx(1.0)


def test_equal_values_only_are_no_difference() -> None:
    assert mann_whitney_z([1, 1], [1, 1]) == 0


def test_a_large_difference_is_found() -> None:
    assert Timing([value + 0.1 for value in FAST], FAST).differs


def test_a_difference_is_found_in_either_direction() -> None:
    assert Timing(FAST, [value + 0.1 for value in FAST]).differs


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
