"""Run the suite against a patched sandbox: which scenarios fail, and with what message."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.provision.inbox import choose_inbox
from harness.provision.mailpit import Inbox
from harness.provision.progress import ProvisionError
from tests.defects.copies import Copy, patched_copy
from tests.defects.forks import RunError, run_pytest
from tests.defects.patches import Defect, PatchError

LONGEST_MESSAGE = 400


@dataclass(frozen=True)
class Failure:
    """A scenario that failed, and its message."""

    nodeid: str
    message: str

    @property
    def chapter(self) -> str:
        """The scenario's file, below e2e/."""
        return self.nodeid.partition("::")[0].removeprefix("e2e/")

    @property
    def scenario(self) -> str:
        """The scenario's name in words."""
        return self.nodeid.rpartition("::")[2].removeprefix("test_").replace("_", " ")


@dataclass(frozen=True)
class Verdict:
    """The result for a defect: caught by the first scenario that failed, or by none."""

    defect: Defect
    failure: Failure | None
    seconds: float
    problem: str = ""
    """Why there is no result."""

    @property
    def is_caught(self) -> bool:
        """Whether a scenario failed."""
        return self.failure is not None

    @property
    def is_expected(self) -> bool:
        """Whether a chapter failed that should."""
        return self.failure is not None and self.failure.chapter in self.defect.chapter


@contextmanager
def shared_inbox() -> Iterator[Inbox]:
    """One inbox for all portals; raises `RunError`."""
    try:
        choice = choose_inbox()
    except ProvisionError as error:
        raise RunError(f"There is no inbox for the portals' mail: {error}.") from None
    with choice.start() as inbox:
        yield inbox


def judge(defect: Defect, inbox: Inbox, *, project: str, likely_only: bool = False) -> Verdict:
    """Run the suite against a sandbox with this defect in one browser project, until the first scenario fails."""
    began = time.monotonic()
    first = [f"e2e/{chapter}" for chapter in defect.chapter]
    options = ["-n", "0", "-x", f"--project={project}"]
    likely = [*options, *(f"--likely={words}" for words in defect.scenario)]
    failures: list[Failure] = []
    problem = ""
    try:
        with patched_copy([defect], inbox, options=defect.options) as copy:
            # The likely chapters first: collecting the whole catalogue costs more than a quick scenario.
            failures = run_suite(copy, first, likely)
            if not failures and not likely_only:
                failures = run_suite(copy, ["e2e"], [*options, *(f"--ignore={chapter}" for chapter in first)])
    except (PatchError, RunError) as error:
        problem = str(error)
    return Verdict(defect, failures[0] if failures else None, time.monotonic() - began, problem)


def run_suite(copy: Copy, paths: Sequence[str], arguments: Sequence[str] = ()) -> list[Failure]:
    """Run scenarios against a patched portal; gives those that failed, in order."""
    options = ["-p", "tests.defects.listener", "-q", "--no-header", "--tb=no"]
    options += ["--config", str(copy.settings), "--failures", str(copy.failures), "--output", str(copy.folder / "runs")]
    run_pytest([*options, *arguments, *paths])
    return list(_noted(copy.failures))


def _noted(path: Path) -> Iterator[Failure]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for noted in map(json.loads, lines):
        yield Failure(noted["nodeid"], in_one_line(noted["message"]))


def in_one_line(message: str) -> str:
    """The message of a failure in one line, without Playwright's log and pytest's explanation."""
    said, _, log = message.partition("\nCall log:")
    if re.match(r"[\w.]*(Timeout)?Error: \w+\.\w+: Timeout", said):  # only the log names the obstacle
        said = " ".join([said, *dict.fromkeys(re.findall(r"waiting for .*|.* intercepts pointer events", log))])
    said = re.split(r"\nassert |\s*Newest messages in Mailpit", said)[0]
    said = re.sub(r"^[\w.]+(Error|Exception): ", "", re.sub(r"\s+", " ", said).strip())
    return said if len(said) <= LONGEST_MESSAGE else said[: LONGEST_MESSAGE - 1] + "…"
