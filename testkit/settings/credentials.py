"""The credentials of an environment, from variables or from a file that is never committed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from testkit.secrets.vault import SHORTEST, Secret, vault
from testkit.settings.model import SettingsError
from testkit.settings.text_file import parse_toml, read_text

SECRETS_FILE = "secrets.toml"


@dataclass(frozen=True)
class Credentials:
    """The credentials of an environment; None for each that is not set."""

    admin_email: str | None = None
    admin_password: Secret | None = None
    gate_password: Secret | None = None
    mailpit_username: str | None = None
    mailpit_password: Secret | None = None
    mailpit_send_username: str | None = None
    """Login of Mailpit's send API, where it has one of its own."""
    mailpit_send_password: Secret | None = None


NAMES = tuple(field.name for field in fields(Credentials))


def variable(*parts: str) -> str:
    """The variable of a setting or credential, such as `STAGING_ADMIN_PASSWORD`."""
    return "_".join(parts).upper().replace("-", "_")


def read_credentials(environment: str, folder: Path, environ: Mapping[str, str] = os.environ) -> Credentials:
    """The environment's credentials, registered for redaction; raises `SettingsError`."""
    on_file = _from_file(environment, folder / SECRETS_FILE)
    found = {name: (variable(environment, name), environ.get(variable(environment, name))) for name in NAMES}
    for name, value in on_file.items():
        if not found[name][1]:
            found[name] = (f"{environment}.{name} in {SECRETS_FILE}", value)
    for login in ("mailpit", "mailpit_send"):  # variables for all environments, as pytest-mailpit names them
        if not found[f"{login}_username"][1] and environ.get(f"{login}_username".upper()):
            for name in (f"{login}_username", f"{login}_password"):
                found[name] = (name.upper(), environ.get(name.upper()))
    return Credentials(**{name: _registered(name, where, value) for name, (where, value) in found.items()})


def _registered(name: str, where: str, value: str | None) -> Any:
    """The value without the line end that tools leave there, registered if it is secret."""
    value = (value or "").rstrip("\r\n")
    if not value or not name.endswith("password"):
        return value or None
    if len(value) < SHORTEST:
        raise SettingsError(
            f"{where} has {len(value)} characters: a secret needs {SHORTEST} or more, since shorter ones can't be kept "
            "out of reports."
        )
    return vault.add("credential", value)


def _from_file(environment: str, path: Path) -> dict[str, str]:
    try:
        section = parse_toml(read_text(path), path.name).get(environment, {})
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"{path.name} can't be read: {error.strerror}.") from None
    if not isinstance(section, dict):
        raise SettingsError(f"{environment} in {path.name} must be a table: write [{environment}] above its secrets.")
    for name, value in section.items():
        if name not in NAMES:
            raise SettingsError(f"{environment}.{name} in {path.name} is not a secret: use {', '.join(NAMES)}.")
        if not isinstance(value, str):
            raise SettingsError(f"{environment}.{name} in {path.name} must be a string, in quotation marks.")
    return section
