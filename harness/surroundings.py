"""What must be there before the first scenario: an inbox, and a portal that sends its mail there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.provision.inbox import choose_inbox, without_credentials
from harness.provision.progress import ProvisionError
from harness.targets import Arrive, Inbox, Target, deployed_target, starting_target
from testkit.members.pool import read_pool
from testkit.settings.credentials import variable
from testkit.settings.model import Environment, SettingsError


@contextmanager
def reach(name: str, environment: Environment, folder: Path) -> Iterator[Target]:
    """The environment's portal with its inbox, each started where it isn't there; raises `SettingsError`."""
    with approach(name, environment, folder) as (_, arrive):
        yield arrive()


def named_mailpit(name: str, environment: Environment) -> tuple[str | None, str | None]:
    """The address and the SMTP door of the Mailpit that somebody named for this environment; None where nobody did.

    A machine may have a Mailpit of its own, such as a service of CI: variables go before the file, and
    `<NAME>_MAILPIT_URL` before `MAILPIT_URL`, which serves all environments.
    """
    url, smtp = (
        os.environ.get(variable(name, key)) or os.environ.get(key) or said
        for key, said in (("MAILPIT_URL", environment.mailpit.url), ("MAILPIT_SMTP", environment.mailpit.smtp))
    )
    return url, smtp


@contextmanager
def approach(name: str, environment: Environment, folder: Path) -> Iterator[tuple[Inbox, Arrive]]:
    """The environment's inbox, and what waits for its portal, which may still be starting.

    `folder` is where the file with the pool of members lies, if there is one.
    """
    members = read_pool(name, environment, folder) if environment.members == "pool" else ()
    url, smtp = named_mailpit(name, environment)
    if environment.command and url and not smtp:
        raise SettingsError(
            f"{name} sends its mail to Mailpit at {without_credentials(url)}, whose SMTP door is not named. "
            f"Set {variable(name, 'MAILPIT_SMTP')} or environments.{name}.mailpit.smtp to HOST:PORT."
        )
    try:
        choice = choose_inbox(url)
        with choice.start() as started:
            inbox = Inbox(started.url, started.smtp or smtp, choice.words)
            if not environment.command:
                yield inbox, lambda: deployed_target(name, environment, inbox, members)
                return
            with starting_target(name, environment, inbox) as arrive:
                yield inbox, arrive
    except ProvisionError as error:
        raise SettingsError(f"{name} has no inbox for its mail: {error}") from None
