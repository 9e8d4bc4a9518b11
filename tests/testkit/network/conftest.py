"""A page whose scenario is watched for what must hold in each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from testkit.network.invariants import Watch
from testkit.secrets.vault import vault
from tests.evidence.site import running_site

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


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    """A page of a small site, whose scenario knows a password."""
    with running_site() as site, browser.new_context(base_url=site) as context:
        watch = Watch({site})
        vault.add("password", PASSWORD)
        watch.secrets_before = 0  # the vault may know it already
        watch.watch(context)
        page = context.new_page()
        page.goto("/reset")
        yield page, watch
        watch.before_close(context)
