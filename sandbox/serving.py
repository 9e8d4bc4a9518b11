"""The sandbox as a process: its sockets, the server on them, and when it ends."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp

SHUTDOWN_SECONDS = 1


class Server(uvicorn.Server):
    """uvicorn's server, which says when it answers and leaves signals to its owner."""

    def __init__(self, app: ASGIApp, when_started: Callable[[], None] = lambda: None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,  # it would show query strings, and with them one-time tokens
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            )
        )
        self._when_started = when_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then call back."""
        await super().startup(sockets)
        self._when_started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `when_ended`."""
        yield

    def end(self) -> None:
        """Ask the server to stop."""
        self.should_exit = True


def listen(port: int) -> socket.socket:
    """A socket on loopback; raises `OSError` where the port is taken."""
    # Named as TCP, asyncio turns off Nagle's algorithm, which would hold back each answer's body for 40 ms.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()  # whoever connects before a server has started waits for it
    except OSError as error:
        listener.close()
        raise OSError(error.errno, error.strerror, f"port {port}") from None
    return listener


def address_of(listener: socket.socket) -> str:
    """Where a socket listens, as HOST:PORT."""
    host, port = listener.getsockname()
    return f"{host}:{port}"


async def serve(
    app: ASGIApp,
    sockets: list[socket.socket],
    announce: Callable[[], None],
    background: Sequence[Coroutine[None, None, None]],
    *,
    end_with_stdin: bool,
) -> None:
    """Serve until a signal, or the end of standard input, ends it; `background` begins once the application answers."""
    tasks: list[asyncio.Task[None]] = []

    def begin() -> None:
        announce()
        tasks.extend(asyncio.get_running_loop().create_task(one) for one in background)

    server = Server(app, begin)
    when_ended(server.end, with_stdin=end_with_stdin)
    await server.serve(sockets)
    for task in tasks:
        task.cancel()


def when_ended(act: Callable[[], object], *, with_stdin: bool) -> None:
    """Act on a signal to end and, where asked, on the end of standard input: whoever started this has ended."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, act)

    def wait() -> None:
        # Not `sys.stdin.read()`: its lock would still be held when the interpreter ends.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        loop.call_soon_threadsafe(act)

    if with_stdin:
        threading.Thread(target=wait, daemon=True).start()
