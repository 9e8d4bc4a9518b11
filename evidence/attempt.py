"""One attempt at one scenario, from its first report to its result and its bundle."""

import platform
import shutil
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evidence.catalogue.entry import Entry, entry_of
from evidence.recording.capture_options import capture_options
from evidence.recording.failure import Failure
from evidence.recording.pytest_reports import reason_of, redact_text
from evidence.report.bundle import bundle_name, write_bundle
from evidence.report.history import read_history, since
from evidence.report.results import Result
from evidence.verdicts.outcome import EXPECTATION, Expectation, outcome_of
from testkit.secrets.vault import vault

if TYPE_CHECKING:
    from evidence.recording.recording import Recording

VERSIONS = ", ".join(
    [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in ("playwright", "pytest"))]
)
ATTEMPT = pytest.StashKey["Attempt"]()


class Attempt:
    """Collects the reports of set-up, call and teardown, and writes the result and its bundle."""

    def __init__(self, item: pytest.Item) -> None:
        self.number = int(getattr(item, "execution_count", 1))
        self.recording: Recording | None = None
        self.unwritten = ""
        """Why the result could not be written; empty if it was."""
        self._entry: Entry = entry_of(item)
        self._nodeid = item.nodeid
        self._capture_options = capture_options(item.config)
        self._expected = item.stash.get(EXPECTATION, Expectation())
        self._reports: dict[str, pytest.TestReport] = {}
        self._failures: dict[str, Failure] = {}
        self._began = time.time()

    @property
    def interrupted(self) -> bool:
        """Whether the run ended in the middle: nothing was reported of a call that had begun."""
        setup = self._reports.get("setup")
        return setup is not None and setup.passed and "call" not in self._reports

    @property
    def browser_ended(self) -> bool:
        """Whether the scenario's browser has crashed or was ended by something else."""
        return self.recording is not None and self.recording.browser_ended

    def note(self, report: pytest.TestReport, failure: Failure | None) -> None:
        """Note the report of one phase, and why it failed."""
        self._reports[str(report.when)] = report
        if failure:
            self._failures[str(report.when)] = failure
        if self.recording:
            self.recording.failed = self.failed

    @property
    def failed(self) -> bool:
        """Whether anything has gone wrong so far that a person should look at."""
        return self.interrupted or self.outcome in {"failed", "finding"}

    @property
    def outcome(self) -> str:
        """How the attempt ended, by its reports so far."""
        return "failed" if self.interrupted else outcome_of(self._reports, self._expected)

    def finish(self, run: Path) -> Result:
        """Write the result and, if one is kept, the bundle; returns the result. No verdict depends on either."""
        recorded: dict[str, Any] = {"started": self._began}
        if self.recording:
            self.recording.failed = self.failed
            with self.recording.noting_problems("evidence"):
                self.recording.finalize(browser_is_alive=False)
            with self.recording.noting_problems("calls, steps and mails"):
                recorded = self.recording.to_dict()
            recorded["problems"] = [redact_text(problem) for problem in self.recording.problems]
        result = self._result(recorded)
        if result.outcome in {"failed", "finding"}:
            result = replace(result, since=since(read_history(run.parent), result))
        if self._capture_options.keeps(failed=self.failed) and result.outcome not in {"skipped", "limited"}:
            try:
                result = replace(result, bundle=self._write_bundle(run, result))
            except Exception as error:  # noqa: BLE001 - a full disk, say, must not hide what the scenario found
                problem = redact_text(f"No bundle: {type(error).__name__}: {error}")
                result = replace(result, problems=[*result.problems, problem])
        try:
            result.write(run / "results")
        except OSError as error:  # the terminal still shows the scenario
            self.unwritten = f"not in the report: {error}"
        if self.recording:
            self.recording.discard()
        return result

    def _write_bundle(self, run: Path, result: Result) -> str:
        recording = self.recording
        folder = write_bundle(run, result, recording.contents if recording else None, vault)
        if recording and recording.videos and self._capture_options.video != "off":
            beside = run / "not-for-sharing"
            beside.mkdir(exist_ok=True)
            for number, video in enumerate(recording.videos, start=1):
                if video.exists():
                    shutil.move(video, beside / f"{bundle_name(result)}-{number}.webm")
        return folder.name

    def _result(self, recorded: dict[str, Any]) -> Result:
        reports = list(self._reports.values())
        telling = [one for one in reports if one.failed or one.skipped]
        facts = {**self._where(), **recorded.pop("facts", {}), "versions": VERSIONS}
        facts.setdefault("replay", f'pytest "{self._nodeid}"')
        return Result(
            nodeid=self._nodeid,
            name=self._entry.title,
            chapter=self._entry.chapter,
            outcome=self.outcome,
            seconds=round(sum(report.duration for report in reports), 3),
            reason=reason_of(telling[0]) if telling else "The run was interrupted here." if self.interrupted else "",
            details="\n\n".join(map(self._details, telling)).strip(),
            id=self._entry.id,
            accepted_by=list(self._expected.accepted_by),
            source_kind=self._entry.kind,
            source=self._entry.source,
            statements=list(self._entry.statements),
            marks=list(self._entry.marks),
            attempt=self.number,
            prepared=self._reports["setup"].stop,
            facts=facts,
            **recorded,
        )

    def _where(self) -> dict[str, str]:
        where = {"project": self._entry.project, "environment": self._entry.environment}
        return {name: value for name, value in where.items() if value}

    def _details(self, report: pytest.TestReport) -> str:
        """What only developers want to know: the lines of the suite, what the page offered, captured output."""
        failure = self._failures.get(str(report.when))
        parts = [failure.place, f"--- The page then ---\n{failure.page}" if failure.page else ""] if failure else []
        parts += [f"--- {title} ---\n{text}" for title, text in report.sections if text.strip()]
        return "\n\n".join(filter(None, parts))
