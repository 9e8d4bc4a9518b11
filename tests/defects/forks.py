"""The suite, imported once and forked for each run, which then costs a portal, a browser and the scenario."""

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

LONGEST_RUN = 2400  # seconds; the whole catalogue on a busy machine
LAST_WORDS = 10  # seconds
GREEN = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
Result = TypeVar("Result")


class RunError(Exception):
    """The suite did not run at all; what it said last."""


class _LaterImports:
    """What a run of scenarios imports when it comes to that: pytest is to be there, as it is then."""

    def pytest_collection_finish(self) -> None:
        """Import them."""
        from testkit.members.member import one_faker

        for name in (
            "evidence.report.bundle",
            "evidence.report.junit",
            "evidence.report.report",
            "testkit.attacks.forged_tokens",
        ):
            importlib.import_module(name)
        one_faker()


def warm_up() -> None:
    """Import whatever a run of the suite imports; raises `RunError`."""
    run_pytest(["--collect-only", "-q", "e2e"], [_LaterImports()])


def run_pytest(arguments: Sequence[str], plugins: Sequence[object] = ()) -> None:
    """Run pytest in this process, unheard; raises `RunError` where it did not come to run scenarios."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        with _speaking_to(said.fileno()):
            code = pytest.main(list(arguments), plugins)
        if code not in GREEN:
            said.seek(0)
            lines = [line for line in said.read().splitlines() if line.strip()]
            raise RunError(f"The suite did not run: {' / '.join(lines[-3:]) or 'it ended without a word'}")


@contextmanager
def _speaking_to(file: int) -> Iterator[None]:
    """Let all that this process and its children say go into a file."""
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


def each_in_a_fork(
    jobs: Sequence[Callable[[], Result]], *, side_by_side: int
) -> Iterator[tuple[int, Result | RunError]]:
    """Do each job in a process of its own; gives its place and what came of it, in the order in which they end."""
    context = get_context("fork")
    waiting = list(enumerate(jobs))
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < side_by_side:
                place, job = waiting.pop(0)
                ours, theirs = context.Pipe(duplex=False)
                process: BaseProcess = context.Process(target=_do, args=(job, theirs))
                process.start()
                theirs.close()
                running[ours] = (place, process)
            ended = wait(list(running))
            for answer in [one for one in running if one in ended]:
                place, process = running.pop(answer)
                yield place, _received(answer, process)
    finally:
        for _, process in running.values():
            _end(process)


def in_a_fork(job: Callable[[], Result]) -> Result:
    """Do one job in a process of its own; raises `RunError`."""
    _, result = next(each_in_a_fork([job], side_by_side=1))
    if isinstance(result, RunError):
        raise result
    return result


def _do(job: Callable[[], Any], answer: Connection) -> None:
    signal.alarm(LONGEST_RUN)  # ends this process, whatever it hangs on
    try:
        answer.send(job())
    except RunError as error:
        answer.send(error)


def _end(process: BaseProcess) -> None:
    # As Ctrl-C does, so that it clears its things away.
    if process.pid and process.is_alive():
        os.kill(process.pid, signal.SIGINT)
    process.join(LAST_WORDS)
    process.terminate()
    process.join()


def _received(answer: Connection, process: BaseProcess) -> Any:
    try:
        return answer.recv()
    except EOFError:
        return RunError("A run ended in the middle.")
    finally:
        process.join()
        answer.close()
