"""A pytest plugin that counts the messages that scenarios send to Playwright's driver."""

import pytest

from tests.bench.plugins.notes import note

_SENT = [0]


def pytest_configure() -> None:
    """Count what goes through the one method that sends."""
    from playwright._impl._connection import Connection

    send = Connection._send_message_to_server  # noqa: SLF001 - Playwright has no public counter

    def counted(*args: object, **options: object) -> object:
        _SENT[0] += 1
        return send(*args, **options)  # type: ignore[arg-type]

    Connection._send_message_to_server = counted  # type: ignore[assignment,method-assign]  # noqa: SLF001


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Note the number with the last scenario of each worker."""
    if nextitem is None:
        note("round trips", count=_SENT[0])
