"""A machine without network settings of its own, for the tests of access."""

import pytest

from testkit.settings.network import CA_VARIABLES


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without proxies or certificates of its own."""
    proxies = [f"{scheme}_proxy" for scheme in ("http", "https", "all", "no")]
    for name in (*CA_VARIABLES, *proxies, *map(str.upper, proxies), "NETRC"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
