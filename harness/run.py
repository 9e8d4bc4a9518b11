"""What a run is: its settings, the portals and browsers it uses, and what it has to stop at its end."""

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.portal.targets import Target, WaitUntilReady
from harness.provision.browser import Browser
from harness.provision.mailpit import Inbox
from testkit.settings.model import Environment, Settings
from testkit.settings.sections import Project


@dataclass
class Run:
    """One run of the suite, in this process; workers have the same one with what the first process found."""

    folder: Path
    settings: Settings
    environments: dict[str, Environment]
    projects: dict[str, Project]
    seed: int
    targets: dict[str, Target] = field(default_factory=dict)
    """The portals that answer; those that are being started join them before the first scenario."""
    inboxes: list[Inbox] = field(default_factory=list)
    browsers: dict[str, Browser] = field(default_factory=dict)
    """The browser of each project that names none itself."""
    starting: dict[str, WaitUntilReady] = field(default_factory=dict)
    portals_file: Path | None = None
    """Where workers, which are started meanwhile, find the portals that were still being started then."""
    to_stop: ExitStack = field(default_factory=ExitStack)

    def target(self, name: str) -> Target:
        """The portal of an environment, for scenarios: by then it answers."""
        if name not in self.targets and self.portals_file:
            started = json.loads(self.portals_file.read_text("utf-8"))
            self.targets |= {name: Target.from_data(data) for name, data in started.items()}
        return self.targets[name]


RUN = pytest.StashKey[Run]()
