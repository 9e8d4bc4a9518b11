"""Scenarios that need a customer nobody has used: marked, and counted before the run."""

import ast

import pytest

from harness.members.notice import MARK, budget_lines
from tests.test_rooms import ROOT

NEED_ONE = {"temporary_member", "marked_up_member", "member_with_capitals"}
"""The fixtures whose member can't be one that an earlier scenario has used."""
MOST_MARKED = 6


def test_exactly_the_scenarios_that_need_a_new_customer_are_marked() -> None:
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "e2e").rglob("test_*.py"))]
    scenarios = [node for one in modules for node in one.body if isinstance(node, ast.FunctionDef)]
    need_one = {one.name for one in scenarios if NEED_ONE & {argument.arg for argument in one.args.args}}
    marked = {
        one.name for one in scenarios if any(ast.unparse(mark) == f"pytest.mark.{MARK}" for mark in one.decorator_list)
    }

    assert marked == need_one
    assert 0 < len(marked) <= MOST_MARKED


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (12, ["staging: at most 12 customers are created, 4 for each of 2 workers"]),
        (
            8,
            [
                "staging: at most 8 customers are created, 3 for each of 2 workers",
                "set customers_per_run to 10 or more",
            ],
        ),
        (
            4,
            [
                "staging: at most 4 customers are created, 2 for each of 2 workers",
                "scenarios that need more than 2 at once will not be verifiable: set customers_per_run to 10 or more",
            ],
        ),
    ],
    ids=["enough", "too few", "too few for one scenario"],
)
def test_the_notice_says_whether_the_budget_is_enough(total: int, said: list[str]) -> None:
    lines = budget_lines("staging", total, 2, 4)

    assert len(lines) == len(said)
    assert all(words in line for words, line in zip(said, lines, strict=True))
    assert "4 scenarios need one that nobody has used" in lines[0]


def test_one_scenario_that_needs_more_is_one() -> None:
    first, second = budget_lines("staging", 6, 2, 1)

    assert first.endswith("1 scenario needs one that nobody has used")
    assert second == "  it will not be verifiable: set customers_per_run to 7 or more"
