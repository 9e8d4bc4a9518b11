"""The pytest plugin that keeps evidence: what each scenario leaves behind, and what the run says of itself.

For whoever knows the settings: put `DEFAULT_CAPTURE` and `RUN_NAME` into `config.stash` and, where a scenario's end
means something else than passed or failed, an `EXPECTATION` into `item.stash`. A test that uses the fixture `recording`
is a scenario; every other test is left alone.
"""

import shutil
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from evidence.attempt import ATTEMPT, Attempt
from evidence.catalogue.scenario import EXPECTATION, Expectation
from evidence.recording.capture_options import DEFAULT_CAPTURE, CaptureOptions, given_capture_options, take_over
from evidence.recording.pytest_reports import redact_report, redact_warning
from evidence.recording.recording import Recording
from evidence.recording.scratch import make_scratch
from evidence.report import closing
from evidence.run_folder import RUN_NAME, forget_if_empty, output_folder, run_folder

__all__ = ["DEFAULT_CAPTURE", "EXPECTATION", "RUN_NAME", "CaptureOptions", "Expectation", "Recording", "run_folder"]
pytest_plugins = ["evidence.verdicts.terminal"]
SCRATCH = pytest.StashKey[Path]()
_BEGAN = pytest.StashKey[float]()
_NO_REPORT = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what can be said about evidence; what to record is said with `--tracing`, `--video` and `--screenshot`."""
    group = parser.getgroup("evidence", "what a run leaves behind")
    group.addoption("--retry", type=int, default=0, metavar="N", help="Run a failed scenario again; then it is flaky.")
    group.addoption(
        "--bug-report", action="store_true", help="Record everything, pass or fail, and say where the zip to send is."
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the recorder's and the rerunner's options over before their own plugins read them."""
    config.stash[_BEGAN] = time.time()
    take_over(config)
    if config.getoption("retry"):
        config.option.reruns = config.getoption("retry")
    config.stash[SCRATCH] = make_scratch()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing raw behind, and no folder of a run that came to nothing."""
    forget_if_empty(config)
    if SCRATCH in config.stash:
        shutil.rmtree(config.stash[SCRATCH], ignore_errors=True)


def pytest_configure_node(node: Any) -> None:
    """Tell a worker where this run's evidence goes and what is wanted."""
    node.workerinput["evidence_run"] = str(run_folder(node.config))
    node.workerinput["evidence_capture_options"] = given_capture_options(node.config)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin an attempt at a scenario, before anything of it can fail."""
    if "recording" in getattr(item, "fixturenames", ()):
        item.stash[ATTEMPT] = Attempt(item)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Redact every report before any other plugin sees it, and finish the attempt with its last one."""
    report = yield
    redact_report(report)
    attempt = item.stash.get(ATTEMPT, None)
    if attempt is not None:
        attempt.note(report)
        report.scenario = {}  # type: ignore[attr-defined]
        if report.when == "teardown":
            told = closing.summary(attempt.finish(run_folder(item.config)))
            report.scenario = told | {"unwritten": attempt.unwritten}  # type: ignore[attr-defined]
            del item.stash[ATTEMPT]
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_warning_recorded(warning_message: Any) -> None:
    """Redact warnings before they are told."""
    redact_warning(warning_message)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Make the run's report, also of a run that was interrupted; workers leave that to their controller."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    try:
        closing.close(run_folder(config), output_folder(config), time.time() - config.stash[_BEGAN])
    except OSError as error:
        config.stash[_NO_REPORT] = str(error)
        session.exitstatus = session.exitstatus or pytest.ExitCode.INTERNAL_ERROR


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say where the report and the bundles are, or why there is none."""
    if _NO_REPORT in config.stash:
        terminalreporter.write_line(
            f"NO REPORT: {config.stash[_NO_REPORT]}. Make room there, or name another place: --output=FOLDER", red=True
        )
        return
    closing.tell(terminalreporter, run_folder(config), bug_report=config.getoption("bug_report"))
