"""Scenarios that check nothing: this portal, inbox or environment gives no chance to, or the portal limits calls."""

import pytest

NOT_VERIFIABLE = "not verifiable: "
LIMITED = "limited: "


def not_verifiable(reason: str, *, needs: str) -> BaseException:
    """What to raise, so that the scenario is skipped: why nothing can be checked here, and what it needs."""
    return pytest.skip.Exception(f"{NOT_VERIFIABLE}{reason}; needs {needs}")


def limited(reason: str, *, needs: str) -> BaseException:
    """What to raise where the portal limits the scenario's calls; `limited` is an outcome of its own."""
    return pytest.skip.Exception(f"{LIMITED}{reason}; needs {needs}")
