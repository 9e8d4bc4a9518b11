"""Mailpit: found on this machine, else built once from its pinned Go module, else run in a container."""

from harness.provision.mailpit.build import build_mailpit
from harness.provision.mailpit.container import docker_answers, pull_mailpit, start_container
from harness.provision.mailpit.locate import VERSION, MailpitBinary, cache_folder, locate_mailpit
from harness.provision.mailpit.server import Inbox, content_of, start_mailpit, stop

__all__ = [
    "VERSION",
    "Inbox",
    "MailpitBinary",
    "build_mailpit",
    "cache_folder",
    "content_of",
    "docker_answers",
    "locate_mailpit",
    "pull_mailpit",
    "start_container",
    "start_mailpit",
    "stop",
]
