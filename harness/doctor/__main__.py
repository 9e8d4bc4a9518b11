"""`python -m harness.doctor --env NAME`: is this environment fit for a run, and what to do where it is not.

The looks come in the order in which a person would go about it; the first thing that would make a run meaningless ends
the examination with status 1, since whatever follows would only say so again.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from harness.doctor.check import Look, Patient, Sign, note, well
from harness.doctor.clocks import clocks, deviations
from harness.doctor.mail import mail_arrives, mailpit, pool
from harness.doctor.portal import administrator, browser, documented_api, gate, location, portal, sign_in_view
from harness.surroundings import reach
from testkit.secrets.vault import vault
from testkit.settings.credentials import NAMES, Credentials, read_credentials, variable
from testkit.settings.model import CONFIG_FILE, Environment, SettingsError, read_settings

FOLDER = Path(__file__).parents[2]
LOOKS: dict[str, Look] = {
    "Browser": browser,
    "Portal": portal,
    "Location": location,
    "API": documented_api,
    "Administrator": administrator,
    "Mailpit": mailpit,
    "Mail": mail_arrives,
    "Members": pool,
    "Gate": gate,
    "Sign-in view": sign_in_view,
    "Clocks": clocks,
    "Deviations": deviations,
}


def main() -> int:
    """Examine one environment; 0 where a run makes sense, 1 where it does not, 2 where nobody can tell."""
    parser = argparse.ArgumentParser(prog="python -m harness.doctor", description=__doc__.partition("\n")[0])
    parser.add_argument("--env", metavar="NAME", help="environment to examine; without, the one that runs by default")
    parser.add_argument("--config", default=CONFIG_FILE, metavar="FILE", help="settings in another file")
    given = parser.parse_args()
    with ExitStack() as started:
        try:
            return _examine(given.env, FOLDER / given.config, started)
        except SettingsError as error:
            _tell(Sign("✗", vault.redact(str(error)), f"The examples in {CONFIG_FILE} and README.md show how."))
            return 1
        except KeyboardInterrupt:
            return 130


def _examine(name: str | None, config: Path, started: ExitStack) -> int:
    _head("Settings")
    settings = read_settings(config)
    name = name or settings.environment
    if name not in settings.environments:
        raise SettingsError(
            f"{config.name} describes no environment {name}: it describes {', '.join(settings.environments)}"
        )
    environment = settings.environments[name]
    credentials = read_credentials(name, FOLDER)
    _tell(well(f"{name} is described in {config.name}"))
    _tell(_secrets(name, credentials, environment))
    target = started.enter_context(reach(name, environment, FOLDER))
    patient = Patient(
        name, environment, settings, FOLDER, settings.projects_to_run, target.credentials(name, FOLDER), target
    )
    for title, look in LOOKS.items():
        for number, sign in enumerate(look(patient)):
            if number == 0:
                _head(title)
            _tell(sign)
            if sign.mark == "✗":
                sys.stdout.write(f"\nNo run on {name} makes sense before that is right.\n")
                return 1
    sys.stdout.write(f"\n{name} is fit for a run: make e2e ARGS='--env {name}'\n")
    return 0


def _secrets(name: str, credentials: Credentials, environment: Environment) -> Sign:
    """Which secrets are given, by name."""
    if environment.command:
        return well("started for the run, so it needs no secrets")
    given = [one for one in NAMES if getattr(credentials, one)]
    if given:
        return well(f"secrets given: {', '.join(given)}")
    return note(f"no secrets given; they come from {variable(name, 'admin_password')} and its like, or secrets.toml")


def _head(title: str) -> None:
    sys.stdout.write(f"{title}\n")


def _tell(sign: Sign) -> None:
    sys.stdout.write(f"  {sign.mark} {vault.redact(sign.found)}\n")
    if sign.advice:
        sys.stdout.write(f"      {sign.advice}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
