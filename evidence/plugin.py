"""The pytest plugin that keeps evidence: what each scenario leaves behind, and what the run says of itself."""

import pytest

from evidence.recording import Recording

__all__ = ["Recording"]


@pytest.fixture
def recording() -> Recording:
    """What this scenario leaves behind."""
    return Recording()


@pytest.fixture(scope="session", autouse=True)
def delete_output_dir() -> None:
    """Delete nothing: pytest-playwright's fixture of this name would take other workers' and other runs' artifacts."""
