"""A page whose scenario is watched for what must hold in each."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from testkit.network.invariants import Watch
from testkit.secrets.vault import vault
from tests.evidence.site import PAGE, running_site

PASSWORD = "correct-Horse-7-battery"
SESSION = {
    "token": "a.bearer.token-of-it",
    "token_type": "bearer",
    "expires_in": 60,
    "refresh_token": "a-refresh-token",
}
NOT_STORED = {"Cache-Control": "no-store"}


def broken(watch: Watch) -> set[str]:
    """The ids of the invariants that were broken."""
    return {breach.invariant.id for breach in watch.breaches()}


@contextmanager
def open_page(browser: Browser, headers: dict[str, str]) -> Iterator[tuple[Page, Watch]]:
    """A watched page of a small site, whose scenario has a password; with headers if some are given."""
    with running_site() as site, browser.new_context(base_url=site) as context:
        watch = Watch({site})
        vault.add("password", PASSWORD)
        watch.secrets_before = 0  # another test may have added it
        watch.watch(context)
        page = context.new_page()
        if headers:
            page.route("**/reset", lambda route: route.fulfill(body=PAGE, content_type="text/html", headers=headers))
        page.goto("/reset")
        yield page, watch


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    """A watched page; what it has stored is read at the end."""
    with open_page(browser, {}) as (page, watch):
        yield page, watch
        watch.before_close(page.context)
