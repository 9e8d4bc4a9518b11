"""What a run needs before it starts anything: pytest's plugins, no options that change nothing, folders for results."""

import os
import tempfile
from itertools import zip_longest
from pathlib import Path
from typing import NoReturn

import pytest

AUTOLOAD = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
NEEDED = ("playwright", "xdist", "mailpit", "terminal")
"""The plugins without which no run can start, as `-p` names them."""
MOST = 64
"""Of workers, as in the settings: a mistyped number would start processes until the machine has no memory."""
UNUSED = {
    "--base-url": "set base_url of an environment, and choose it with --env",
    "--mailpit-url": "set MAILPIT_URL, or mailpit.url of an environment",
    "--mailpit-container": "set MAILPIT_URL to the container's address",
}
"""Options of other plugins that the suite does not read, and what does the same."""


def check_plugins(manager: pytest.PytestPluginManager) -> None:
    """Raise a usage error if an option turns off a plugin that the suite needs."""
    if os.environ.get(AUTOLOAD):
        raise pytest.UsageError(
            f"{AUTOLOAD} is set, and the suite needs its plugins: unset it, as in `env -u {AUTOLOAD}`."
        )
    for name in filter(manager.is_blocked, NEEDED):
        other = " For a run without workers use -n 0." if name == "xdist" else ""
        raise pytest.UsageError(f"-p no:{name} turns off a plugin that the suite needs: leave it out.{other}")


def refuse(message: str) -> NoReturn:
    """Raise a usage error of one sentence for what pytest can't parse: its own prints its usage and folders, too."""
    raise pytest.UsageError(f"{message.removeprefix('argument ')}. `pytest --help` lists the options.")


def check_options(config: pytest.Config) -> None:
    """Raise a usage error for an option that would change nothing, or can't be followed once the run has ended."""
    given = config.invocation_params.args
    for argument, following in zip_longest(given, given[1:]):
        name, sign, value = argument.partition("=")
        if name.startswith("--") and (following == "" or (sign and not value)):
            raise pytest.UsageError(f"{name} has no value: name one, or leave the option out.")
        if name in UNUSED:
            raise pytest.UsageError(f"{name} is not used here: {UNUSED[name]}.")
    for name, option in (("-n", "numprocesses"), ("--retry", "retry")):
        number = config.getoption(option)
        if isinstance(number, int) and not 0 <= number <= MOST:
            raise pytest.UsageError(f"{name} takes a number from 0 to {MOST}; got {number}.")
    if path := config.getoption("xmlpath"):
        check_results_folder(Path(path).absolute().parent, "--junitxml=FILE")


def fix_root(config: pytest.Config) -> None:
    """Tell workers which folder is the suite's: with `--output FOLDER` they would take that one for it.

    They read the command line again. When the first process read it, that folder was not there yet.
    """
    given = config.invocation_params
    arguments = [*given.args, f"--rootdir={config.rootpath}", f"--config-file={config.inipath}"]
    config.invocation_params = config.InvocationParams(args=arguments, plugins=given.plugins, dir=given.dir)


def check_results_folder(folder: Path, option: str = "--output=FOLDER") -> None:
    """Raise a usage error where what an option asks for can't be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise pytest.UsageError(
            f"Results can't be written to {folder} ({error.strerror}): name another folder with {option}."
        ) from None
