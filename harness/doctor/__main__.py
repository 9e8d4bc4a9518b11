"""`python -m harness.doctor --env NAME`: is this environment ready for a run, and what to do where it isn't.

Checks run in the order in which a person would go about it. The first that fails ends them with status 1, since those
that follow would only fail for the same reason.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from pytest_mailpit import MailpitError

from evidence.recording.pytest_reports import redact_text
from harness.doctor.api import administrator, documented_api, location
from harness.doctor.check import Check, CheckContext, CheckResult, fail, note, ok
from harness.doctor.clocks import clocks, deviations
from harness.doctor.learning.learned import Learned
from harness.doctor.learning.walk import walk
from harness.doctor.mail import mail_arrives, mailpit, pool
from harness.doctor.portal import api_address, browser, gate, portal, sign_in_view
from harness.portal.targets import open_target
from testkit.command_line import Parser
from testkit.settings.credentials import NAMES, Credentials, read_credentials, variable
from testkit.settings.model import CONFIG_FILE, Environment, SettingsError
from testkit.settings.network import prepare_network
from testkit.settings.read import read_settings

BEFORE_LEARNING = ("Browser", "Portal", "Gate", "API address", "Location", "Administrator", "Mailpit", "Members")
FOLDER = Path(__file__).parents[2]
CHECKS: dict[str, Check] = {
    "Browser": browser,
    "Portal": portal,
    "Gate": gate,
    "API address": api_address,
    "Location": location,
    "API": documented_api,
    "Administrator": administrator,
    "Mailpit": mailpit,
    "Mail": mail_arrives,
    "Members": pool,
    "Sign-in view": sign_in_view,
    "Clocks": clocks,
    "Deviations": deviations,
}


def main() -> int:
    """Check one environment; 0 where it is ready, 1 where it is not, 2 where the command was wrong."""
    parser = Parser(prog="python -m harness.doctor", description=__doc__.partition("\n")[0])
    parser.add_argument("--env", metavar="NAME", help="environment to check; without it, the one that runs by default")
    parser.add_argument("--config", default=CONFIG_FILE, metavar="FILE", help="settings in another file")
    parser.add_argument("--learn", action="store_true", help="walk the flow with one member and print the settings")
    given = parser.parse_args()
    prepare_network()
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    with ExitStack() as started:
        try:
            return _check(given.env, given.config, started, learning=given.learn)
        except SettingsError as error:
            _print(fail(str(error), f"docs/settings.md lists every setting; {CONFIG_FILE} has examples."))
            return 1
        except KeyboardInterrupt:
            return 130


def _check(name: str | None, file: str, started: ExitStack, *, learning: bool) -> int:
    _title("Settings")
    settings = read_settings(FOLDER / file)
    name = name or settings.environment
    if name not in settings.environments:
        raise SettingsError(f"{file} describes no environment {name}: it describes {', '.join(settings.environments)}")
    environment = settings.environments[name]
    credentials = read_credentials(name, FOLDER)
    _print(ok(f"{name} is described in {file}"))
    _print(_secrets(name, credentials, environment))
    target = started.enter_context(open_target(name, environment, FOLDER))
    context = CheckContext(
        name, environment, settings, FOLDER, settings.projects_to_run, target.credentials(name, FOLDER), target
    )
    learned = Learned(context)
    checks = (
        CHECKS
        if not learning
        else {title: CHECKS[title] for title in BEFORE_LEARNING} | {"Walk": lambda one: walk(one, learned)}
    )
    is_ready = all(_passes(title, check, context) for title, check in checks.items())
    for email in context.not_removed:
        _print(note(f"the customer {email} could not be removed", "Remove it by hand."))
    _print_learned(learned, file)
    if not is_ready:
        sys.stdout.write(f"\nFix this before running against {name}.\n")
        return 1
    if learned.undecided:
        sys.stdout.write("\nAdd the labels that are still to be chosen, and learn again.\n")
        return 1
    elsewhere = "" if file == CONFIG_FILE else f" ARGS=--config={file}"
    sys.stdout.write(f"\n{name} is ready for a run: make e2e ENV={name}{elsewhere}\n")
    return 0


def _passes(title: str, check: Check, context: CheckContext) -> bool:
    """Print what a check finds, up to the first that fails."""
    for number, result in enumerate(_results(check, context)):  # leaving the loop ends what the check has open
        if number == 0:
            _title(title)
        _print(result)
        if result.mark == "✗":
            return False
    return True


def _results(check: Check, context: CheckContext) -> Iterator[CheckResult]:
    """What a check finds, also where Mailpit stops answering in the middle of it."""
    try:
        yield from check(context)
    except MailpitError as error:
        yield fail(str(error), f"Check environments.{context.name}.mailpit, and that this Mailpit keeps running.")


def _print_learned(learned: Learned, file: str) -> None:
    """The settings that were learned, to paste."""
    if text := learned.as_toml():
        place = f"[environments.{learned.context.name}] in {file}"
        replacing = ", in place of its lines of the same names" if learned.is_changing else ""
        sys.stdout.write(f"\nAdd to {place}{replacing}:\n\n{redact_text(text)}\n")


def _secrets(name: str, credentials: Credentials, environment: Environment) -> CheckResult:
    """Which secrets are given, by name."""
    if environment.command:
        return ok("started for the run: needs no secrets")
    given = [one for one in NAMES if getattr(credentials, one)]
    if given:
        return ok(f"secrets given: {', '.join(given)}")
    return note(f"no secrets given: set {variable(name, 'admin_password')} and so on, or write secrets.toml")


def _title(title: str) -> None:
    sys.stdout.write(f"{title}\n")


def _print(result: CheckResult) -> None:
    sys.stdout.write(f"  {_mark(result)} {redact_text(result.found)}\n")
    if result.advice:
        sys.stdout.write(f"      {redact_text(result.advice)}\n")
    sys.stdout.flush()


def _mark(result: CheckResult) -> str:
    """The result's mark, in words on a terminal that knows ASCII only."""
    try:
        result.mark.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return {"✓": "ok:", "✗": "FAILED:"}[result.mark]
    return result.mark


if __name__ == "__main__":
    sys.exit(main())
