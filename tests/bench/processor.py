"""Where the processor time of a catalogue goes: prints the table of docs/processor-time.md."""

import os
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testkit.command_line import Parser
from tests.bench.plugins.memory import family
from tests.bench.sessions import ROOT, run_session

KINDS = {
    "Chromium: pages": "--type=renderer",
    "Chromium: GPU": "--type=gpu-process",
    "Chromium: the rest": "chrom",
    "Playwright's driver": "/driver/node",
    "sandbox portal": "-m sandbox",
    "Mailpit": "mailpit",
    "pytest": "python",
}
"""What the command of each kind of process contains; the first that matches counts."""
OTHER = "other"
INTERVAL_SECONDS = 0.2
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure each stage of the flow by itself, on two workers, and print the table."""
    stages = sorted(path.name for path in (ROOT / "e2e").iterdir() if any(path.glob("test_*.py")))
    lines = []
    total: Counter[str] = Counter()
    scenarios = round_trips = 0
    for stage in stages:
        with sampled() as seconds:
            session = run_session(
                ["-n", "2", f"e2e/{stage}"], ["tests.bench.plugins.repeating", "tests.bench.plugins.round_trips"]
            )
        count = len(session.of("scenario"))
        trips = sum(int(line["count"]) for line in session.of("round trips"))
        lines.append(row(stage, count, seconds, trips))
        total += seconds
        scenarios += count
        round_trips += trips
        sys.stderr.write(f"{stage}: {count} scenarios in {session.seconds:.0f} s\n")
    head = ["scenarios in", "number", *KINDS, OTHER, "together", "each scenario", "round trips each"]
    table = [head, ["---"] * len(head), *lines, row("**all**", scenarios, total, round_trips)]
    sys.stdout.write("\n".join(f"| {' | '.join(cells)} |" for cells in table) + "\n")
    return 0


def row(name: str, count: int, seconds: Counter[str], trips: int) -> list[str]:
    """One line of the table, in seconds of processor time."""
    spent = [seconds[kind] for kind in (*KINDS, OTHER)]
    each = sum(spent) / count
    return [
        name,
        str(count),
        *(f"{one:.1f}" for one in spent),
        f"{sum(spent):.1f}",
        f"{each:.2f}",
        f"{trips / count:.0f}",
    ]


@contextmanager
def sampled() -> Iterator[Counter[str]]:
    """The processor time that this process's children use within the block, by kind; complete once it has ended."""
    found: Counter[str] = Counter()
    last: dict[str, dict[int, float]] = defaultdict(dict)
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(INTERVAL_SECONDS):
            for process in family(os.getpid())[1:]:
                used, kind = seconds_of(process), kind_of(process)
                if used is not None and kind:  # what has ended was counted before
                    last[kind][process] = used

    sampling = threading.Thread(target=sample)
    sampling.start()
    try:
        yield found
    finally:
        ended.set()
        sampling.join()
        found.update({kind: sum(used.values()) for kind, used in last.items()})


def seconds_of(process: int) -> float | None:
    """The processor time of a process so far, in seconds; None where it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def kind_of(process: int) -> str:
    """What kind of process this is, by its command; empty where it has ended."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return next((kind for kind, words in KINDS.items() if words in command), OTHER) if command else ""


if __name__ == "__main__":
    Parser("python -m tests.bench.processor", description=__doc__).parse_args()
    began = time.monotonic()
    status = main()
    sys.stderr.write(f"measured in {time.monotonic() - began:.0f} s\n")
    sys.exit(status)
