"""The credentials of an environment, from variables or from a file that is never committed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from testkit.secrets.vault import Secret, vault
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
    mailpit_send_password: Secret | None = None


NAMES = tuple(field.name for field in fields(Credentials))


def variable(*parts: str) -> str:
    """The variable of a setting or credential, such as `STAGING_ADMIN_PASSWORD`."""
    return "_".join(parts).upper().replace("-", "_")


def read_credentials(environment: str, folder: Path, environ: Mapping[str, str] = os.environ) -> Credentials:
    """The environment's credentials, registered for redaction; raises `SettingsError`."""
    on_file = _from_file(environment, folder / SECRETS_FILE)
    found = {name: environ.get(variable(environment, name)) or on_file.get(name) for name in NAMES}
    for login in ("mailpit", "mailpit_send"):
        if not found[f"{login}_username"]:  # variables for all environments, as pytest-mailpit names them
            for name in ("username", "password"):
                found[f"{login}_{name}"] = environ.get(f"{login}_{name}".upper())
    return Credentials(
        **{
            name: vault.add("credential", value) if value and name.endswith("password") else value
            for name, value in found.items()
        }  # type: ignore[arg-type]
    )


def _from_file(environment: str, path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    section = parse_toml(read_text(path), path.name).get(environment, {})
    if not isinstance(section, dict):
        raise SettingsError(f"{environment} in {path.name} must be a table: write [{environment}] above its secrets.")
    unknown = sorted(set(section) - set(NAMES))
    if unknown:
        raise SettingsError(f"{environment}.{unknown[0]} in {path.name} is not a secret: use {', '.join(NAMES)}.")
    return {name: str(value) for name, value in section.items()}
