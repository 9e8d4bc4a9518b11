"""Names pytest's own tool for tests of plugins, which only a top-level conftest may; a portal for whole runs."""

from collections.abc import Iterator

import pytest

from harness.surroundings import reach
from harness.targets import Target
from testkit.settings.model import Environment
from tests.one_run import ROOT

pytest_plugins = ["pytester"]
STARTED = Environment(command=("{python}", "-m", "sandbox", "--json"))


@pytest.fixture(scope="session")
def portal_that_is_there() -> Iterator[Target]:
    """A sandbox and its inbox that no run starts or ends, with the members it has: as a location's own portal."""
    with reach("there", STARTED, ROOT) as target:
        yield target
