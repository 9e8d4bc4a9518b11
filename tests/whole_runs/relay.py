"""A relay in front of a server: it forwards everything until a test closes it or makes it wait."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

CHUNK = 65_536


@dataclass
class Relay:
    """A relay on loopback to one server."""

    host: str
    port: int
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    when_seen: dict[bytes, Callable[[], object]] = field(default_factory=dict)
    """What to call, once, when these bytes are sent to the server."""
    forwarding: threading.Event = field(default_factory=threading.Event)
    """Set: everything is forwarded at once. Cleared: what a client sends waits until it is set, or the relay closes."""
    connections: list[socket.socket] = field(default_factory=list)
    is_closed: bool = False

    def __post_init__(self) -> None:
        self.forwarding.set()
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        """Accept connections until the relay is closed."""
        while True:
            try:
                client, _ = self.listener.accept()
                server = socket.create_connection((self.host, self.port), timeout=10)
            except OSError:
                return
            self.connections += [client, server]
            for source, target, watched in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._relay, args=(source, target), kwargs={"watched": watched}, daemon=True
                ).start()

    def _relay(self, source: socket.socket, target: socket.socket, *, watched: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if watched:
                    self._notice(data)
                    self.forwarding.wait()
                if self.is_closed:  # a browser repeats on an open connection what was cut off on another
                    break
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _notice(self, data: bytes) -> None:
        for words in [words for words in self.when_seen if words in data]:
            self.when_seen.pop(words)()

    def close(self) -> None:
        """Refuse new connections from now on, and cut off those that are open."""
        self.is_closed = True
        self.forwarding.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


@contextlib.contextmanager
def relay_to(address: str) -> Iterator[Relay]:
    """Start a relay in front of the server at `host:port`."""
    host, _, port = address.rpartition(":")
    relay = Relay(host, int(port))
    threading.Thread(target=relay.serve, daemon=True).start()
    try:
        yield relay
    finally:
        relay.close()
