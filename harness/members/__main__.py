"""`python -m harness.members --env NAME --count 8`: create a pool of members and its file; `--remove` takes it back."""

import os
import sys
from pathlib import Path
from secrets import token_hex

import pytest

from evidence.recording.pytest_reports import redact_text
from harness.doctor.api import administrator, location
from harness.doctor.portal import api_address, gate, portal
from harness.doctor.preflight import preflight
from harness.portal.targets import open_target
from testkit.api.client import PortalApi
from testkit.api.http import HttpClient
from testkit.command_line import Parser, from_one
from testkit.members.member import one_faker, realistic_name
from testkit.members.pool import parsed
from testkit.settings.access import portal_access
from testkit.settings.model import CONFIG_FILE, Environment, Settings, SettingsError
from testkit.settings.network import prepare_network
from testkit.settings.read import read_settings
from testkit.settings.text_file import read_text

FOLDER = Path(__file__).parents[2]
NEEDED = (portal, gate, api_address, location, administrator)
OWN = "suite-"
"""What the addresses of members begin with that this command creates."""


def main() -> int:
    """Create or remove a pool; 0 if all was done, 1 if not, 2 where the command was wrong."""
    parser = Parser(prog="python -m harness.members", description=__doc__)
    parser.add_argument("--env", metavar="NAME", required=True, help="environment of a deployed portal")
    parser.add_argument("--count", type=from_one, default=8, metavar="N", help="members to create (default: 8)")
    parser.add_argument("--remove", action="store_true", help="remove the members in the environment's pool file")
    parser.add_argument("--config", default=CONFIG_FILE, metavar="FILE", help="settings in another file")
    given = parser.parse_args()
    prepare_network()
    try:
        settings = read_settings(FOLDER / given.config)
        environment = _deployed(settings, given.env)
        path = FOLDER / (environment.pool or f"{given.env}-members.toml")
        with open_target(given.env, environment, FOLDER) as found:
            described = settings.model_copy(update={"environments": {given.env: environment}})
            target = preflight(found, described, settings.projects_to_run, FOLDER, NEEDED)
            client = HttpClient(access=portal_access(given.env, environment))
            credentials = target.credentials(given.env, FOLDER)
            ids = environment.country_id, environment.time_zone_id
            api = PortalApi(target.api_url, target.admin_url, credentials, client, *ids)
            if given.remove:
                return remove(api, path)
            return create(api, environment.mailpit.mail_domain, path, given.count)
    except (SettingsError, pytest.fail.Exception) as error:
        sys.stderr.write(f"{redact_text(str(error))}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. The pool file names each member that may exist; REMOVE=1 removes them.\n")
        return 130


def create(api: PortalApi, mail_domain: str, path: Path, count: int) -> int:
    """Create members, each named in the pool file before it exists, so that an interrupt leaves none unlisted."""
    if path.exists():
        raise SettingsError(
            f"{path.name} exists already. Remove its members first (REMOVE=1), or name another file in `pool`."
        )
    listed = ""
    for number in range(count):
        name = realistic_name(one_faker())
        email = f"{OWN}{token_hex(5)}@{mail_domain}"
        one = f'[[member]]\nfull_name = "{name}"\nemail = "{email}"\n\n'
        _append(path, one)
        answer = api.ask_for_customer(name, email)
        if not answer.envelope.get("WasSuccessful"):
            path.write_text(listed, encoding="utf-8")
            hint = f"{path.name} lists those it created; REMOVE=1 removes them."
            if not listed:
                path.unlink()
                hint = "Check the account's rights and its limit of customers a day, and country_id and time_zone_id."
            raise SettingsError(
                f"The portal created {number} of {count} members and refused the next one: {answer}.\n{hint}"
            )
        listed += one
    sys.stdout.write(
        f"{count} member{'' if count == 1 else 's'} created, in {path.name}; never commit it.\n"
        f'Set members = "pool" and pool = "{path.name}" for this environment. REMOVE=1 removes them again.\n'
    )
    return 0


def remove(api: PortalApi, path: Path) -> int:
    """Remove the members in a pool file that this command created, and the file once none is left."""
    try:
        text = read_text(path)
    except OSError as error:
        raise SettingsError(f"{path.name} can't be read ({error.strerror}): it names the members to remove.") from None
    left = [member.email for member in parsed(text, path.name) if not _is_gone(api, member.email)]
    if left:
        raise SettingsError(f"Not removed, please remove them by hand: {', '.join(left)}.")
    path.unlink()
    sys.stdout.write(f"The members in {path.name} are removed, and so is the file.\n")
    return 0


def _is_gone(api: PortalApi, email: str) -> bool:
    """Whether the portal no longer has this member; accounts that this command did not create are kept."""
    if not email.startswith(OWN):
        return False
    identifier = api.find_customer(email)
    return identifier is None or bool(api.remove_customer(identifier).envelope.get("WasSuccessful"))


def _append(path: Path, text: str) -> None:
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise SettingsError(f"The pool file {path} can't be written: {error.strerror}.") from None
    with os.fdopen(file, "a", encoding="utf-8") as opened:
        opened.write(text)


def _deployed(settings: Settings, name: str) -> Environment:
    """The environment, as one whose members an administrator creates."""
    environment = settings.environments.get(name)
    if environment is None:
        raise SettingsError(f"ENV must name one of {', '.join(settings.environments)}, got {name!r}.")
    if not environment.base_url:
        raise SettingsError(f"{name} has no base_url: a portal that is started for the run needs no pool.")
    if environment.production:
        raise SettingsError(f"{name} is production: no customers are created there.")
    return environment.model_copy(update={"members": "api"})


if __name__ == "__main__":
    raise SystemExit(main())
