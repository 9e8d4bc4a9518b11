"""The customers that one worker of a run creates: within a budget, passed from scenario to scenario."""

import time
from dataclasses import dataclass, field

from testkit.members.member import Member
from testkit.members.pool import MOST_AT_ONCE
from testkit.verifiable import limited, not_verifiable

REST_SECONDS = 600.0
"""How long a member is left alone whose reset requests the portal limits."""


@dataclass(frozen=True)
class Budget:
    """How many customers one worker may create."""

    shared: int
    """Those that are passed from scenario to scenario."""
    new: int
    """Those for scenarios that need a customer nobody has used (marked `new_customer`)."""

    @classmethod
    def of(cls, total: int, workers: int, marked: int) -> "Budget":
        """A worker's part of the run's customers, where this many scenarios are marked `new_customer`.

        Any worker may get all marked scenarios: where the rest is enough for them, each may use the whole rest.
        """
        shared = min(total // workers, max(MOST_AT_ONCE, (total - marked) // workers))
        rest = total - shared * workers
        return cls(shared, marked if rest >= marked else rest // workers)


def total_of(customers_per_run: int | None, workers: int, *, deployed: bool) -> int | None:
    """How many customers a run may create; None for no limit."""
    return customers_per_run or (MOST_AT_ONCE * workers if deployed else None)


@dataclass
class Customers:
    """How many customers a worker may still create at one portal, and the ones that no scenario uses now."""

    budget: Budget | None
    """None for no limit."""
    admin_url: str = ""
    """The portal; customers of other portals that a scenario starts for itself don't count."""
    created: int = 0
    new: int = 0
    """How many of them were for one scenario alone."""
    idle: list[Member] = field(default_factory=list)
    in_use: list[Member] = field(default_factory=list)
    promised: int = 0
    """How many the scenario may still create, because none was idle."""
    _resting: dict[str, float] = field(default_factory=dict)

    def take(self) -> Member | None:
        """The shared member that was used longest ago; None if the scenario has to create one."""
        if self.budget is None:
            return None
        if len(self.idle) + len(self.in_use) + self.promised < self.budget.shared:
            self.promised += 1
            return None
        if not self.idle:
            raise not_verifiable(
                f"this worker shares {self.budget.shared} customers, and the scenario needs more at once",
                needs="more customers_per_run, or fewer workers",
            )
        now = time.monotonic()
        free = next((one for one in self.idle if self._resting.get(one.email.lower(), 0) <= now), None)
        if free is None:
            raise limited(
                "the portal refuses more reset requests for each customer of this worker",
                needs="more customers_per_run, or a later run",
            )
        self.idle.remove(free)
        self.in_use.append(free)
        return free

    def take_new(self) -> None:
        """Let the scenario create a customer for itself alone."""
        if self.budget is not None and self.new >= self.budget.new:
            raise not_verifiable(
                f"no customer that nobody has used is left for this worker, which may create {self.budget.new}",
                needs="more customers_per_run, or fewer workers",
            )
        self.new += 1

    def check(self, admin_url: str) -> None:
        """Refuse to create one more customer than the budget allows."""
        if self.budget is None or admin_url != self.admin_url:
            return
        if self.created >= (most := self.budget.shared + self.budget.new):
            raise not_verifiable(
                f"this worker has created the {most} customers that it may",
                needs="more customers_per_run, or fewer workers",
            )

    def keep(self, member: Member) -> None:
        """Let later scenarios use a member that this one created."""
        if self.promised:
            self.promised -= 1
            self.in_use.append(member)

    def rest(self, email: str) -> None:
        """Leave a member alone for a while, because the portal limits requests for their address."""
        self._resting[email.lower()] = time.monotonic() + REST_SECONDS

    def end_scenario(self) -> None:
        """Take back the members of the scenario that has ended."""
        self.idle += self.in_use
        self.in_use.clear()
        self.promised = 0
