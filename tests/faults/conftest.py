"""A portal and a Mailpit that are there, with a door before each, and runs of one scenario against them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from harness.targets import Target
from tests.faults.door import Door, door_to
from tests.one_run import OneRun, start

FLOW = ("-k", "signed_in_by_the_reset_itself")
SETTINGS = """
[use]
trace = "off"

[projects.chromium]
browser = "chromium"

[environments.there]
base_url = "http://{portal}"

[environments.there.mailpit]
url = "http://{mailpit}"
wait_seconds = {wait}
"""


@dataclass
class Surroundings:
    """What a run needs, each behind a door that the test can shut."""

    portal: Door
    mailpit: Door
    target: Target
    folder: Path

    def run(self, *more: str, wait: float = 15) -> OneRun:
        """Run the flow against them."""
        config = self.folder / "config.toml"
        settings = SETTINGS.format(portal=self.portal.address, mailpit=self.mailpit.address, wait=wait)
        config.write_text(f'environment = "there"\n{settings}', encoding="utf-8")
        workers = () if "-n" in more else ("-n", "0")
        return start(
            *FLOW,
            *("--config", str(config), "--env", "there", *workers, *more),
            *(() if "--output" in more else ("--output", str(self.folder / "results"))),
            environment={
                "THERE_ADMIN_EMAIL": self.target.admin_email or "",
                "THERE_ADMIN_PASSWORD": self.target.admin_password or "",
            },
        )


@pytest.fixture
def surroundings(portal_that_is_there: Target, tmp_path: Path) -> Iterator[Surroundings]:
    """The portal and the Mailpit, each behind a door of this test's own."""
    with ExitStack() as doors:
        portal, mailpit = (
            doors.enter_context(door_to(urlsplit(url).netloc))
            for url in (portal_that_is_there.portal_url, portal_that_is_there.mailpit_url)
        )
        yield Surroundings(portal, mailpit, portal_that_is_there, tmp_path)
