"""Where evidence goes: the run's folder, which can be shared, and a private one for raw recordings.

Raw recordings are full of secrets: only this user can read their folder, and it is deleted with its process.
"""

import os
import re
import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

RUN_NAME = pytest.StashKey[str]()
"""What a run's folder is named after its time, such as the environment; the plugin that reads the settings sets it."""
_FOLDER = pytest.StashKey[Path]()
_PREFIX = "evidence-"


def output_folder(config: pytest.Config) -> Path:
    """The folder of all runs, given by pytest-playwright's `--output`."""
    return Path(config.invocation_params.dir, config.getoption("--output")).absolute()


def run_folder(config: pytest.Config) -> Path:
    """The folder of this run, created at first use and shared by its workers."""
    if _FOLDER not in config.stash:
        worker = getattr(config, "workerinput", None)
        config.stash[_FOLDER] = Path(worker["evidence_run"]) if worker else _new_folder(config)
    return config.stash[_FOLDER]


def _new_folder(config: pytest.Config) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = "-".join(part for part in (stamp, config.stash.get(RUN_NAME, "")) if part)
    number = 1
    while True:
        folder = output_folder(config) / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:  # another run began in the same second
            number += 1
        else:
            return folder


def remove_if_empty(config: pytest.Config) -> None:
    """Remove the run's folder if nothing was written to it; only the controller does, not its workers."""
    if _FOLDER in config.stash and not hasattr(config, "workerinput"):
        with suppress(OSError):  # not empty, or gone
            config.stash[_FOLDER].rmdir()
            config.stash[_FOLDER].parent.rmdir()


def make_private_folder() -> Path:
    """Make the folder for raw recordings, and delete those that killed processes left behind."""
    _remove_left_folders()
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def remove_private_folder(folder: Path) -> None:
    """Delete this process's raw recordings, and those of workers that crashed."""
    shutil.rmtree(folder, ignore_errors=True)
    _remove_left_folders()


def _remove_left_folders() -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        process = left.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(FileNotFoundError):  # another run, started at the same moment, has deleted it
            if process.isdecimal() and left.stat().st_uid == os.getuid() and not _is_alive(int(process)):
                shutil.rmtree(left, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's, so it is running
        return True
    return True


def slug(text: str) -> str:
    """A text as a file name that every system allows."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "scenario"
