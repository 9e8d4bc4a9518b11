"""Mailpit in a container, where a Docker engine answers and nothing simpler is available.

pytest-mailpit's own container does not fit: it needs Testcontainers, and each worker would start one, after the portal
that has to send its mail there.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator

from harness.provision.mailpit.locate import VERSION
from harness.provision.mailpit.server import SETTINGS, Inbox, running
from harness.provision.progress import ProvisionError

IMAGE = f"axllent/mailpit:{VERSION}"
PULL_SECONDS = 300.0


def docker_answers() -> bool:
    """Whether a Docker engine answers; its command alone is not enough."""
    if shutil.which("docker") is None:
        return False
    try:
        return docker("version", "--format", "{{.Server.Version}}", seconds=10).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def pull_mailpit() -> None:
    """Pull the image, so that later starts need no network."""
    if docker("image", "inspect", IMAGE, seconds=20).returncode == 0:
        return
    answer = docker("pull", "--quiet", IMAGE, seconds=PULL_SECONDS)
    if answer.returncode:
        raise ProvisionError(f"Docker answers, but can't pull {IMAGE}: {answer.stderr.strip()}")


@contextlib.contextmanager
def start_container() -> Iterator[Inbox]:
    """Run Mailpit's container, attached to this process, so that it ends with it and leaves nothing."""
    settings = [f"--env={name}={value}" for name, value in SETTINGS.items()]

    def command(http_port: int, smtp_port: int, label: str) -> list[str]:
        ports = [f"--publish=127.0.0.1:{http_port}:8025", f"--publish=127.0.0.1:{smtp_port}:1025"]
        # Attached, so that the container ends with Docker's command; --rm removes it then.
        return [docker_command(), "run", "--rm", *settings, *ports, f"--env=MP_LABEL={label}", IMAGE]

    with running(command, f"{IMAGE} in Docker") as mailpit:
        yield mailpit


def docker_command() -> str:
    """The path of Docker's command."""
    return shutil.which("docker") or "docker"


def docker(*arguments: str, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run one Docker command to its end."""
    command = [docker_command(), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
