"""One portal that is there to run against, with the inbox its mail reaches."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import Any, Self

from testkit.members.pool import PoolMember
from testkit.secrets.vault import vault
from testkit.settings.credentials import Credentials, read_credentials
from testkit.settings.model import Environment, SettingsError

END_SECONDS = 10


@dataclass(frozen=True)
class Target:
    """An environment whose addresses are known; plain data, so that every worker gets the same."""

    name: str
    portal_url: str
    api_url: str
    admin_url: str
    mailpit_url: str
    smtp: str | None
    inbox_words: str
    admin_email: str | None = None
    admin_password: str | None = None
    gate_password: str | None = None
    members: tuple[PoolMember, ...] = ()
    other_location: str | None = None
    log: str | None = None

    def as_data(self) -> dict[str, Any]:
        """The target as plain data, on its way to a worker."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The target that another process reached."""
        return cls(**{**data, "members": tuple(PoolMember(**member) for member in data["members"])})

    def credentials(self, environment: str, folder: Path) -> Credentials:
        """What opens this portal's doors: what was given, or what a started portal said of itself."""
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


Arrive = Callable[[], Target]
"""Waits until the portal answers; raises `SettingsError` where it never does. To be called once."""


@dataclass(frozen=True)
class Inbox:
    """Where mail arrives: the inbox's address, its SMTP door, and words that say which one it is and why."""

    url: str
    smtp: str | None
    words: str


def deployed_target(name: str, environment: Environment, inbox: Inbox, members: tuple[PoolMember, ...] = ()) -> Target:
    """The target of a deployed portal, with the accounts there that may be used."""
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
def started_target(
    name: str,
    environment: Environment,
    inbox: Inbox,
    *,
    options: Sequence[str] = (),
    gate_password: str | None = None,
) -> Iterator[Target]:
    """A portal that is started by the environment's `command`, once it answers; ended with this block."""
    with starting_target(name, environment, inbox, options=options, gate_password=gate_password) as arrive:
        yield arrive()


@contextmanager
def starting_target(
    name: str,
    environment: Environment,
    inbox: Inbox,
    *,
    options: Sequence[str] = (),
    gate_password: str | None = None,
) -> Iterator[Arrive]:
    """A portal that is being started, and what waits for it; ended with this block.

    The command prints one line of JSON once the portal answers, and ends when its standard input does: so it is gone
    with its starter, however that ends. What it says on its way goes into a log of its own, for the evidence.
    """
    gate_password = gate_password or (token_urlsafe(12) if environment.gate else None)
    command = [part.replace("{python}", sys.executable) for part in environment.command]
    command += [part.replace("{gate_password}", gate_password or "") for part in environment.options]
    command += ["--smtp", inbox.smtp or "", *options]
    with TemporaryDirectory(prefix="portal-") as folder:
        log = Path(folder) / "portal.log"
        with (
            log.open("wb") as errors,
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
            ) as process,
        ):

            def arrive() -> Target:
                line = process.stdout.readline() if process.stdout else ""
                if not line:
                    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                    raise SettingsError(
                        f"environments.{name}.command ({' '.join(environment.command)}) started no portal: "
                        f"{said[-1] if said else 'it ended without a word'}"
                    )
                return replace(_announced(name, json.loads(line), inbox, log), gate_password=gate_password)

            try:
                yield arrive
            finally:
                _let_go(process)


def _announced(name: str, said: dict[str, Any], inbox: Inbox, log: Path) -> Target:
    portal = said["portal"]
    api = said.get("api", portal)
    apis = [location.get("api", location["portal"]) for location in said.get("locations", [])]
    others = [address for address in apis if address != api]
    return Target(
        name=name,
        portal_url=portal,
        api_url=api,
        admin_url=said.get("admin", api),
        mailpit_url=said.get("inbox") or inbox.url,
        smtp=said.get("smtp") or inbox.smtp,
        inbox_words=inbox.words,
        admin_email=said["administrator"]["email"],
        admin_password=said["administrator"]["password"],
        members=tuple(PoolMember(**member) for member in said.get("members", [])),
        other_location=others[0] if others else None,
        log=str(log),
    )


def _let_go(process: "subprocess.Popen[str]") -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
