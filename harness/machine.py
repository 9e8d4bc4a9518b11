"""What a run needs of this machine before it starts anything: pytest's plugins, and a folder for its results."""

import os
import tempfile
from pathlib import Path

import pytest

AUTOLOAD = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
NEEDED = ("playwright", "xdist", "mailpit", "terminal")
"""The plugins without which no run can start, as `-p` names them."""


def check_plugins(manager: pytest.PytestPluginManager) -> None:
    """Raise a usage error where pytest was told not to load a plugin that the suite needs."""
    if os.environ.get(AUTOLOAD):
        raise pytest.UsageError(
            f"{AUTOLOAD} is set, and the suite needs its plugins: unset it, as in `env -u {AUTOLOAD}`."
        )
    for name in filter(manager.is_blocked, NEEDED):
        other = " For a run without workers use -n 0." if name == "xdist" else ""
        raise pytest.UsageError(f"-p no:{name} turns off a plugin that the suite needs: leave it out.{other}")


def check_results_folder(folder: Path) -> None:
    """Raise a usage error where results can't be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise pytest.UsageError(
            f"Results can't be written to {folder} ({error.strerror}): name another folder with --output=FOLDER."
        ) from None
