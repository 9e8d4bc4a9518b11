"""The doctor's checks of clocks, and of what an earlier run found."""

import time
from collections.abc import Iterator
from datetime import datetime

from evidence.report.results import ResultError, last_run, read_runs
from harness.doctor.check import CheckContext, CheckResult, note, ok
from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.secrets.jwt import jwt_payload, seconds_in

NOTICEABLE = 5  # seconds; a Date header is cut to the second, and answers take time
FAR = 60


def clocks(context: CheckContext) -> Iterator[CheckResult]:
    """Compares this machine's clock with the servers' and with the times in tokens."""
    for server, seconds in context.clock_offsets.items():
        yield _apart(f"clock of the {server}", seconds)
    if token := _administrators_token(context):
        issued = seconds_in(jwt_payload(token), "iat")
        if issued is not None:
            yield _apart("clock of the portal's tokens (iat)", issued - time.time())


def _apart(whose: str, seconds: float) -> CheckResult:
    if abs(seconds) < NOTICEABLE:
        return ok(f"{whose}: the same as here")
    words = f"{whose}: {abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} this machine's"
    if abs(seconds) < FAR:
        return note(words)
    return note(words, "Set both by NTP: otherwise links seem to expire early or late.")


def _administrators_token(context: CheckContext) -> str:
    """A token issued just now, where the administrator's password is known; it takes no mail."""
    email, password = context.credentials.admin_email, context.credentials.admin_password
    if not email or not password:
        return ""
    form = {"grant_type": "password", "username": email, "password": str(password)}
    answer = context.ask("POST", context.target.api_url + endpoints.TOKEN, data=form)
    return str(answer.envelope.get("access_token", "")) if isinstance(answer, Answer) else ""


def deviations(context: CheckContext) -> Iterator[CheckResult]:
    """The hardening scenarios that the last run on this environment found broken, as a list of ids to accept."""
    run = last_run(context.folder / "test-results", context.name)
    if run is None:
        yield note(
            "no run on this environment yet, so no deviations are known",
            f"After the first run (make e2e ENV={context.name}), the doctor lists what to accept.",
        )
        return
    try:
        results = [one.last for one in read_runs([run]) if one.last.environment in {context.name, ""}]
    except ResultError as error:
        yield note(f"the deviations that {run.name} found can't be listed", str(error))
        return
    known = set(context.environment.accepted)
    broken = {one.id: one.name for one in results if one.id and one.outcome in {"finding", "failed", "accepted"}}
    covered = {one.id for one in results if known & {one.id, *map(str, one.statements)}}
    new = {id_: name for id_, name in sorted(broken.items()) if id_ not in covered}
    if not new:
        yield ok(f"accepted deviations: nothing to add after {run.name}")
    else:
        when = datetime.fromtimestamp(results[0].started).astimezone()
        names = ", ".join(f'"{name}"' for name in [*context.environment.accepted, *new])
        yield note(
            f"found broken on {when:%d %b %H:%M} and not accepted: "
            + "; ".join(f"{id_} ({name})" for id_, name in new.items()),
            f"To accept these, set environments.{context.name}.accepted = [{names}]; `make catalogue` explains each.",
        )
