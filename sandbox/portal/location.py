"""One location: the addresses of its portal and of its API."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Location:
    """One location, with a portal on its own port; its API may have another."""

    id: int
    name: str
    port: int
    api_port: int
    own_path: bool = False
    """Whether the portal lives under its location's name, not at the root of its host."""
    mail_links: str | None = None
    """Another name of the host, to which links in mails lead."""

    @property
    def slug(self) -> str:
        """The location's name as addresses hold it."""
        return self.name.lower().replace(" ", "-")

    @property
    def path(self) -> str:
        """The portal's path on its host; empty at the root."""
        return f"/{self.slug}" if self.own_path else ""

    @property
    def origin(self) -> str:
        """The portal's origin: configured, never taken from a request."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """The portal's own address."""
        return self.origin + self.path

    @property
    def mail_address(self) -> str:
        """The address of the portal that mails lead to."""
        return (f"http://{self.mail_links}:{self.port}" if self.mail_links else self.origin) + self.path

    @property
    def api_host(self) -> str:
        """Host and port of the location's API."""
        return f"127.0.0.1:{self.api_port}"

    @property
    def api(self) -> str:
        """The origin of the location's API."""
        return f"http://{self.api_host}"
