"""The pytest plugin that keeps evidence: the results and bundles of scenarios, and the report of the run.

The plugin that reads the settings sets `DEFAULT_CAPTURE` and `RUN_NAME` in `config.stash`. Only scenarios (tests under
e2e/) are recorded; other tests are reported as pytest does.
"""

import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from evidence.attempt import ATTEMPT, Attempt
from evidence.catalogue.entry import is_scenario
from evidence.folders import (
    RUN_NAME,
    make_private_folder,
    output_folder,
    remove_if_empty,
    remove_private_folder,
    run_folder,
)
from evidence.recording.capture_options import DEFAULT_CAPTURE, CaptureOptions, given_capture_options, take_over
from evidence.recording.failure import explain, message_of, raise_redacted, redacted_error, without_frames
from evidence.recording.pytest_reports import (
    OPTION,
    redact_captured,
    redact_internal_error,
    redact_junit,
    redact_log_records,
    redact_printed_text,
    redact_report,
    redact_terminal,
    redact_text,
    redact_warning,
    refuse_debug_output,
    show_failure,
    with_secret,
)
from evidence.report import closing

__all__ = ["DEFAULT_CAPTURE", "RUN_NAME", "CaptureOptions", "run_folder"]
pytest_plugins = ["evidence.verdicts.terminal"]
PRIVATE_FOLDER = pytest.StashKey[Path]()
_BEGAN = pytest.StashKey[float]()
_NO_REPORT = pytest.StashKey[str]()


class InternalErrors:
    """Errors of pytest or of a plugin, in this process or in a worker."""

    def __init__(self) -> None:
        self.happened = False

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_internalerror(self, excrepr: Any) -> Generator[None, object, object]:
        """Redact the error, and note it: a worker's other scenarios did not run, and xdist lets such a run pass."""
        self.happened = True
        redact_internal_error(excrepr)
        return (yield)


_INTERNAL_ERRORS = pytest.StashKey[InternalErrors]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--retry` and `--bug-report`; pytest-playwright has `--tracing`, `--video` and `--screenshot`."""
    group = parser.getgroup("evidence", "what a run leaves behind")
    group.addoption(
        "--retry",
        type=int,
        default=0,
        metavar="N",
        help="Run a failed scenario up to N times more.",
    )
    group.addoption(OPTION, action="store_true", help="Allow debuggers and debug output, unredacted.")
    group.addoption(
        "--bug-report",
        action="store_true",
        help="Record everything, pass or fail, and print the zip to send.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take over the options of pytest-playwright and pytest-rerunfailures before those plugins read them."""
    refuse_debug_output(config)
    redact_printed_text(config)
    config.stash[_BEGAN] = time.time()
    take_over(config)
    redact_log_records()
    config.stash[_INTERNAL_ERRORS] = InternalErrors()
    config.pluginmanager.register(config.stash[_INTERNAL_ERRORS])
    if config.getoption("retry"):
        config.option.reruns = config.getoption("retry")
    config.stash[PRIVATE_FOLDER] = make_private_folder()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Redact the terminal, whose reporter is there by now."""
    redact_terminal(session.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Delete raw recordings, and the run's folder if nothing was written to it."""
    remove_if_empty(config)
    if PRIVATE_FOLDER in config.stash:
        remove_private_folder(config.stash[PRIVATE_FOLDER])


def pytest_configure_node(node: Any) -> None:
    """Send a worker the run's folder and the capture options."""
    node.workerinput["evidence_run"] = str(run_folder(node.config))
    node.workerinput["evidence_capture_options"] = given_capture_options(node.config)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin an attempt at a scenario, before anything of it can fail."""
    if is_scenario(item):
        item.stash[ATTEMPT] = Attempt(item)


@pytest.hookimpl(wrapper=True, trylast=True)  # the innermost: reporters have wrappers of their own
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Redact every report before another plugin sees it, and finish the attempt at its last one."""
    redact_captured(item)
    report = yield
    attempt = item.stash.get(ATTEMPT, None)
    failure = None
    if attempt is not None and report.failed and call.excinfo:
        ended = attempt.browser_ended and call.when != "teardown"  # the last scenario's teardown closes the browser
        explained = explain(call.excinfo, call.when, item.config.rootpath, browser_ended=ended)
        failure = show_failure(report, explained, with_code=item.config.get_verbosity() > 1)
        call.excinfo = without_frames(redacted_error(call.excinfo.value, failure.reason))
    elif attempt is not None and call.excinfo:  # skipped, or an expected failure
        error = call.excinfo.value
        call.excinfo = without_frames(redacted_error(error, redact_text(message_of(error))))
    redact_report(report)
    if attempt is not None:
        attempt.note(report, failure)
        report.scenario = {}  # type: ignore[attr-defined]
        if report.when == "teardown":
            summary = closing.summary(attempt.finish(run_folder(item.config)))
            report.scenario = summary | {"unwritten": attempt.unwritten}  # type: ignore[attr-defined]
            del item.stash[ATTEMPT]
    return report


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
    """Redact the errors of fixtures, in set-up and clean-up, before a reporter sees them."""
    __tracebackhide__ = True
    try:
        value = yield
    except BaseException as error:  # noqa: BLE001 - it is raised again
        raise_redacted(error, redact_text)
    finalizers = fixturedef._finalizers  # noqa: SLF001 - pytest has no hook for one finalizer
    finalizers[:] = [redacting(finalizer) for finalizer in finalizers]
    return value


def redacting(act: Callable[[], object]) -> Callable[[], object]:
    """The same function, whose errors are redacted."""

    def act_redacted() -> object:
        __tracebackhide__ = True
        try:
            return act()
        except BaseException as error:  # noqa: BLE001 - it is raised again
            raise_redacted(error, redact_text)

    return act_redacted


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse scenarios with a secret in their name or mark; redact the error of a file that can't be collected."""
    report = yield
    scenarios = [one for one in report.result or () if isinstance(one, pytest.Item) and is_scenario(one)]
    if refused := with_secret(scenarios):
        report.outcome, report.result = "failed", []
        report.longrepr = (
            f"The name of {redact_text(refused[0].nodeid)}, or the reason of its skip or xfail, has a secret in it; "
            "both are in every report. Give its parameters names: pytest.param(value, id=…)."
        )
    redact_report(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)  # wrappers come before the hooks of all reporters
def pytest_runtest_logreport(report: pytest.TestReport) -> Generator[None, object, object]:
    """Redact what was added to a report after it was made: words and output of subtests, reasons of marks."""
    if hasattr(report, "context") or hasattr(report, "wasxfail"):
        redact_report(report)
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_warning_recorded(warning_message: Any) -> None:
    """Redact warnings before they are reported."""
    redact_warning(warning_message)


@pytest.hookimpl(wrapper=True, trylast=True)  # the innermost: the terminal's wrapper prints where the report is
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Write the run's report, also if it was interrupted; only the controller does, not its workers."""
    result = yield
    config = session.config
    if hasattr(config, "workerinput"):
        return result
    if config.stash[_INTERNAL_ERRORS].happened:
        session.exitstatus = session.exitstatus or pytest.ExitCode.INTERNAL_ERROR
    try:
        redact_junit(config)
        closing.close(run_folder(config), output_folder(config), time.time() - config.stash[_BEGAN])
    except Exception as error:  # noqa: BLE001 - whatever goes wrong here, the verdicts are printed and stand
        config.stash[_NO_REPORT] = f"{type(error).__name__}: {error}"
        session.exitstatus = session.exitstatus or pytest.ExitCode.INTERNAL_ERROR
    return result


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print where the report and the bundles are, or why there are none."""
    if _NO_REPORT in config.stash:
        terminalreporter.write_line(
            f"NO REPORT: {config.stash[_NO_REPORT]}. Free space there, or choose another folder: --output=…",
            red=True,
        )
        return
    reports = [one for reports in terminalreporter.stats.values() for one in reports]
    if unwritten := sum(bool((getattr(one, "scenario", None) or {}).get("unwritten")) for one in reports):
        terminalreporter.write_line(
            f"INCOMPLETE REPORT: {unwritten} of the scenarios could not be written. "
            "Free space there, or choose another folder: --output=…",
            red=True,
        )
    closing.print_failures(terminalreporter, run_folder(config))
    closing.print_unverified(terminalreporter, run_folder(config))
    closing.print_repeated(terminalreporter, run_folder(config))
    closing.print_summary(terminalreporter, run_folder(config), bug_report=config.getoption("bug_report"))
