"""A portal and a Mailpit that are already there, with a relay in front of each; and runs against them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from harness.portal.targets import Target
from tests.whole_runs.relay import Relay, relay_to
from tests.whole_runs.runs import OneRun, Workspace, administrator, start

FLOW = ("-k", "signed_in_by_the_reset_itself")
SETTINGS = """
[use]
trace = "off"

[projects.chromium]
browser = "chromium"

[environments.there]
base_url = "http://{portal}"
rebase_links = true # the relay passes on what the portal is asked, and mails lead to the portal
api_url = "http://{portal}"
admin_url = "http://{portal}"

[environments.there.mailpit]
url = "http://{mailpit}"
wait_seconds = {wait}
"""


@dataclass
class Deployment:
    """What a run needs, each behind a relay that the test can close."""

    portal: Relay
    mailpit: Relay
    target: Target
    folder: Path

    def run(self, *more: str, wait: float = 15) -> OneRun:
        """Start one scenario against them."""
        config = self.folder / "config.toml"
        settings = SETTINGS.format(portal=self.portal.address, mailpit=self.mailpit.address, wait=wait)
        config.write_text(f'environment = "there"\n{settings}', encoding="utf-8")
        workers = () if "-n" in more else ("-n", "0")
        return start(
            *FLOW,
            *("--config", str(config), "--env", "there", *workers, *more),
            *(() if "--output" in more else ("--output", str(self.folder / "results"))),
            environment=administrator("THERE", self.target),
        )


@pytest.fixture
def deployment(deployed_portal: Target, tmp_path: Path) -> Iterator[Deployment]:
    """The portal and the Mailpit, each behind a relay for this test alone."""
    with ExitStack() as relays:
        portal, mailpit = (
            relays.enter_context(relay_to(urlsplit(url).netloc))
            for url in (deployed_portal.portal_url, deployed_portal.mailpit_url)
        )
        yield Deployment(portal, mailpit, deployed_portal, tmp_path)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace for this test alone."""
    return Workspace(tmp_path)
