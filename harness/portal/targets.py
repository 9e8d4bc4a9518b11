"""The portals of a run, each with the inbox that receives its mail: deployed ones are reached, others started."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import IO, Any, Self

from harness.provision.inbox import choose_inbox
from harness.provision.mailpit import Inbox, stop
from harness.provision.progress import ProvisionError
from testkit.members.pool import PoolMember, read_pool
from testkit.secrets.vault import vault
from testkit.settings.access import checked_ca_file, portal_access
from testkit.settings.addresses import without_login
from testkit.settings.credentials import Credentials, read_credentials, variable
from testkit.settings.model import Environment, SettingsError


@dataclass(frozen=True)
class Target:
    """An environment whose addresses are known; plain data, so that every worker gets the same."""

    name: str
    portal_url: str
    api_url: str
    admin_url: str
    mailpit_url: str
    smtp: str
    inbox_words: str
    admin_email: str | None = None
    admin_password: str | None = None
    gate_password: str | None = None
    members: tuple[PoolMember, ...] = ()
    other_location: str | None = None
    log: str | None = None
    answer_seconds: float = 0.0

    def as_data(self) -> dict[str, Any]:
        """The target as plain data, on its way to a worker."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The target that another process reached."""
        return cls(**{**data, "members": tuple(PoolMember(**member) for member in data["members"])})

    def credentials(self, environment: str, folder: Path) -> Credentials:
        """This portal's secrets: those that were given, or those that a started portal printed."""
        given = read_credentials(environment, folder)
        for member in self.members:
            if member.password:
                vault.add("password", member.password)
        if self.admin_password is None:
            return given
        return replace(
            given,
            admin_email=self.admin_email,
            admin_password=vault.add("credential", self.admin_password),
            gate_password=vault.add("credential", self.gate_password) if self.gate_password else None,
        )


WaitUntilReady = Callable[[], Target]
"""Waits until a portal answers; raises `SettingsError` where it never does. To be called once."""


@contextmanager
def open_target(name: str, environment: Environment, folder: Path) -> Iterator[Target]:
    """The environment's portal with its inbox, each started where it isn't there; raises `SettingsError`."""
    with start(name, environment, folder) as (_, wait_until_ready):
        yield wait_until_ready()


@contextmanager
def start(name: str, environment: Environment, folder: Path) -> Iterator[tuple[Inbox, WaitUntilReady]]:
    """Start the environment's inbox and portal where they aren't there, without waiting for the portal.

    `folder` is where the file with the pool of members is, if there is one.
    """
    members = read_pool(name, environment, folder) if environment.members == "pool" else ()
    checked_ca_file(f"environments.{name}.mailpit.ca_file", environment.mailpit.ca_file)
    url, smtp = environment.mailpit.url, environment.mailpit.smtp
    if environment.command and url and not smtp:
        raise SettingsError(
            f"{name} sends its mail to Mailpit at {without_login(url)}, whose SMTP address isn't set. "
            f"Set {variable(name, 'MAILPIT_SMTP')} or environments.{name}.mailpit.smtp to HOST:PORT."
        )
    try:
        choice = choose_inbox(url)
        with choice.start() as started:
            inbox = Inbox(started.url, started.smtp or smtp or "", choice.words, choice.is_mailpit)
            if not environment.command:
                yield inbox, lambda: _deployed(name, environment, inbox, members)
                return
            with _starting(name, environment, inbox) as wait_until_ready:
                yield inbox, wait_until_ready
    except ProvisionError as error:
        raise SettingsError(f"{name} has no inbox for its mail: {error}") from None


@contextmanager
def started_target(
    name: str, environment: Environment, inbox: Inbox, *, options: Sequence[str] = (), gate_password: str | None = None
) -> Iterator[Target]:
    """A portal that is started with these options, once it answers; stopped with this block."""
    with _starting(name, environment, inbox, options=options, gate_password=gate_password) as wait_until_ready:
        yield wait_until_ready()


def _deployed(name: str, environment: Environment, inbox: Inbox, members: tuple[PoolMember, ...]) -> Target:
    portal = environment.base_url or ""
    api = environment.api_url or portal
    return Target(
        name=name,
        portal_url=portal,
        api_url=api,
        admin_url=environment.admin_url or api,
        mailpit_url=inbox.url,
        smtp=inbox.smtp,
        inbox_words=inbox.words,
        members=members,
        other_location=environment.second_location,
    )


@contextmanager
def _starting(
    name: str,
    environment: Environment,
    inbox: Inbox,
    *,
    options: Sequence[str] = (),
    gate_password: str | None = None,
) -> Iterator[WaitUntilReady]:
    """Start a portal, and stop it with this block.

    The command prints one line of JSON once the portal answers, and ends when its standard input does: so it is gone
    with its starter, however that ends. What it writes to standard error goes into a log of its own, for the evidence.
    """
    gate_password = gate_password or (token_urlsafe(12) if environment.gate else None)
    command = [part.replace("{python}", sys.executable) for part in environment.command]
    login = portal_access(name, environment).http_credentials or {}
    http_password = login.get("password", "")
    command += [
        part.replace("{gate_password}", gate_password or "").replace("{http_password}", http_password)
        for part in environment.options
    ]
    command += ["--smtp", inbox.smtp, *options]
    with TemporaryDirectory(prefix="portal-") as folder:
        log = Path(folder) / "portal.log"
        with log.open("wb") as errors, _process(name, command, errors) as process:

            def wait_until_ready() -> Target:
                line = process.stdout.readline() if process.stdout else ""
                try:
                    answer = json.loads(line)
                    return replace(_announced(name, answer, inbox, log), gate_password=gate_password)
                except (ValueError, TypeError, KeyError):
                    errors = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                    raise SettingsError(
                        f"environments.{name}.command ({' '.join(environment.command)}) started no portal: "
                        f"{errors[-1] if errors else 'it printed no line of JSON with its addresses'}"
                    ) from None

            try:
                yield wait_until_ready
            finally:
                stop(process)


def _process(name: str, command: list[str], errors: IO[bytes]) -> "subprocess.Popen[str]":
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
    except (OSError, ValueError) as error:
        raise SettingsError(f"environments.{name}.command ({command[0]}) can't be started: {error}") from None


def _announced(name: str, answer: dict[str, Any], inbox: Inbox, log: Path) -> Target:
    portal = answer["portal"]
    api = answer.get("api", portal)
    apis = [location.get("api", location["portal"]) for location in answer.get("locations", [])]
    others = [address for address in apis if address != api]
    return Target(
        name=name,
        portal_url=portal,
        api_url=api,
        admin_url=answer.get("admin", api),
        mailpit_url=answer.get("inbox") or inbox.url,
        smtp=answer.get("smtp") or inbox.smtp,
        inbox_words=inbox.words,
        admin_email=answer["administrator"]["email"],
        admin_password=answer["administrator"]["password"],
        members=tuple(PoolMember(**member) for member in answer.get("members", [])),
        other_location=others[0] if others else None,
        log=str(log),
    )
