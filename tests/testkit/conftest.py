"""The inboxes of `tests/inbox`, for the tests of mailboxes and locks; each browser that scenarios run in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from harness.provision.browser import find_browser
from harness.provision.progress import ProvisionError
from testkit.verifiable import not_verifiable
from tests.inbox.conftest import embedded_inbox, inbox, real_mailpit

__all__ = ["any_browser", "embedded_inbox", "inbox", "real_mailpit"]


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def any_browser(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Browser]:
    """This machine's browser of this engine; each test that uses it runs once per engine."""
    try:
        found = find_browser(request.param)
    except ProvisionError as error:
        raise not_verifiable(str(error), needs=f"`make {request.param}`, which installs it") from None
    with getattr(playwright, request.param).launch(**found.launch_options, args=found.args) as browser:
        yield browser
