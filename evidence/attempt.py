"""One attempt at one scenario, from its first report to its result and its bundle."""

import platform
import shutil
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evidence.catalogue.scenario import EXPECTATION, About, Expectation, about
from evidence.recording.capture_options import capture_options
from evidence.recording.pytest_reports import reason_of
from evidence.recording.trace import LeakError
from evidence.report.bundle import bundle_name, write_bundle
from evidence.report.results import Result
from testkit.secrets.vault import vault

if TYPE_CHECKING:
    from evidence.recording.recording import Recording

VERSIONS = ", ".join(
    [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in ("playwright", "pytest"))]
)
ATTEMPT = pytest.StashKey["Attempt"]()


class Attempt:
    """Collects the reports of setup, call and teardown, and writes what they amount to."""

    def __init__(self, item: pytest.Item) -> None:
        self.number = int(getattr(item, "execution_count", 1))
        self.recording: Recording | None = None
        self.unwritten = ""
        """Why the result could not be written, where it could not."""
        self._about: About = about(item)
        self._nodeid = item.nodeid
        self._capture_options = capture_options(item.config)
        self._expected = item.stash.get(EXPECTATION, Expectation())
        self._reports: dict[str, pytest.TestReport] = {}
        self._began = time.time()

    @property
    def interrupted(self) -> bool:
        """Whether the run ended in the middle: nothing was reported of a call that had begun."""
        setup = self._reports.get("setup")
        return setup is not None and setup.passed and "call" not in self._reports

    def note(self, report: pytest.TestReport) -> None:
        """Take in one phase."""
        self._reports[str(report.when)] = report
        if self.recording:
            self.recording.failed = self.failed

    @property
    def failed(self) -> bool:
        """Whether anything has gone wrong so far that a person should look at."""
        return self.interrupted or self.outcome in {"failed", "finding"}

    @property
    def outcome(self) -> str:
        """What became of the attempt so far."""
        reports = self._reports
        call = reports.get("call")
        if self.interrupted or any(report.failed for report in reports.values() if report is not call):
            return "failed"  # a broken precondition or clean-up is never a mere finding
        if call is not None and call.failed:
            return self._expected.failing
        if any(report.skipped for report in reports.values()):
            return "skipped"
        return self._expected.passing

    def finish(self, run: Path) -> Result:
        """Write the bundle, where one is kept, and the result; gives the result."""
        told: dict[str, Any] = {"started": self._began}
        bundle = problem = ""
        if self.recording:
            self.recording.failed = self.failed
            try:
                self.recording.develop(browser_is_alive=False)
            except LeakError as error:
                problem = str(error)
            told = self.recording.told()
        result = self._result(told)
        if self._capture_options.keeps(failed=self.failed) and result.outcome != "skipped" and not problem:
            try:
                bundle = self._write_bundle(run, result)
            except (LeakError, OSError) as error:  # a full disk must not hide what the scenario found
                problem = f"{type(error).__name__}: {error}"
        if problem:
            result = Result(**{**asdict(result), "details": f"{result.details}\n\nNo bundle: {vault.redact(problem)}"})
        result = Result(**{**asdict(result), "bundle": bundle})
        try:
            result.write(run / "results")
        except OSError as error:  # the terminal tells of the scenario all the same
            self.unwritten = f"not in the report: {error}"
        if self.recording:
            self.recording.forget()
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

    def _result(self, told: dict[str, Any]) -> Result:
        reports = list(self._reports.values())
        telling = [one for one in reports if one.failed or one.skipped]
        facts = {**self._where(), **told.pop("facts", {}), "versions": VERSIONS}
        facts.setdefault("replay", f'pytest "{self._nodeid}"')
        return Result(
            nodeid=self._nodeid,
            name=self._about.name,
            chapter=self._about.chapter,
            outcome=self.outcome,
            seconds=round(sum(report.duration for report in reports), 3),
            reason=reason_of(telling[0]) if telling else "The run was interrupted here." if self.interrupted else "",
            details="\n\n".join(_details(report) for report in telling if not isinstance(report.longrepr, tuple)),
            source_kind=self._about.source_kind,
            source=self._about.source,
            statements=self._about.statements,
            marks=self._about.marks,
            attempt=self.number,
            facts=facts,
            **told,
        )

    def _where(self) -> dict[str, str]:
        names = {"browser_name": "project", "target_name": "environment"}
        return {names[name]: value for name, value in self._about.where.items()}


def _details(report: pytest.TestReport) -> str:
    captured = "".join(f"\n--- {title} ---\n{text}" for title, text in report.sections if text.strip())
    return f"{report.longreprtext}{captured}"
