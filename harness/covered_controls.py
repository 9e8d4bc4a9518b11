"""A click on a covered control fails with a sentence that names what covers it, and the setting that closes it."""

from collections.abc import Generator
from typing import Any

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.overlays import INTERCEPTED, covering_layer


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Name what covered the control that a scenario wanted to use."""
    try:
        return (yield)
    except PlaywrightTimeoutError as error:
        raise with_layer(error, _page_of(pyfuncitem)) from None


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> Generator[None, Any, Any]:
    """Name it where a fixture wanted to use the control."""
    try:
        return (yield)
    except PlaywrightTimeoutError as error:
        raise with_layer(error, _page_of(request.node)) from None


def _page_of(item: Any) -> Page | None:
    page = getattr(item, "funcargs", {}).get("page")
    return page if isinstance(page, Page) else None


def with_layer(error: PlaywrightTimeoutError, first: Page | None) -> Exception:
    """The error, preceded by what covers a page of this browser; unchanged if nothing covers one."""
    if first is None or INTERCEPTED not in error.message:
        return error
    browser = first.context.browser
    pages = [page for context in (browser.contexts if browser else []) for page in context.pages]
    layers = filter(None, map(covering_layer, pages))
    sentence = next(layers, "Something covered the control, and is no longer there.")
    return AssertionError(sentence).with_traceback(error.__traceback__)
