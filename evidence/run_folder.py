"""The folder of this run, which the first to need it makes; nobody deletes anybody else's."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

RUN_NAME = pytest.StashKey[str]()
"""What the run is called beside its time, such as its environment: whoever knows puts it into `config.stash`."""
_FOLDER = pytest.StashKey[Path]()


def output_folder(config: pytest.Config) -> Path:
    """Give the folder of all runs, which pytest-playwright's `--output` names."""
    return Path(config.invocation_params.dir, config.getoption("--output")).absolute()


def run_folder(config: pytest.Config) -> Path:
    """Give the run's folder, the same for all its workers and nobody else's."""
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


def forget_if_empty(config: pytest.Config) -> None:
    """Leave no folder of a run that came to nothing; workers leave that to their controller."""
    if _FOLDER in config.stash and not hasattr(config, "workerinput"):
        with suppress(OSError):  # not empty, or gone
            config.stash[_FOLDER].rmdir()
            config.stash[_FOLDER].parent.rmdir()
