"""A member of the location."""

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from testkit.secrets.vault import Secret

if TYPE_CHECKING:
    from faker import Faker


@dataclass(frozen=True)
class Member:
    """A member, and their password if it is known."""

    full_name: str
    email: str
    password: Secret | None = None

    @property
    def first_name(self) -> str:
        """The name that a portal greets the member by."""
        return self.full_name.split()[0]

    def with_password(self, password: Secret) -> "Member":
        """The same member with this password."""
        return replace(self, password=password)


@cache
def one_faker() -> "Faker":
    """This process's Faker; imported on first use, because only workers need it."""
    from faker import Faker

    return Faker(providers=["faker.providers.person", "faker.providers.misc"])


def realistic_name(faker: "Faker") -> str:
    """A first and a last name, without Faker's titles ("Mr.", "MD"), by which no portal greets.

    The last name has four letters or more, because policies that forbid names ignore shorter ones.
    """
    last_name = next(name for name in iter(faker.last_name, "") if len(name) > 3)  # noqa: PLR2004 - "Ho", "Fox"
    return f"{faker.first_name()} {last_name}"
