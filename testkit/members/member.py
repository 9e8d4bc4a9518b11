"""A member of the location: whoever the scenario is about."""

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from testkit.secrets.vault import Secret

if TYPE_CHECKING:
    from faker import Faker


@dataclass(frozen=True)
class Member:
    """Somebody who can ask for a reset, and the password that signs them in, where it is known."""

    full_name: str
    email: str
    password: Secret | None = None

    @property
    def first_name(self) -> str:
        """What the portal greets the member by."""
        return self.full_name.split()[0]

    def with_password(self, password: Secret) -> "Member":
        """The same member, once this password is theirs."""
        return replace(self, password=password)


@cache
def one_faker() -> "Faker":
    """This process's Faker, imported by workers alone: the process that starts them makes nobody up."""
    from faker import Faker

    return Faker(providers=["faker.providers.person", "faker.providers.misc"])


def believable_name(faker: "Faker") -> str:
    """A first and a last name; Faker's whole names carry titles ("Mr.", "MD") that no portal greets by.

    The last name has four letters or more: no policy that keeps names out of passwords looks for a "Ho" in them.
    """
    last_name = next(name for name in iter(faker.last_name, "") if len(name) > 3)  # noqa: PLR2004 - "Ho", "Fox"
    return f"{faker.first_name()} {last_name}"
