"""`python -m evidence report`; `merge` has tests of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from evidence.report.results import Result

ROOT = Path(__file__).parents[3]


def _report(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evidence", "report", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _shard(folder: Path, name: str) -> Path:
    Result(nodeid=f"e2e/a.py::{name}", name=name, chapter="A chapter", outcome="passed", seconds=1).write(
        folder / "results"
    )
    return folder


def test_the_last_run_is_reported(tmp_path: Path) -> None:
    _shard(tmp_path / "20261124T080000Z", "it was before")
    last = _shard(tmp_path / "20261124T090000Z", "it works")

    done = _report("--output", tmp_path)

    assert (done.returncode, done.stdout.strip()) == (0, str(last / "report.html"))
    assert "it works" in (last / "report.html").read_text("utf-8")


@pytest.mark.parametrize("arguments", [[], ["no-such-run"]])
def test_without_a_run_it_says_so(tmp_path: Path, arguments: list[str]) -> None:
    done = _report(*arguments, "--output", tmp_path)

    assert done.returncode == 2
    assert "holds no results" in done.stderr
    assert "Traceback" not in done.stderr
