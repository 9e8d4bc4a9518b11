"""The hosts of a sandbox: which ports it listens on, and what answers there."""

from typing import TYPE_CHECKING

from sandbox.options import Options
from sandbox.portal.location import Location
from sandbox.serving import listen

if TYPE_CHECKING:
    import socket

NAMES = ("Harbour House", "Garden House")


class Hosts:
    """Listens on the ports of the options; raises `OSError` where a port is taken."""

    def __init__(self, options: Options) -> None:
        settings = options.settings
        names = NAMES if options.second_location else NAMES[:1]
        self.sockets: list[socket.socket] = []
        portals = [self._open(options.port if name == NAMES[0] else 0) for name in names]
        apis, self.platform, self.third_party = portals, "", ""
        if settings.origins == "three":
            apis = [self._open(options.api_port if name == NAMES[0] else 0) for name in names]
            self.platform = f"http://127.0.0.1:{self._open(options.admin_port)}"
        if settings.operator == "chat":
            self.third_party = f"http://localhost:{self._open(0)}"
        self.locations = tuple(
            Location(number, name, port, api, own_path=settings.own_path, mail_links=settings.mail_links)
            for number, (name, port, api) in enumerate(zip(names, portals, apis, strict=True), start=1)
        )

    def _open(self, port: int) -> int:
        self.sockets.append(listen(port))
        number: int = self.sockets[-1].getsockname()[1]
        return number
