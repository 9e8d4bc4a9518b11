"""The measures of one scenario: against the floor, with traces, its mail, and the start of a session."""

import os
import tempfile
from dataclasses import dataclass

from tests.bench.sessions import AUTOMATIC_SIGN_IN, Session, run_session
from tests.bench.table import Row

MAX_RATIO, MAX_MAIL_MS, MAX_START_S = 1.15, 60, 3
FIXTURES = ("playwright", "browser", "mailpit", "new_member", "context")


@dataclass(frozen=True)
class Effort:
    """How often things are done."""

    turns: int
    """Of the scenario, in each way."""
    starts: int
    waits: int
    """For mail, at each size of the inbox."""
    sizes: tuple[int, ...]
    """Of the inbox: messages that are none of the scenario's business."""
    growth: tuple[int, ...]
    """How many times the sample is run."""
    catalogue: bool
    """Whether the whole catalogue is run as well."""


QUICK = Effort(turns=4, starts=2, waits=10, sizes=(0, 1_000), growth=(1, 4), catalogue=False)
FULL = Effort(turns=30, starts=7, waits=40, sizes=(0, 1_000, 50_000), growth=(1, 4, 16), catalogue=True)


def scenario(effort: Effort) -> list[Row]:
    """The scenario against the floor, and what a trace costs: turn by turn in one process."""
    # A first round warms the browser up; one more at the end is left out, for it also ends the session.
    session = run_session(
        [AUTOMATIC_SIGN_IN, "-n", "0"], ["tests.bench.repeating", "tests.bench.turns"], rounds=3 * effort.turns + 4
    )
    floor = tuple(1000 * float(line["seconds"]) for line in session.of("floor"))
    off, default, on = (_turns(session, mode) for mode in ("off", "retain-on-failure", "on"))
    return [
        Row("floor: one bare script", floor),
        Row("scenario, tracing off, against the floor", off, against=floor, most=MAX_RATIO),
        Row("scenario, tracing retain-on-failure, against off", default, against=off, most=MAX_RATIO),
        Row("scenario, tracing on (all is kept), against off", on, against=off),
    ]


def mail(effort: Effort) -> list[Row]:
    """The way of one mail, in the scenario itself."""
    session = run_session(
        [AUTOMATIC_SIGN_IN, "-n", "0"], ["tests.bench.repeating", "tests.bench.mail_times"], rounds=2 * effort.turns
    )
    mails = session.of("mail")[1:]  # the first one finds the portal's mail queue cold
    return [
        Row("mail: accepted by SMTP to link in hand", _ms(mails, "from_acceptance"), most=MAX_MAIL_MS),
        Row("mail: request typed and clicked to link in hand", _ms(mails, "from_click")),
    ]


def start(effort: Effort) -> list[Row]:
    """The way from the command to the first act, with nothing compiled and with everything, and what it is spent on."""
    cold, warm = [], []
    for _ in range(effort.starts):
        with tempfile.TemporaryDirectory(prefix="bench-compiled-") as folder:
            cold.append(_started(folder))
            warm.append(_started(folder))
    rows = [
        Row("start: command to first act, cold", _until(cold, "first act"), "s"),
        Row("start: command to first act, warm", _until(warm, "first act"), "s", most=MAX_START_S),
    ]
    # The controller's steps, then those of the first worker to get there.
    steps = ("pytest is there", "imported", "configured", "worker answers", "collected", "first scenario", "first act")
    words = ("Python and pytest", "imports", "inbox and portal", "workers", "collection", "hand-over", "first set-up")
    for name, before, after in zip(words, ("", *steps), steps, strict=False):
        spent = tuple(_moment(one, after) - (_moment(one, before) if before else one.began) for one in warm)
        rows.append(Row(f"  of that: {name}", spent, "s"))
    fixtures = {name: tuple(_fixture(one, name) for one in warm) for name in FIXTURES}
    return [*rows, *(Row(f"    first set-up: {name}", spent, "s") for name, spent in fixtures.items())]


def _started(folder: str) -> Session:
    # Some machines forbid Python to keep what it has compiled: each start would be a cold one.
    environment = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
    workers = str(min(2, os.cpu_count() or 1))
    # One scenario is run, and the whole catalogue is collected, as it is for a run of it.
    arguments = ["-n", workers, "-k", AUTOMATIC_SIGN_IN.rpartition("::")[2]]
    return run_session(arguments, ["tests.bench.moments"], environment=environment)


def _moment(session: Session, what: str) -> float:
    """When something happened first."""
    return float(session.of(what)[0]["at"])


def _until(sessions: list[Session], what: str) -> tuple[float, ...]:
    return tuple(_moment(one, what) - one.began for one in sessions)


def _fixture(session: Session, name: str) -> float:
    return max((float(line["seconds"]) for line in session.of("fixture") if line["name"] == name), default=0.0)


def _turns(session: Session, mode: str) -> tuple[float, ...]:
    return tuple(
        1000 * float(line["seconds"]) for line in session.of("turn") if line["mode"] == mode and line["counts"]
    )


def _ms(lines: list[dict[str, float]], what: str) -> tuple[float, ...]:
    return tuple(1000 * line[what] for line in lines)
