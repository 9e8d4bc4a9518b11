"""A door before a server: everything passes through it, until a test shuts it or makes it slow."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

CHUNK = 65_536


@dataclass
class Door:
    """A relay on loopback to one server, on the way of which something can happen."""

    host: str
    port: int
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    when_seen: dict[bytes, Callable[[], object]] = field(default_factory=dict)
    """What is done, once, when these bytes go in."""
    late: threading.Event = field(default_factory=threading.Event)
    """Set: everything passes at once. Cleared: what goes in waits until it is set, or the door is shut."""
    passages: list[socket.socket] = field(default_factory=list)
    is_shut: bool = False

    def __post_init__(self) -> None:
        self.late.set()
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        """Let people in until the door is shut."""
        while True:
            try:
                visitor, _ = self.listener.accept()
                server = socket.create_connection((self.host, self.port), timeout=10)
            except OSError:
                return
            self.passages += [visitor, server]
            for source, target, watched in ((visitor, server, True), (server, visitor, False)):
                threading.Thread(
                    target=self._relay, args=(source, target), kwargs={"watched": watched}, daemon=True
                ).start()

    def _relay(self, source: socket.socket, target: socket.socket, *, watched: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if watched:
                    self._notice(data)
                    self.late.wait()
                if self.is_shut:  # a browser sends again by an open passage what was cut off in another
                    break
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _notice(self, data: bytes) -> None:
        for words in [words for words in self.when_seen if words in data]:
            self.when_seen.pop(words)()

    def shut(self) -> None:
        """From now on nobody gets in, and whoever is inside is cut off."""
        self.is_shut = True
        self.late.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for passage in self.passages:
            with contextlib.suppress(OSError):
                passage.shutdown(socket.SHUT_RDWR)
            passage.close()


@contextlib.contextmanager
def door_to(address: str) -> Iterator[Door]:
    """Put a door before the server at `host:port`."""
    host, _, port = address.rpartition(":")
    door = Door(host, int(port))
    threading.Thread(target=door.serve, daemon=True).start()
    try:
        yield door
    finally:
        door.shut()
