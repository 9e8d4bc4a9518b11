"""A place for what is still full of secrets: only this user can read it, and it goes with the process that made it."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_PREFIX = "evidence-"


def make_scratch() -> Path:
    """Make a folder for raw recordings, and clear away those of processes that were killed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        process = left.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(FileNotFoundError):  # another run, started at the same moment, has cleared it away
            if process.isdecimal() and left.stat().st_uid == os.getuid() and not _is_alive(int(process)):
                shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, alive
        return True
    return True
