"""A page for tests that write its content themselves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of this test, on which nothing is waited for long."""
    with browser.new_context() as context:
        context.set_default_timeout(1_000)
        yield context.new_page()
