"""The customers that one worker of a run creates: within a budget, passed from scenario to scenario."""

import time
from dataclasses import dataclass, field

from testkit.members.member import Member
from testkit.members.pool import MOST_AT_ONCE
from testkit.verifiable import not_verifiable

FOR_NEW_ONES = 4
"""How many of a larger budget are left for scenarios that need a customer nobody has used."""
REST_SECONDS = 600.0
"""How long a member is left alone whose reset requests the portal limits."""


@dataclass
class Customers:
    """How many customers a worker may still create at one portal, and the ones that no scenario uses now."""

    most: int | None
    """The budget; None for a portal that is started for the run."""
    admin_url: str = ""
    """The portal; customers of other portals that a scenario starts for itself don't count."""
    created: int = 0
    idle: list[Member] = field(default_factory=list)
    in_use: list[Member] = field(default_factory=list)
    _resting: dict[str, float] = field(default_factory=dict)

    def take(self) -> Member | None:
        """The created member that was used longest ago; None if the scenario has to create one.

        Part of the budget is left for scenarios that need a customer nobody has used. Not verifiable without either.
        """
        if self.most is None or self.created < min(self.most, max(MOST_AT_ONCE, self.most - FOR_NEW_ONES)):
            return None
        now = time.monotonic()
        free = next((one for one in self.idle if self._resting.get(one.email.lower(), 0) <= now), None)
        if free is None:
            self.check(self.admin_url)
            return None
        self.idle.remove(free)
        self.in_use.append(free)
        return free

    def check(self, admin_url: str) -> None:
        """Refuse to create one more customer than the budget allows."""
        if self.most is None or admin_url != self.admin_url or self.created < self.most:
            return
        raise not_verifiable(
            f"this worker has created the {self.most} customers that it may",
            needs="more customers_per_run, or fewer workers",
        )

    def keep(self, member: Member) -> None:
        """Let later scenarios use a member that this one created."""
        if self.most is not None:
            self.in_use.append(member)

    def rest(self, email: str) -> None:
        """Leave a member alone for a while, because the portal limits requests for their address."""
        self._resting[email.lower()] = time.monotonic() + REST_SECONDS

    def end_scenario(self) -> None:
        """Take back the members of the scenario that has ended."""
        self.idle += self.in_use
        self.in_use.clear()


def budget_of(customers_per_run: int | None, workers: int, *, deployed: bool) -> int | None:
    """How many customers each worker may create; None for no limit."""
    if customers_per_run is not None:
        return customers_per_run // workers
    return MOST_AT_ONCE if deployed else None
