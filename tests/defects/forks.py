"""The suite, imported once and forked for each run: a run then costs only a portal, a browser and the scenario."""

import importlib
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

import pytest

TIMEOUT_SECONDS = 5400  # seconds; the whole catalogue on a slow portal, on a busy machine
END_SECONDS = 10  # seconds
GREEN = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
Result = TypeVar("Result")


class RunError(Exception):
    """The suite did not run at all; the message holds its last lines."""


class _LaterImports:
    """Imports what a run of scenarios imports late; it has to happen inside pytest, as it does in a run."""

    def pytest_collection_finish(self) -> None:
        """Import them."""
        from testkit.members.member import one_faker

        for name in (
            "evidence.report.bundle",
            "evidence.report.junit",
            "evidence.report.html",
            "testkit.attacks.forged_tokens",
        ):
            importlib.import_module(name)
        one_faker()


def warm_up() -> None:
    """Import whatever a run of the suite imports; raises `RunError`."""
    run_pytest(["--collect-only", "-q", "e2e"], [_LaterImports()])


def run_pytest(arguments: Sequence[str], plugins: Sequence[object] = ()) -> None:
    """Run pytest in this process without output; raises `RunError` where it did not get to run scenarios."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        with _output_to(output.fileno()):
            code = pytest.main(list(arguments), plugins)
        if code not in GREEN:
            output.seek(0)
            lines = [line for line in output.read().splitlines() if line.strip()]
            raise RunError(f"The suite did not run: {' / '.join(lines[-3:]) or 'it ended without output'}")


@contextmanager
def _output_to(file: int) -> Iterator[None]:
    """Send the output of this process and its children to a file."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    try:
        os.dup2(file, 1)
        os.dup2(file, 2)
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for mine, number in zip(kept, (1, 2), strict=True):
            os.dup2(mine, number)
            os.close(mine)


def each_in_a_fork(jobs: Sequence[Callable[[], Result]], *, parallel: int) -> Iterator[tuple[int, Result | RunError]]:
    """Run each job in its own process; gives each one's index and result, in the order in which they end."""
    context = get_context("fork")
    waiting = list(enumerate(jobs))
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < parallel:
                index, job = waiting.pop(0)
                ours, theirs = context.Pipe(duplex=False)
                process: BaseProcess = context.Process(target=_do, args=(job, theirs))
                process.start()
                theirs.close()
                running[ours] = (index, process)
            ended = wait(list(running))
            for answer in [one for one in running if one in ended]:
                index, process = running.pop(answer)
                yield index, _received(answer, process)
    finally:
        _end([process for _, process in running.values()])


def in_a_fork(job: Callable[[], Result]) -> Result:
    """Run one job in its own process; raises `RunError`."""
    _, result = next(each_in_a_fork([job], parallel=1))
    if isinstance(result, RunError):
        raise result
    return result


def _do(job: Callable[[], Any], answer: Connection) -> None:
    # Its own group: Ctrl-C and `timeout` signal a whole group, and one that is interrupted twice can't clean up.
    os.setpgrp()
    signal.alarm(TIMEOUT_SECONDS)  # ends this process if it hangs
    try:
        answer.send(job())
    except RunError as error:
        answer.send(error)
    except KeyboardInterrupt:
        pass  # nobody waits for the answer any more, and multiprocessing would print where it stopped


def _end(processes: Sequence[BaseProcess]) -> None:
    """Let those that still run clean up, as after Ctrl-C; nothing interrupts this, since it takes seconds at most."""
    if not processes:
        return
    kept = signal.signal(signal.SIGINT, signal.SIG_IGN)
    for process in processes:
        if process.pid and process.is_alive():
            os.kill(process.pid, signal.SIGINT)
    for process in processes:
        process.join(END_SECONDS)
        process.terminate()
        process.join()
    signal.signal(signal.SIGINT, kept)


def _received(answer: Connection, process: BaseProcess) -> Any:
    try:
        return answer.recv()
    except EOFError:
        return RunError("A run ended before it had a result.")
    finally:
        process.join()
        answer.close()
