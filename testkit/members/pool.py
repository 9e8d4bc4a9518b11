"""The accounts that may be used where members are not made: named in a file or a variable, read and checked."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from testkit.settings.credentials import variable
from testkit.settings.model import CONFIG_FILE, Environment, SettingsError

FORM = '[[member]] with full_name, email and, where it matters, kind = "suspended" or "two-factor"'


@dataclass(frozen=True)
class PoolMember:
    """An account that is there already, and what is special about it."""

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
    """The environment's accounts, from `<NAME>_POOL` or its file; raises `SettingsError`, which quotes no value."""
    held = variable(name, "POOL")
    if text := environ.get(held):
        return parsed(text, held)
    if not environment.pool:
        raise SettingsError(
            f"environments.{name}.members = 'pool' needs accounts: pool = 'FILE' in {CONFIG_FILE}, "
            f"or the variable {held} with what would stand in that file."
        )
    path = folder / environment.pool
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"environments.{name}.pool = '{environment.pool}' can't be read ({error.strerror}). "
            f"Write the accounts there, as {FORM}; never commit it. Or put the same text into {held}."
        ) from None
    return parsed(text, environment.pool)


def parsed(text: str, source: str) -> tuple[PoolMember, ...]:
    """The accounts in a text; what is wrong is named by its place, since a value may be a password."""
    try:
        accounts = _Accounts.model_validate(tomllib.loads(text)).member
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")
        raise SettingsError(f"{source} is not valid TOML ({place}). It holds {FORM}.") from None
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(source, one) for one in error.errors())) from None
    addresses = [account.email.lower() for account in accounts]
    twice = sorted({address for address in addresses if addresses.count(address) > 1})
    if twice:
        raise SettingsError(f"{source} names {twice[0]} twice: two scenarios would take it for two members.")
    if not any(account.kind == "standard" for account in accounts):
        raise SettingsError(f"{source} names no member of the kind standard: no scenario could run.")
    return tuple(PoolMember(one.kind, one.full_name, one.email, one.password) for one in accounts)


def _sentence(source: str, problem: Any) -> str:
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{place} in {source} is not known. It holds {FORM}."
    return f"{place} in {source}: {problem['msg']}."


def share(members: tuple[PoolMember, ...], worker: int, workers: int) -> tuple[PoolMember, ...]:
    """The standard members of one worker; those of a run never wait for each other."""
    return tuple(member for member in members if member.kind == "standard")[worker::workers]


def most_workers(members: tuple[PoolMember, ...]) -> int:
    """How many workers a pool feeds: a scenario may be about two members."""
    return max(1, len(share(members, 0, 1)) // 2)
