"""`python -m evidence report` writes or opens a run's report; `python -m evidence merge` makes one of several runs."""

import argparse
import signal
import sys
import threading
import webbrowser
from contextlib import ExitStack, suppress
from pathlib import Path

from evidence.report.history import read_history
from evidence.report.html import write_report
from evidence.report.merge import write_merged
from evidence.report.results import ResultError, last_run, read_runs
from evidence.report.viewer import trace_viewer
from testkit.command_line import Parser

MOST_VIEWERS = 4


def main() -> int:
    """Run one of the two commands; returns 2 and prints one line if there is no run or it can't be read."""
    parser = Parser(prog="python -m evidence", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    report = commands.add_parser("report", help="write the report of a run again, or open it")
    report.add_argument("run", nargs="?", type=Path, metavar="RUN", help="folder of a run; default: the last one")
    report.add_argument("--open", action="store_true", help="open it, and its traces in Playwright's viewer")
    merge = commands.add_parser("merge", help="report, JUnit file, history, summary and issue of several runs")
    merge.add_argument(
        "--page", type=_address, default="", metavar="URL", help="address of the CI run, where its bundles are"
    )
    merge.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folder of a run, for example of a shard")
    for command in (report, merge):
        command.add_argument("--output", type=Path, default=Path("test-results"), help="the folder of all runs")
    given = parser.parse_args()
    try:
        return _merge(given.runs, given.output, given.page) if given.command == "merge" else _report(given)
    except ResultError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"The report can't be written: {error.strerror} ({error.filename}).")


def _report(given: argparse.Namespace) -> int:
    run = given.run or last_run(given.output)
    if run is None:
        return _fail(f"No run to report: {given.output} holds no results. Run scenarios first: make e2e")
    if not (run / "results").is_dir():
        return _fail(f"{run} is not the folder of a run: it holds no results.")
    path = run / "report.html"
    history = read_history(given.output)
    earlier = [line for line in history if line.get("run") != run.name]
    write_report(path, read_runs([run]), earlier)
    sys.stdout.write(f"{path}\n")
    if given.open:
        _open(path)
    return 0


def _merge(folders: list[Path], output: Path, page: str) -> int:
    runs = [run for run in folders if (run / "results").is_dir()]
    for folder in folders:
        if folder not in runs:
            sys.stderr.write(f"{folder} holds no results: it is left out.\n")
    if not runs:
        return _fail("None of these folders is the folder of a run: no machine has written a result.")
    sys.stdout.write(f"{write_merged(runs, output, page)}\n")
    return 0


def _address(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"must begin with http:// or https://, got '{text}'")
    return text


def _fail(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


def _open(report: Path) -> None:
    """Open the report, and the first traces in the viewer until Ctrl-C."""
    webbrowser.open(report.resolve().as_uri())
    traces = sorted(report.parent.glob("*/trace*.zip"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a viewer must not outlive this command
    with suppress(KeyboardInterrupt), ExitStack() as viewers:
        for trace in traces[:MOST_VIEWERS]:
            address = viewers.enter_context(trace_viewer(trace))
            sys.stdout.write(f"{trace.parent.name}: {address}\n")
        if len(traces) > MOST_VIEWERS:
            sys.stdout.write(f"{len(traces) - MOST_VIEWERS} more: python -m playwright show-trace TRACE\n")
        if traces:
            sys.stdout.write("Ctrl-C ends the trace viewers.\n")
            sys.stdout.flush()
            threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
