"""The doctor's checks of mail and members: Mailpit answers and receives, and the pool's accounts can be used."""

import smtplib
import subprocess
import time
from collections.abc import Iterator
from email.message import EmailMessage
from secrets import token_hex

from pytest_mailpit import MailpitAssertionError, MailpitClient, MailpitConfig, MailpitError, ServerInfo
from requests import RequestException

from harness.doctor.check import TIMEOUT_SECONDS, CheckContext, CheckResult, fail, note, ok, why_unreachable
from testkit.mail.mailpit import MailpitAccess
from testkit.members.locks import acquire_account, lock_folder
from testkit.members.pool import MOST_AT_ONCE, most_workers
from testkit.settings.addresses import without_login
from testkit.settings.credentials import variable

MANY = 400
"""Of the 500 mails that a Mailpit keeps by default."""


def access_to(context: CheckContext) -> MailpitAccess:
    """How this environment's Mailpit is reached."""
    return MailpitAccess.of(context.target.mailpit_url, context.environment.mailpit, context.credentials)


def client_of(context: CheckContext) -> MailpitClient:
    """A client of this environment's Mailpit."""
    return access_to(context).configured(MailpitConfig(poll_interval=0.1)).client()


def mailpit(context: CheckContext) -> Iterator[CheckResult]:
    """Mailpit answers, accepts the suite's login and has room."""
    url = without_login(context.target.mailpit_url)
    if not context.environment.command and not context.environment.mailpit.url:
        yield fail(
            "no Mailpit is set: a run would start its own, which this portal's mail never reaches",
            f"Set environments.{context.name}.mailpit.url to the Mailpit that the portal's mail reaches.",
        )
        return
    with client_of(context) as client:
        try:
            info, now = _read(client)
        except MailpitError as error:
            names = [variable(context.name, name) for name in ("mailpit_username", "mailpit_password")]
            cause = error.__cause__
            found = why_unreachable(cause) if isinstance(cause, RequestException) else str(error).splitlines()[0]
            yield fail(
                f"Mailpit at {url}: {found}",
                f"Set environments.{context.name}.mailpit.url to the address of its start page; {names[0]} and "
                f"{names[1]} are for its login, if it has one.",
            )
            return
        context.clock_offsets["Mailpit"] = now - time.time()
        yield ok(f"Mailpit {info.version} at {url}, {info.messages} mails in it")
        if info.messages >= MANY:
            yield note(
                "Mailpit keeps 500 mails by default and deletes older ones each minute",
                "Start it with MP_MAX_MESSAGES=0 (or a large number), or a mail may be gone before it is read.",
            )


def _read(client: MailpitClient) -> tuple[ServerInfo, float]:
    """What Mailpit says of itself, and the time there; raises `MailpitError`, also where something else answers."""
    try:
        info = client.info()
        if info.version and isinstance(info.messages, int):
            return info, client.server_time().timestamp()
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):  # pytest-mailpit expects a Mailpit
        pass
    raise MailpitError("it answers, but not as Mailpit does")


def mail_arrives(context: CheckContext) -> Iterator[CheckResult]:
    """Send a mail the way the portal does, find it, and delete it."""
    if not context.target.smtp:
        yield note(
            "delivery not checked: `smtp` isn't set",
            f"If Mailpit's SMTP port can be reached from here, set environments.{context.name}.mailpit.smtp.",
        )
        return
    address = f"doctor-{token_hex(4)}@{context.environment.mailpit.mail_domain}"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = address, address, "Test mail of the password-reset suite"
    mail.set_content("The suite deletes it as soon as it has arrived.")
    host, _, port = context.target.smtp.rpartition(":")
    began = time.monotonic()
    try:
        with smtplib.SMTP(host, int(port), timeout=TIMEOUT_SECONDS) as smtp:
            smtp.send_message(mail)
        with client_of(context) as client:
            found = client.wait_for_message(recipient=address, timeout=context.environment.mailpit.wait_seconds)
            client.delete_messages([found.id])
    except (OSError, ValueError, smtplib.SMTPException) as error:  # ValueError: a host that can't be one
        yield fail(f"test mail by {context.target.smtp}: {error}", "Check mailpit.smtp: does Mailpit listen there?")
    except MailpitAssertionError:
        yield fail(
            f"test mail by {context.target.smtp} had not arrived after {context.environment.mailpit.wait_seconds:g} s",
            "Is that the SMTP address of this same Mailpit? Does its Chaos mode refuse mail?",
        )
    else:
        yield ok(f"test mail by {context.target.smtp} arrived after {time.monotonic() - began:.1f} s")


def pool(context: CheckContext) -> Iterator[CheckResult]:
    """The pool's accounts: enough, free, and not committed."""
    if context.environment.members != "pool":
        return
    members = context.target.members
    standard = [member for member in members if member.kind == "standard"]
    kinds = ", ".join(
        f"{sum(one.kind == kind for one in members)} {kind}" for kind in dict.fromkeys(m.kind for m in members)
    )
    yield ok(f"pool: {kinds}; enough for {_workers(most_workers(members))}")
    if len(standard) < MOST_AT_ONCE:
        yield note(
            f"scenarios that need more than {len(standard)} members at once are not verifiable",
            f"Name {MOST_AT_ONCE} accounts of the kind standard.",
        )
    if context.environment.pool and _is_committed(context):
        yield fail(
            f"{context.environment.pool} is committed: everyone with the repository can read it",
            f"git rm --cached {context.environment.pool}",
        )
    domain = context.environment.mailpit.mail_domain.lower()
    if elsewhere := [one.email for one in members if not one.email.lower().endswith(f"@{domain}")]:
        yield note(
            f"{', '.join(elsewhere)}: not of {domain}, whose mail reaches Mailpit",
            "Make sure that their mail reaches it too, or set mail_domain.",
        )
    with client_of(context) as client:
        for one in standard:
            lock = acquire_account(lock_folder(), access_to(context), client, one.email)
            if lock is None:
                yield note(f"{one.email} is in use by another run", "Wait until it has ended.")
            else:
                lock.release()
                yield ok(f"{one.email} is free")


def _workers(number: int) -> str:
    return f"{number} worker{'' if number == 1 else 's'}"


def _is_committed(context: CheckContext) -> bool:
    asked = ["git", "-C", str(context.folder), "ls-files", "--error-unmatch", str(context.environment.pool)]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
