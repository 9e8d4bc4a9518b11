"""The pytest plugin for `--watch`: after each change of the code, another pytest runs what the change touches."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from harness.watch.touched import WATCHED, arguments_for

_A_SECOND = 1000


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--watch`."""
    parser.getgroup("portal").addoption(
        "--watch", action="store_true", help="Wait for changes, and run the scenarios that each one touches."
    )


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Run nothing in this process, but watch until Ctrl-C."""
    if not config.getoption("watch"):
        return None
    if config.getoption("catalogue"):
        raise pytest.UsageError("--watch runs scenarios and --catalogue lists them: leave one of them out.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a run must not outlive this process
    given = [
        str(one) for one in config.invocation_params.args if one != "--watch" and one not in config.option.file_or_dir
    ]
    with suppress(KeyboardInterrupt):
        if refused := _refused(config.rootpath, given):
            sys.stderr.write(refused)
            return pytest.ExitCode.USAGE_ERROR
        _watch(config.rootpath, given)
    return 0


def _refused(root: Path, given: list[str]) -> str:
    """What pytest says of wrong options; nothing where they are right."""
    command = [sys.executable, "-m", "pytest", *given, "--collect-only", "-q"]
    listed = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    return listed.stderr if listed.returncode == pytest.ExitCode.USAGE_ERROR else ""


def _watch(root: Path, given: list[str]) -> None:
    from watchfiles import PythonFilter, watch

    folders = [root / room for room in WATCHED]
    is_ready = False
    for changes in watch(*folders, watch_filter=PythonFilter(), rust_timeout=_A_SECOND, yield_on_timeout=True):
        if not is_ready:  # only now no change is missed
            is_ready = True
            _say(f"Watching {', '.join(WATCHED)}: a change runs the scenarios that it touches. Ctrl-C ends.")
        paths = sorted({Path(path) for _, path in changes})
        if arguments := arguments_for(paths, root) if paths else []:
            _say(f"Changed: {', '.join(path.relative_to(root).as_posix() for path in paths)}")
            _run([*given, *arguments], root)
            _say("Watching. Ctrl-C ends.")


def _run(arguments: Iterable[str], root: Path) -> None:
    """Run pytest to its end; its processes are a group of their own, which gets one Ctrl-C and ends by itself."""
    command = [sys.executable, "-m", "pytest", *arguments]
    with subprocess.Popen(command, cwd=root, start_new_session=True) as process:
        try:
            process.wait()
        except KeyboardInterrupt:
            os.killpg(process.pid, signal.SIGINT)
            process.wait()
            raise


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
