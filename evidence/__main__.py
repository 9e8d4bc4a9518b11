"""`python -m evidence report`: make, merge or open reports of runs."""

import argparse
import sys
import threading
import webbrowser
from contextlib import ExitStack, suppress
from pathlib import Path

from evidence.report.report import last_run, write_merged
from evidence.report.viewer import trace_viewer

MOST_VIEWERS = 4


def main() -> int:
    """Make the report of the last run, or one of all runs that are named; 2 and one line where that is impossible."""
    parser = argparse.ArgumentParser(prog="python -m evidence", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    report = commands.add_parser("report", help="make the report of a run, or one of several shards")
    report.add_argument("runs", nargs="*", type=Path, metavar="RUN", help="folder of a run; without, the last one")
    report.add_argument("--output", type=Path, default=Path("test-results"), help="the folder of all runs")
    report.add_argument("--open", action="store_true", help="open it, with its traces in Playwright's viewer")
    given = parser.parse_args()
    last = last_run(given.output)
    runs: list[Path] = given.runs or ([last] if last else [])
    if not runs:
        sys.stderr.write(f"No run to report: {given.output} holds no results. Run scenarios first: make e2e\n")
        return 2
    missing = [run for run in runs if not (run / "results").is_dir()]
    if missing:
        sys.stderr.write(f"{missing[0]} is no run's folder: it holds no results.\n")
        return 2
    written = write_merged(runs, given.output)
    sys.stdout.write(f"{written}\n")
    if given.open:
        _open(written, runs)
    return 0


def _open(written: Path, runs: list[Path]) -> None:
    """Open the report, and the first kept traces in the viewer, until the reader ends it with Ctrl-C."""
    webbrowser.open(written.resolve().as_uri())
    traces = sorted(path for run in runs for path in run.glob("*/trace*.zip"))
    with ExitStack() as viewers, suppress(KeyboardInterrupt):
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
