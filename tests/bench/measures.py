"""Measures of one scenario: against the bare script, with traces, its mail, and the start of a session."""

import os
import tempfile
from dataclasses import dataclass

from tests.bench.sessions import AUTOMATIC_SIGN_IN, Session, run_session
from tests.bench.table import Row

MAX_RATIO, MAX_MAIL_MS, MAX_START_S = 1.15, 60, 3
FIXTURES = ("playwright", "browser", "mailpit", "member", "context")


@dataclass(frozen=True)
class Effort:
    """How many repeats."""

    turns: int
    """Of the scenario, in each mode."""
    starts: int
    waits: int
    """Waits for mail, at each size of the inbox."""
    sizes: tuple[int, ...]
    """Numbers of unrelated messages in the inbox."""
    growth: tuple[int, ...]
    """How many times the sample is run."""
    catalogue: bool
    """Whether the whole catalogue is run as well."""


QUICK = Effort(turns=4, starts=2, waits=10, sizes=(0, 1_000), growth=(1, 4), catalogue=False)
FULL = Effort(turns=30, starts=7, waits=40, sizes=(0, 1_000, 50_000), growth=(1, 4, 16), catalogue=True)


def scenario(effort: Effort) -> list[Row]:
    """The scenario against the bare script, and the cost of a trace: in turns, in one process."""
    # The first round warms the browser up; the last one is not counted, since it also ends the session.
    session = run_session(
        [AUTOMATIC_SIGN_IN, "-n", "0"],
        ["tests.bench.plugins.repeating", "tests.bench.plugins.turns"],
        rounds=3 * effort.turns + 4,
    )
    bare_script = tuple(1000 * float(line["seconds"]) for line in session.of("bare_script"))
    off, default, on = (_turns(session, mode) for mode in ("off", "retain-on-failure", "on"))
    return [
        Row("one bare script", bare_script),
        Row("scenario, tracing off, against the bare script", off, against=bare_script, most=MAX_RATIO),
        Row("scenario, tracing retain-on-failure, against off", default, against=off, most=MAX_RATIO),
        Row("scenario, tracing on (all is kept), against off", on, against=off),
    ]


def mail(effort: Effort) -> list[Row]:
    """How long one mail takes, in the scenario itself."""
    session = run_session(
        [AUTOMATIC_SIGN_IN, "-n", "0"],
        ["tests.bench.plugins.repeating", "tests.bench.plugins.mail_times"],
        rounds=2 * effort.turns,
    )
    mails = session.of("mail")[1:]  # the portal opens its mail connection for the first one
    return [
        Row("mail: accepted by SMTP to link read", _ms(mails, "from_acceptance"), most=MAX_MAIL_MS),
        Row("mail: request typed and clicked to link read", _ms(mails, "from_click")),
    ]


def start(effort: Effort) -> list[Row]:
    """The time from the command to the first action, cold and warm, and its parts."""
    cold, warm = [], []
    for _ in range(effort.starts):
        with tempfile.TemporaryDirectory(prefix="bench-compiled-") as folder:
            cold.append(_started(folder))
            warm.append(_started(folder))
    rows = [
        Row("start: command to first action, cold", _until(cold, "first act"), "s"),
        Row("start: command to first action, warm", _until(warm, "first act"), "s", most=MAX_START_S),
    ]
    # The steps of the controller, then those of the fastest worker.
    steps = ("pytest is there", "imported", "configured", "worker answers", "collected", "first scenario", "first act")
    words = ("Python and pytest", "imports", "inbox and portal", "workers", "collection", "hand-over", "first set-up")
    for name, before, after in zip(words, ("", *steps), steps, strict=False):
        spent = tuple(_moment(one, after) - (_moment(one, before) if before else one.began) for one in warm)
        rows.append(Row(f"  of that: {name}", spent, "s"))
    fixtures = {name: tuple(_fixture(one, name) for one in warm) for name in FIXTURES}
    return [*rows, *(Row(f"    first set-up: {name}", spent, "s") for name, spent in fixtures.items())]


def _started(folder: str) -> Session:
    # Where Python may not write compiled files, each start would be a cold one.
    environment = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
    workers = str(min(2, os.cpu_count() or 1))
    # One scenario runs; the whole catalogue is collected, as in a whole run.
    arguments = ["-n", workers, "-k", AUTOMATIC_SIGN_IN.rpartition("::")[2]]
    return run_session(arguments, ["tests.bench.plugins.moments"], environment=environment)


def _moment(session: Session, what: str) -> float:
    """When something first happened."""
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
