"""The doctor's looks at clocks, and at what an earlier run found."""

import time
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from evidence.report.results import Result, read_runs
from harness.doctor.check import Patient, Sign, note, well
from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.secrets.jwt import jwt_payload

NOTICEABLE = 5  # seconds; a Date header is cut to the second, and answers take time
FAR = 60


def clocks(patient: Patient) -> Iterator[Sign]:
    """This machine's clock beside the servers' and that of the tokens."""
    for server, both in patient.dates.items():
        date, _, here = both.partition("|")
        if date:
            yield _apart(f"clock of the {server}", parsedate_to_datetime(date).timestamp() - float(here))
    if token := _administrators_token(patient):
        issued = jwt_payload(token).get("iat")
        if isinstance(issued, int | float):
            yield _apart("clock of the portal's tokens (iat)", issued - time.time())


def _apart(whose: str, seconds: float) -> Sign:
    if abs(seconds) < NOTICEABLE:
        return well(f"{whose}: the same as here")
    words = f"{whose}: {abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} this machine's"
    if abs(seconds) < FAR:
        return note(words)
    return note(words, "Have both set by NTP: links seem to expire early or late, and aged links are taken too soon.")


def _administrators_token(patient: Patient) -> str:
    """A token that was issued just now, where somebody is known who can sign in; no mail is needed for it."""
    email, password = patient.credentials.admin_email, patient.credentials.admin_password
    if not email or not password:
        return ""
    form = {"grant_type": "password", "username": email, "password": str(password)}
    answer = patient.ask("POST", patient.target.api_url + endpoints.TOKEN, data=form)
    return str(answer.envelope.get("access_token", "")) if isinstance(answer, Answer) else ""


def deviations(patient: Patient) -> Iterator[Sign]:
    """Which statements of good practice the last run on this environment found broken: a list to look at and take."""
    run = _last_run(patient.folder / "test-results", patient.name)
    if run is None:
        yield note(
            "no run on this environment yet, so no deviation is known",
            f"After the first (make e2e ARGS='--env {patient.name}'), ask again: its findings become a list to accept.",
        )
        return
    results = [one.last for one in read_runs([run]) if one.last.environment in {patient.name, ""}]
    broken = _statements(results, {"finding", "failed", "accepted"})
    known = set(map(int, patient.environment.accepted))
    if broken <= known:
        yield well(f"accepted deviations: nothing to add after {run.name}")
    else:
        numbers = ", ".join(f'"{number}"' for number in sorted(broken | known))
        when = datetime.fromtimestamp(results[0].started).astimezone()
        yield note(
            f"found broken on {when:%d %b %H:%M} and not accepted: {', '.join(map(str, sorted(broken - known)))}",
            f"Leave what is wanted so in environments.{patient.name}.accepted = [{numbers}]; make catalogue has all.",
        )


def _statements(results: list[Result], outcomes: set[str]) -> set[int]:
    broken = [one for one in results if one.source_kind == "hardening" and one.outcome in outcomes]
    return {number for result in broken for number in result.statements}


def _last_run(output: Path, name: str) -> Path | None:
    runs = sorted(path.parent for path in output.glob("*/results") if name in path.parent.name.partition("-")[2])
    return runs[-1] if runs else None
