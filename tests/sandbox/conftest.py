"""Sandboxes to call, shared by tests that each use their own members.

The scenarios in `e2e/` check what is documented of a portal on the sandbox as well: these tests are about the rest.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from harness.provision.browser import find_browser
from tests.sandbox.postbox import Postbox, open_postbox
from tests.sandbox.running import Running, running


@pytest.fixture(scope="session")
def postbox() -> Iterator[Postbox]:
    """The SMTP server that receives all sandboxes' mail."""
    with open_postbox() as postbox:
        yield postbox


@pytest.fixture(scope="session")
def sandbox(postbox: Postbox) -> Iterator[Running]:
    """A sandbox with two locations and default options otherwise."""
    with running(postbox, "--second-location") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def browser_here(playwright: Playwright) -> Iterator[Browser]:
    """A browser for the sandbox's tests."""
    found = find_browser()
    browser = playwright.chromium.launch(executable_path=found.executable_path, args=[*found.args])
    yield browser
    browser.close()


@pytest.fixture
def page(browser_here: Browser) -> Iterator[Page]:
    """A page of a context of its own."""
    context = browser_here.new_context()
    yield context.new_page()
    context.close()
