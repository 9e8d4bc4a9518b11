"""Measure the suite: `python -m tests.bench --help` explains."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from testkit.command_line import Parser
from tests.bench import growth, measures
from tests.bench.measures import FULL, QUICK, Effort
from tests.bench.sessions import ROOT, BenchError
from tests.bench.table import Row, table

MEASURES: dict[str, Callable[[Effort], list[Row]]] = {
    "scenario": measures.scenario,
    "mail": measures.mail,
    "start": measures.start,
    "workers": growth.workers,
    "scenarios": growth.scenarios,
    "inbox": growth.inbox,
}


def main(arguments: Sequence[str]) -> int:
    """Run the measures that were asked for. A missed target is printed and fails nothing: the machine may be busy."""
    parser = Parser("python -m tests.bench", description="Measures the suite on the sandbox.")
    parser.add_argument("--quick", action="store_true", help="few repeats: a quick look, not a result")
    parser.add_argument("--only", choices=MEASURES, action="append", help="only this measure; may be given twice")
    given = parser.parse_args(arguments)
    effort, rows = QUICK if given.quick else FULL, list[Row]()
    for name in given.only or MEASURES:
        began = time.monotonic()
        try:
            rows += MEASURES[name](effort)
        except BenchError as error:
            sys.stderr.write(f"bench: {name}: {error}\n")
            return 1
        sys.stderr.write(f"{name}: measured in {time.monotonic() - began:.0f} s\n")
    sys.stdout.write(f"{table(rows)}\n")
    write(rows, ROOT / "test-results" / "bench.json", quick=given.quick)
    return 0


def write(rows: Sequence[Row], path: Path, *, quick: bool) -> None:
    """Write every sample to a file."""
    path.parent.mkdir(exist_ok=True)
    head = {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "quick": quick}
    path.write_text(json.dumps({**head, "rows": [row.as_data() for row in rows]}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
