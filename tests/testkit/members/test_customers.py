"""The budget of customers: how many a worker creates, and how they are passed from scenario to scenario."""

import pytest

from testkit.members.customers import Budget, Customers, total_of
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
    customers = Customers(Budget(2, 0), PORTAL)
    create(customers, ADA)
    create(customers, BEN)
    customers.end_scenario()

    assert customers.take() == ADA
    assert customers.take() == BEN
    with pytest.raises(pytest.skip.Exception, match=r"not verifiable: this worker shares 2 customers"):
        customers.take()


def test_a_member_whose_requests_are_limited_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    customers = Customers(Budget(1, 0), PORTAL)
    create(customers, ADA)
    customers.rest(ADA.email.upper())
    customers.end_scenario()

    with pytest.raises(pytest.skip.Exception, match="limited: the portal refuses more reset requests"):
        customers.take()
    monkeypatch.setattr("testkit.members.customers.time.monotonic", lambda: 1e9)
    assert customers.take() == ADA


def test_a_customer_that_nobody_has_used_is_for_one_scenario_alone() -> None:
    customers = Customers(Budget(1, 1), PORTAL)
    customers.take_new()
    customers.check(PORTAL)
    customers.created += 1
    customers.keep(ADA)
    customers.end_scenario()

    assert customers.idle == []
    with pytest.raises(pytest.skip.Exception, match="not verifiable: no customer that nobody has used is left"):
        customers.take_new()
    create(customers, BEN)


def test_a_scenario_that_needs_several_at_once_creates_no_more_than_its_share() -> None:
    customers = Customers(Budget(2, 4), PORTAL)

    assert (customers.take(), customers.take()) == (None, None)
    with pytest.raises(pytest.skip.Exception, match="needs more at once"):
        customers.take()
    customers.end_scenario()
    assert customers.take() is None


def test_customers_of_a_scenario_s_own_portal_do_not_count() -> None:
    customers = Customers(Budget(1, 0), PORTAL)
    create(customers, ADA)

    customers.check("http://127.0.0.1:1")
    with pytest.raises(pytest.skip.Exception, match="more customers_per_run"):
        customers.check(PORTAL)


@pytest.mark.parametrize(
    ("setting", "workers", "deployed", "total"), [(12, 2, True, 12), (None, 4, True, 12), (None, 4, False, None)]
)
def test_the_budget_is_three_for_each_worker_on_a_deployed_portal(
    setting: int | None, workers: int, *, deployed: bool, total: int | None
) -> None:
    assert total_of(setting, workers, deployed=deployed) == total


@pytest.mark.parametrize(
    ("total", "workers", "marked", "budget"),
    [
        (12, 2, 4, Budget(shared=4, new=4)),
        (12, 2, 0, Budget(shared=6, new=0)),
        (6, 2, 4, Budget(shared=3, new=0)),
        (8, 2, 4, Budget(shared=3, new=1)),
        (1, 1, 4, Budget(shared=1, new=0)),
    ],
)
def test_each_worker_has_its_part_of_the_budget(total: int, workers: int, marked: int, budget: Budget) -> None:
    assert Budget.of(total, workers, marked) == budget
    assert budget.shared * workers + (budget.new if budget.new == marked else budget.new * workers) <= total
