"""The credentials of an environment, from variables or from a file that is never committed."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from testkit.secrets.vault import Secret, vault
from testkit.settings.model import SettingsError

SECRETS_FILE = "secrets.toml"


@dataclass(frozen=True)
class Credentials:
    """The credentials of an environment; None for each that is not set."""

    admin_email: str | None = None
    admin_password: Secret | None = None
    gate_password: Secret | None = None
    mailpit_username: str | None = None
    mailpit_password: Secret | None = None


NAMES = tuple(field.name for field in fields(Credentials))


def variable(environment: str, name: str) -> str:
    """The variable of a credential, such as `STAGING_ADMIN_PASSWORD`."""
    return f"{environment}_{name}".upper().replace("-", "_")


def read_credentials(environment: str, folder: Path, environ: Mapping[str, str] = os.environ) -> Credentials:
    """The environment's credentials, registered for redaction; raises `SettingsError`."""
    on_file = _from_file(environment, folder / SECRETS_FILE)
    found = {name: environ.get(variable(environment, name)) or on_file.get(name) for name in NAMES}
    if not found["mailpit_username"]:  # pytest-mailpit's variables, for all environments
        found["mailpit_username"] = environ.get("MAILPIT_USERNAME")
        found["mailpit_password"] = environ.get("MAILPIT_PASSWORD")
    return Credentials(
        **{
            name: vault.add("credential", value) if value and name.endswith("password") else value
            for name, value in found.items()
        }  # type: ignore[arg-type]
    )


def _from_file(environment: str, path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        section = tomllib.loads(path.read_text(encoding="utf-8")).get(environment, {})
    except tomllib.TOMLDecodeError as error:
        # Without the line itself, which may hold a password.
        place = str(error).rpartition("(")[2].rstrip(")")
        raise SettingsError(f"{path.name} is not valid TOML ({place}).") from None
    unknown = sorted(set(section) - set(NAMES))
    if unknown:
        raise SettingsError(f"{environment}.{unknown[0]} in {path.name} is not a secret: use {', '.join(NAMES)}.")
    return {name: str(value) for name, value in section.items()}
