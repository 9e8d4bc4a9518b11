"""The sandbox as a process: its sockets, the server on them, and when it ends."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator

import uvicorn

from sandbox.app import create_app
from sandbox.portal.portal import Portal

SHUTDOWN_SECONDS = 1


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it answers and leaves signals to its owner."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def end(self) -> None:
        """Stop soon."""
        self.should_exit = True


def listen(port: int) -> socket.socket:
    """A socket on loopback; raises `OSError` where the port is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    return listener


def serve(portal: Portal, sockets: list[socket.socket], announce: Callable[[], None], *, end_with_stdin: bool) -> None:
    """Serve until a signal, or the end of standard input, ends it."""
    asyncio.run(_serve(portal, sockets, announce, end_with_stdin=end_with_stdin))


async def _serve(
    portal: Portal, sockets: list[socket.socket], announce: Callable[[], None], *, end_with_stdin: bool
) -> None:
    config = uvicorn.Config(
        create_app(portal),
        log_config=None,
        access_log=False,  # it would show query strings, and with them one-time tokens
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    loop = asyncio.get_running_loop()
    delivery: list[asyncio.Task[None]] = []

    def begin() -> None:
        announce()
        delivery.append(loop.create_task(portal.outbox.deliver_forever()))

    server = _Server(config, begin)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.end)
    if end_with_stdin:
        _when_stdin_ends(lambda: loop.call_soon_threadsafe(server.end))
    await server.serve(sockets)
    for task in delivery:
        task.cancel()


def _when_stdin_ends(act: Callable[[], object]) -> None:
    def wait() -> None:
        # Not `sys.stdin.read()`: its lock would still be held when the interpreter ends.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        act()

    threading.Thread(target=wait, daemon=True).start()
