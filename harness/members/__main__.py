"""`python -m harness.members --env NAME --count 8`: create a pool of members and its file; `--remove` takes it back."""

import argparse
import os
import sys
from pathlib import Path
from secrets import token_hex

import pytest

from harness.portal.api_address import seen_addresses
from harness.portal.targets import open_target
from testkit.api.client import PortalApi
from testkit.api.http import HttpClient
from testkit.members.member import believable_name, one_faker
from testkit.members.pool import parsed
from testkit.settings.access import portal_access
from testkit.settings.model import CONFIG_FILE, Environment, Settings, SettingsError
from testkit.settings.read import read_settings
from testkit.settings.text_file import read_text

FOLDER = Path(__file__).parents[2]


def main() -> int:
    """Create or remove a pool; 0 if all was done, 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m harness.members", description=__doc__)
    parser.add_argument("--env", metavar="NAME", required=True, help="environment of a deployed portal")
    parser.add_argument("--count", type=int, default=8, metavar="N", help="members to create (default: 8)")
    parser.add_argument("--remove", action="store_true", help="remove the members in the environment's pool file")
    parser.add_argument("--config", default=CONFIG_FILE, metavar="FILE", help="settings in another file")
    given = parser.parse_args()
    try:
        settings = read_settings(FOLDER / given.config)
        environment = _deployed(settings, given.env)
        path = FOLDER / (environment.pool or f"{given.env}-members.toml")
        with open_target(given.env, environment.model_copy(update={"members": "api"}), FOLDER) as target:
            credentials = target.credentials(given.env, FOLDER)
            project = settings.projects[settings.projects_to_run[0]]
            access = portal_access(given.env, environment)
            seen = None
            if not (environment.api_url and environment.admin_url):
                seen = seen_addresses(target.portal_url, environment, project, access, credentials.gate_password)
            api_url = environment.api_url or (seen.api if seen else target.api_url)
            admin_url = environment.admin_url or (seen.platform if seen else target.admin_url)
            api = PortalApi(api_url, admin_url, credentials, HttpClient(access=access))
            return remove(api, path) if given.remove else create(api, environment, path, given.count)
    except (SettingsError, pytest.fail.Exception) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def create(api: PortalApi, environment: Environment, path: Path, count: int) -> int:
    """Create members and write their pool file, one by one, so that an interrupted run leaves none unlisted."""
    if path.exists():
        raise SettingsError(f"{path.name} exists already. Remove its members first (--remove), or name another file.")
    for _ in range(count):
        name = believable_name(one_faker())
        email = f"suite-{token_hex(5)}@{environment.mailpit.mail_domain}"
        api.create_customer(name, email, country_id=environment.country_id, time_zone_id=environment.time_zone_id)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
            file.write(f'[[member]]\nfull_name = "{name}"\nemail = "{email}"\n\n')
    sys.stdout.write(
        f"{count} members created, in {path.name}; never commit it.\n"
        f'Set members = "pool" and pool = "{path.name}" for this environment. --remove takes them back.\n'
    )
    return 0


def remove(api: PortalApi, path: Path) -> int:
    """Remove the members in a pool file, and the file once none is left."""
    try:
        text = read_text(path)
    except OSError as error:
        raise SettingsError(f"{path.name} can't be read ({error.strerror}): it names the members to remove.") from None
    left = []
    for member in parsed(text, path.name):
        identifier = api.find_customer(member.email)
        if identifier is not None and not api.remove_customer(identifier).envelope.get("WasSuccessful"):
            left.append(member.email)
    if left:
        raise SettingsError(f"Not removed, please remove them by hand: {', '.join(left)}.")
    path.unlink()
    sys.stdout.write(f"The members in {path.name} are removed, and so is the file.\n")
    return 0


def _deployed(settings: Settings, name: str) -> Environment:
    environment = settings.environments.get(name)
    if environment is None or not environment.base_url:
        raise SettingsError(f"{name} must be an environment with a base_url: a started portal needs no pool.")
    if environment.production:
        raise SettingsError(f"{name} is production: no customers are created there.")
    return environment


if __name__ == "__main__":
    raise SystemExit(main())
