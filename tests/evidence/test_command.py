"""`python -m evidence` and the place for raw recordings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.recording.scratch import make_scratch
from evidence.report.results import Result

HOUSE = Path(__file__).parents[2]


def _report(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evidence", "report", *map(str, arguments)]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)


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


def test_shards_are_merged(tmp_path: Path) -> None:
    one, two = _shard(tmp_path / "one", "it works here"), _shard(tmp_path / "two", "it works there")

    done = _report(one, two, "--output", tmp_path)

    html = Path(done.stdout.strip()).read_text("utf-8")
    assert "it works here" in html
    assert "it works there" in html


@pytest.mark.parametrize("arguments", [[], ["no-such-run"]])
def test_where_there_is_no_run_it_says_so(tmp_path: Path, arguments: list[str]) -> None:
    done = _report(*arguments, "--output", tmp_path)

    assert done.returncode == 2
    assert "holds no results" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    left, living = tmp_path / f"evidence-{ended.pid}-abc", tmp_path / f"evidence-{os.getppid()}-abc"
    left.mkdir()
    living.mkdir()

    made = make_scratch()

    assert not left.exists()
    assert living.exists()
    assert made.stat().st_mode & 0o077 == 0
