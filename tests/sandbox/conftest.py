"""Sandboxes to call, shared by tests that each use their own members."""

from collections.abc import Iterator

import pytest

from tests.sandbox.postbox import Postbox, open_postbox
from tests.sandbox.running import Running, running


@pytest.fixture(scope="session")
def postbox() -> Iterator[Postbox]:
    """Where all sandboxes' mail arrives."""
    with open_postbox() as postbox:
        yield postbox


@pytest.fixture(scope="session")
def sandbox(postbox: Postbox) -> Iterator[Running]:
    """A sandbox with two locations, and else as it is by default."""
    with running(postbox, "--second-location") as sandbox:
        yield sandbox
