"""Reading the settings: the file, then environment variables, checked by name."""

import os
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from testkit.settings.credentials import variable
from testkit.settings.model import CONFIG_FILE, Settings, SettingsError
from testkit.settings.text_file import parse_toml, plain, read_text
from testkit.settings.variables import variable_of, with_variables

LOGIN = re.compile(r"""(?<=['"])(\w+://)?.*@""")
"""What may be a user and a password in an address, also where it is no valid one."""
_OF_A_VARIABLE = re.compile(r"\(environments\.[^.]+")
"""The environment for which a variable was read; one variable may count for all of them."""
_MAY_HOLD_SECRETS = {"http_credentials", "proxy", "extra_http_headers", "pool"}
REFERENCE = "docs/settings.md"


def read_settings(path: Path) -> Settings:
    """Read and validate the file; raises `SettingsError` with one sentence for each error."""
    try:
        values = parse_toml(read_text(path), path.name)
    except FileNotFoundError:
        advice = "run from the project's own folder" if path.name == CONFIG_FILE else "check the value of --config"
        raise SettingsError(f"{path.name} was not found in {path.parent}: {advice}.") from None
    except OSError as error:
        raise SettingsError(f"{path.name} in {path.parent} can't be read: {error.strerror}.") from None
    values.setdefault("projects", {"chromium": {}})  # here, so that variables reach it as they do one of the file
    values = with_variables(values)
    environments = values.get("environments")
    own = environments if isinstance(environments, dict) else {}
    if own:
        values["environments"] = {name: _completed(name, own) for name in own}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        found = [one for one in error.errors() if not _is_inherited(one["loc"], own)]
        sentences: dict[str, str] = {}
        for one in (_sentence(path.name, problem) for problem in found):
            sentences.setdefault(_OF_A_VARIABLE.sub("", one), one)
        raise SettingsError("\n".join(sentences.values())) from None


def _completed(name: str, environments: dict[str, Any], asked_by: tuple[str, ...] = ()) -> Any:
    """The environment, completed with the values of the one it is `like`."""
    own = environments[name]
    model = own.get("like") if isinstance(own, dict) else None
    if model is None:
        return own
    if not isinstance(model, str) or model not in environments or model in (*asked_by, name):
        raise SettingsError(
            f"environments.{name}.like in {CONFIG_FILE} must name another environment, got {model!r}; "
            f"there are {', '.join(environments)}."
        )
    other = _completed(model, environments, (*asked_by, name))
    return {**other, **own} if isinstance(other, dict) else own


def _is_inherited(keys: tuple[int | str, ...], environments: dict[Any, Any]) -> bool:
    """Whether the value comes from the environment that this one is `like`, where the same error is named."""
    if len(keys) <= 2 or keys[0] != "environments":  # noqa: PLR2004 - the name and the key
        return False
    own = environments[keys[1]]
    return "like" in own and keys[2] not in own


def _without_login(value: Any) -> str:
    """The value as it may be shown."""
    return LOGIN.sub(r"\1…@", repr(value))


def _sentence(file: str, problem: Any) -> str:
    """The error, with its key in the file or the variable that replaced it."""
    keys = tuple(key for key in problem["loc"] if key != "[key]")  # which marks the name of a header
    key = ".".join(map(str, keys))
    variables = [variable_of(keys), variable(*map(str, keys[2:]))] if keys else []
    held = next((name for name in variables if os.environ.get(name)), None)
    where = f"{held} ({key})" if held else f"{key} in {file}" if keys else file
    if problem["type"] == "extra_forbidden":
        return f"{where} is not a setting. Check its spelling; {REFERENCE} lists all settings."
    what = plain(problem["msg"])
    is_whole_table = problem["type"] in {"missing", "value_error"} and isinstance(problem["input"], dict)
    if is_whole_table or not _MAY_HOLD_SECRETS.isdisjoint(keys):
        return f"{where}: {what}."
    return f"{where}: {what}, got {_without_login(problem['input'])}."
