"""Mailpit, the real mail server: found, else built once from its pinned Go module, else run in a container."""

from provision.mailpit.locate import VERSION, MailpitBinary, locate_mailpit
from provision.mailpit.server import RunningMailpit, start_mailpit

__all__ = ["VERSION", "MailpitBinary", "RunningMailpit", "locate_mailpit", "start_mailpit"]
