"""The budget of customers: how many a worker creates, and how they are passed from scenario to scenario."""

import pytest

from testkit.members.customers import Customers, budget_of
from testkit.members.member import Member

ADA, BEN = Member("Ada Byron", "ada@example.com"), Member("Ben Okri", "ben@example.com")
PORTAL = "https://admin.portal.test"


def create(customers: Customers, member: Member) -> None:
    """Create a member as a scenario does."""
    assert customers.take() is None
    customers.check(PORTAL)
    customers.created += 1
    customers.keep(member)


def test_a_later_scenario_gets_the_members_that_earlier_ones_created() -> None:
    customers = Customers(2, PORTAL)
    create(customers, ADA)
    create(customers, BEN)
    customers.end_scenario()

    assert customers.take() == ADA
    assert customers.take() == BEN
    with pytest.raises(pytest.skip.Exception, match=r"not verifiable: .* created the 2 customers that it may"):
        customers.take()


def test_a_member_whose_requests_are_limited_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    customers = Customers(1, PORTAL)
    create(customers, ADA)
    customers.rest(ADA.email.upper())
    customers.end_scenario()

    with pytest.raises(pytest.skip.Exception, match="not verifiable"):
        customers.take()
    monkeypatch.setattr("testkit.members.customers.time.monotonic", lambda: 1e9)
    assert customers.take() == ADA


def test_part_of_a_large_budget_is_left_for_members_that_nobody_has_used() -> None:
    customers = Customers(5, PORTAL)
    for number in range(4):
        create(customers, Member("Ada Byron", f"{number}@example.com"))
    customers.end_scenario()

    taken = customers.take()
    assert taken is not None
    assert taken.email == "0@example.com"
    customers.check(PORTAL)


def test_customers_of_a_scenario_s_own_portal_do_not_count() -> None:
    customers = Customers(1, PORTAL)
    create(customers, ADA)

    customers.check("http://127.0.0.1:1")
    with pytest.raises(pytest.skip.Exception, match="more customers_per_run"):
        customers.check(PORTAL)


@pytest.mark.parametrize(
    ("setting", "workers", "deployed", "most"), [(12, 2, True, 6), (None, 4, True, 3), (None, 4, False, None)]
)
def test_the_budget_is_shared_by_the_workers(
    setting: int | None, workers: int, *, deployed: bool, most: int | None
) -> None:
    assert budget_of(setting, workers, deployed=deployed) == most
