"""pytest's tool for tests of plugins, which only a top-level conftest may name; what tests of several rooms share."""

from collections.abc import Iterator

import pytest

from harness.portal.targets import Target, open_target
from testkit.settings.model import Environment
from tests.certificates import Certificate, make_certificate
from tests.whole_runs.runs import ROOT

pytest_plugins = ["pytester"]
STARTED = Environment(command=("{python}", "-m", "sandbox", "--json"))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for loopback that no machine trusts."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def deployed_portal() -> Iterator[Target]:
    """A sandbox and its inbox that no run starts or stops: to a run it is a portal that is already there."""
    with open_target("there", STARTED, ROOT) as target:
        yield target
