"""The outcome of a scenario that this portal, inbox or environment gives no chance to check."""

import pytest

NOT_VERIFIABLE = "not verifiable: "


def not_verifiable(reason: str, *, needs: str) -> BaseException:
    """What to raise, so that the scenario is skipped: why nothing can be checked here, and what it needs."""
    return pytest.skip.Exception(f"{NOT_VERIFIABLE}{reason}; needs {needs}")
