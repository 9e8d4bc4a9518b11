"""Notes that the processes of a run write, and the benchmark reads."""

import json
import os
import time
from pathlib import Path
from typing import Any

FOLDER = "BENCH_NOTES"


def note(what: str, **more: Any) -> None:
    """Write one note with the current time; each process has its own file."""
    line = {"what": what, "at": time.time(), "worker": os.environ.get("PYTEST_XDIST_WORKER", ""), **more}
    with (Path(os.environ[FOLDER]) / f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(line)}\n")


def read_notes(folder: Path) -> list[dict[str, Any]]:
    """All notes, oldest first."""
    lines = [line for path in folder.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()]
    return sorted((json.loads(line) for line in lines), key=lambda line: float(line["at"]))
