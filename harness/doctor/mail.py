"""The doctor's looks at mail and members: Mailpit there and receiving, and a pool whose accounts can be used."""

import smtplib
import subprocess
import time
from collections.abc import Iterator
from email.message import EmailMessage
from secrets import token_hex

from pytest_mailpit import MailpitAssertionError, MailpitConfig, MailpitError

from harness.doctor.check import TIMEOUT_SECONDS, Patient, Sign, ill, note, well
from harness.provision.inbox import without_credentials
from harness.surroundings import named_mailpit
from testkit.members.locks import acquire_account, lock_folder
from testkit.members.pool import most_workers
from testkit.settings.credentials import variable

MANY = 400
"""Of the 500 mails that a Mailpit keeps where nothing else is said."""


def config_of(patient: Patient) -> MailpitConfig:
    """How this environment's Mailpit is reached."""
    return MailpitConfig(
        url=patient.target.mailpit_url,
        username=patient.credentials.mailpit_username,
        password=patient.credentials.mailpit_password,
        verify=patient.environment.mailpit.verify_tls,
        poll_interval=0.1,
    )


def mailpit(patient: Patient) -> Iterator[Sign]:
    """Mailpit answers, lets the suite in and has room."""
    url = without_credentials(patient.target.mailpit_url)
    if not patient.environment.command and not named_mailpit(patient.name, patient.environment)[0]:
        yield ill(
            "no Mailpit is named: a run would start one of its own, which this portal knows nothing of",
            f"Set url under environments.{patient.name}.mailpit to the Mailpit that the portal's mail reaches.",
        )
        return
    with config_of(patient).client() as client:
        try:
            info = client.info()
        except MailpitError as error:
            names = [variable(patient.name, name) for name in ("mailpit_username", "mailpit_password")]
            yield ill(
                f"Mailpit at {url}: {str(error).splitlines()[0]}",
                f"Check environments.{patient.name}.mailpit.url, and {names[0]} and {names[1]} where it asks for them.",
            )
            return
        answer = patient.ask(
            "GET", f"{patient.target.mailpit_url.rstrip('/')}/livez", verify=patient.environment.mailpit.verify_tls
        )
        if not isinstance(answer, str):
            patient.dates["Mailpit"] = f"{answer.header('Date')}|{time.time()}"
        yield well(f"Mailpit {info.version} at {url}, {info.messages} mails in it")
        if info.messages >= MANY:
            yield note(
                "Mailpit keeps 500 mails where nothing else is said, and throws the oldest away each minute",
                "Start it with MP_MAX_MESSAGES=0 (or a large number), else a mail may be gone before it is read.",
            )


def mail_arrives(patient: Patient) -> Iterator[Sign]:
    """Send a mail the way the portal does, find it, and take it away again."""
    if not patient.target.smtp:
        yield note(
            "whether mail arrives was not tried: its SMTP door is not given",
            f"Where it can be reached from here, set smtp = 'HOST:PORT' under environments.{patient.name}.mailpit.",
        )
        return
    address = f"doctor-{token_hex(4)}@{patient.environment.mailpit.mail_domain}"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = address, address, "A probe of the password-reset suite"
    mail.set_content("It is deleted as soon as it has arrived.")
    host, _, port = patient.target.smtp.rpartition(":")
    began = time.monotonic()
    try:
        with smtplib.SMTP(host, int(port), timeout=TIMEOUT_SECONDS) as smtp:
            smtp.send_message(mail)
        with config_of(patient).client() as client:
            found = client.wait_for_message(recipient=address, timeout=patient.environment.mailpit.wait_seconds)
            client.delete_messages([found.id])
    except (OSError, smtplib.SMTPException) as error:
        yield ill(f"mail by {patient.target.smtp}: {error}", "Check mailpit.smtp, and that Mailpit listens there.")
    except MailpitAssertionError:
        yield ill(
            f"a probe mail by {patient.target.smtp} has not come in {patient.environment.mailpit.wait_seconds:g} s",
            "Is that the SMTP door of this very Mailpit? Does its Chaos refuse mail?",
        )
    else:
        yield well(f"a probe mail by {patient.target.smtp} was there after {time.monotonic() - began:.1f} s")


def pool(patient: Patient) -> Iterator[Sign]:
    """The pool's accounts: enough, free, and in no commit."""
    if patient.environment.members != "pool":
        return
    members = patient.target.members
    standard = [member for member in members if member.kind == "standard"]
    kinds = ", ".join(
        f"{sum(one.kind == kind for one in members)} {kind}" for kind in dict.fromkeys(m.kind for m in members)
    )
    yield well(f"pool: {kinds}; enough for {_workers(most_workers(members))}")
    if len(standard) == 1:
        yield note("scenarios about two members are skipped", "Name a second account of the kind standard.")
    if patient.environment.pool and _is_committed(patient):
        yield ill(
            f"{patient.environment.pool} is committed: everybody can read it",
            f"git rm --cached {patient.environment.pool}",
        )
    domain = patient.environment.mailpit.mail_domain.lower()
    if elsewhere := [one.email for one in members if not one.email.lower().endswith(f"@{domain}")]:
        yield note(
            f"{', '.join(elsewhere)}: not of {domain}, whose mail reaches Mailpit",
            "See that their mail reaches it too, or set mail_domain.",
        )
    with config_of(patient).client() as client:
        for one in standard:
            lock = acquire_account(lock_folder(), config_of(patient), client, one.email)
            if lock is None:
                yield note(f"{one.email} is in use by another run", "Its scenarios wait for nobody: run later.")
            else:
                lock.release()
                yield well(f"{one.email} is free")


def _workers(number: int) -> str:
    return f"{number} worker{'' if number == 1 else 's'}"


def _is_committed(patient: Patient) -> bool:
    asked = ["git", "-C", str(patient.folder), "ls-files", "--error-unmatch", str(patient.environment.pool)]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
