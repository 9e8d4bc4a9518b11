"""A pool of existing accounts for environments where members are not created, read from a file or a variable."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from testkit.settings.credentials import variable
from testkit.settings.model import CONFIG_FILE, Environment, SettingsError
from testkit.settings.text_file import parse_toml, plain, read_text

FORM = '[[member]] with full_name, email and, where it matters, kind = "suspended" or "two-factor"'


MOST_AT_ONCE = 3
"""How many members a scenario may need."""


@dataclass(frozen=True)
class PoolMember:
    """An existing account, and its kind."""

    kind: str
    full_name: str
    email: str
    password: str | None = None


class _Account(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    full_name: Annotated[str, Field(min_length=1)]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    kind: Literal["standard", "suspended", "two-factor"] = "standard"
    password: Annotated[str, Field(min_length=4)] | None = None


class _Accounts(BaseModel):
    model_config = ConfigDict(extra="forbid")

    member: list[_Account]


def read_pool(
    name: str, environment: Environment, folder: Path, environ: Mapping[str, str] = os.environ
) -> tuple[PoolMember, ...]:
    """The environment's accounts, from `<NAME>_POOL` or its file; raises `SettingsError` without values."""
    pool_variable = variable(name, "POOL")
    if text := environ.get(pool_variable):
        return parsed(text, pool_variable)
    if not environment.pool:
        raise SettingsError(
            f"environments.{name}.members = 'pool' needs accounts: pool = 'FILE' in {CONFIG_FILE}, "
            f"or the variable {pool_variable} with the content of such a file."
        )
    path = folder / environment.pool
    try:
        text = read_text(path)
    except OSError as error:
        raise SettingsError(
            f"environments.{name}.pool = '{environment.pool}' can't be read ({error.strerror}). "
            f"Create it with {FORM}, and never commit it; or put the same text into {pool_variable}."
        ) from None
    return parsed(text, environment.pool)


def parsed(text: str, source: str) -> tuple[PoolMember, ...]:
    """The accounts in a text; errors name the place, not the value, which may be a password."""
    try:
        accounts = _Accounts.model_validate(parse_toml(text, source)).member
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(source, one) for one in error.errors())) from None
    addresses = [account.email.lower() for account in accounts]
    twice = sorted({address for address in addresses if addresses.count(address) > 1})
    if twice:
        raise SettingsError(f"{source} lists {twice[0]} twice: each account may be listed once.")
    if not any(account.kind == "standard" for account in accounts):
        raise SettingsError(f"{source} lists no member of kind standard; the scenarios need at least one.")
    return tuple(PoolMember(one.kind, one.full_name, one.email, one.password) for one in accounts)


def _sentence(source: str, problem: Any) -> str:
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{place} in {source} is not a known key. It holds {FORM}."
    return f"{place} in {source}: {plain(problem['msg'])}."


def share(members: tuple[PoolMember, ...], worker: int, workers: int) -> tuple[PoolMember, ...]:
    """The standard members of one worker; no two workers of a run share one."""
    return tuple(member for member in members if member.kind == "standard")[worker::workers]


def most_workers(members: tuple[PoolMember, ...]) -> int:
    """How many workers a pool is enough for."""
    return max(1, len(share(members, 0, 1)) // MOST_AT_ONCE)
