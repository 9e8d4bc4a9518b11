"""Environment variables: each key of the settings has one, whose name follows from the key.

`environments.NAME.key` is `NAME_KEY`, `projects.NAME.key` is `PROJECT_NAME_KEY` and any other key is `SUITE_KEY`; the
parts of a nested key are joined by `_`. Lists and tables are written as JSON. A machine may have one Mailpit for all
environments, such as a service of CI: `MAILPIT_URL` and its like come before the file and after an environment's own.
"""

import json
import os
from collections.abc import Iterable
from typing import Any, cast

from pydantic import BaseModel
from pydantic_settings import BaseSettings, EnvSettingsSource
from pydantic_settings import SettingsError as NotJson

from testkit.settings.credentials import NAMES, variable
from testkit.settings.model import Environment, Settings, SettingsError
from testkit.settings.sections import MailpitSettings, Project

TABLES: dict[str, type[BaseModel]] = {"environments": Environment, "projects": Project}
# What these hold is no setting: secrets, and a pool's accounts in place of the file's name.
NOT_SETTINGS = (*NAMES, "pool")


def variable_of(keys: Iterable[object]) -> str:
    """The variable of any key, given as its parts: `("use", "trace")` is `SUITE_USE_TRACE`."""
    first, *rest = map(str, keys)
    if first == "environments":
        return variable(*rest)
    return variable("PROJECT", *rest) if first == "projects" else variable("SUITE", first, *rest)


def with_variables(values: Any) -> Any:
    """The file's values, and in their place those that variables give; raises `SettingsError`."""
    found = _merged(values, _given(Settings, "SUITE_", ()))
    for_all = {"mailpit": _given(MailpitSettings, "MAILPIT_", ())}
    for table, section in TABLES.items():
        entries = found.get(table)
        if isinstance(entries, dict):
            found[table] = {
                name: _merged(
                    _merged(entry, for_all) if section is Environment else entry,
                    _given(section, variable_of((table, name, "")), NOT_SETTINGS),
                )
                for name, entry in entries.items()
            }
    return found


def _given(section: type[BaseModel], prefix: str, without: Iterable[str]) -> dict[str, Any]:
    # By their capitals alone, so that a shell's own small ones are not taken for settings.
    variables = {
        name.lower(): value
        for name, value in os.environ.items()
        if value and name.startswith(prefix) and name.removeprefix(prefix).lower() not in without
    }
    if not variables:
        return {}
    source = EnvSettingsSource(
        cast("type[BaseSettings]", section),  # it only reads the model's fields
        case_sensitive=True,
        env_prefix=prefix.lower(),
        env_nested_delimiter="_",
        env_nested_max_split=1,
        env_ignore_empty=True,
    )
    source.env_vars = variables
    try:
        given = source()
    except NotJson as error:
        key = str(error).partition('"')[2].partition('"')[0]
        names = [name for name, value in variables.items() if _is_key(name, prefix, key) and not _json(value)]
        raise SettingsError(f'{" or ".join(names).upper()} must be JSON, such as ["a", "b"] or {{"a": 1}}.') from None
    # The tables of environments and projects have variables of their own: SUITE_PROJECTS_TO_RUN is in neither.
    return {key: value for key, value in given.items() if key not in TABLES}


def _is_key(name: str, prefix: str, key: str) -> bool:
    return f"{name}_".startswith(f"{prefix}{key}_".lower())


def _json(value: str | None) -> bool:
    try:
        json.loads(value or "")
    except ValueError:
        return False
    return True


def _merged(values: Any, given: dict[str, Any]) -> Any:
    if not isinstance(values, dict):
        return values
    merged = dict(values)
    for key, value in given.items():
        merged[key] = _merged(merged[key], value) if isinstance(value, dict) and key in merged else value
    return merged
