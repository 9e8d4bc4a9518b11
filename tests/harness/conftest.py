"""What tests of the harness share: a certificate that no machine knows."""

import pytest

from tests.certificates import Certificate, make_certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for loopback."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))
