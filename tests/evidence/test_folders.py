"""Raw recordings of a killed run are deleted by the next one, and runs do not disturb each other."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.folders import make_private_folder, remove_private_folder


@pytest.fixture
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def ended() -> int:
    """A process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_run_left_is_cleared_away(somewhere: Path, ended: int) -> None:
    left = somewhere / f"evidence-{ended}-abc"
    left.mkdir()

    mine = make_private_folder()

    assert list(somewhere.iterdir()) == [mine]
    assert mine.stat().st_mode & 0o077 == 0, "only its user may read it"


def test_what_a_worker_that_crashed_left_is_cleared_away_at_the_end(somewhere: Path, ended: int) -> None:
    mine = make_private_folder()
    (somewhere / f"evidence-{ended}-abc").mkdir()

    remove_private_folder(mine)

    assert list(somewhere.iterdir()) == []


def test_the_files_of_a_run_in_progress_stay(somewhere: Path) -> None:
    another = somewhere / f"evidence-{os.getppid()}-abc"
    another.mkdir()

    make_private_folder()

    assert another.is_dir()


def test_another_run_may_clear_away_the_same(somewhere: Path, ended: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def found_and_gone(folder: Path, _pattern: str) -> Iterator[Path]:
        yield folder / f"evidence-{ended}-gone"

    monkeypatch.setattr(Path, "glob", found_and_gone)

    assert make_private_folder().parent == somewhere
