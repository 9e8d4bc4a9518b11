"""What the tests of evidence share: a small site, and a browser to look at it and at what evidence wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from evidence.recording import trace as tracing
from fixtures.browser import BrowserProcess
from harness.playwright_process import KEEPS_COMPILED, compiled_driver
from harness.provision.browser import playwright_browsers, playwright_package
from testkit.secrets.vault import Vault
from tests.evidence.site import running_site

PASSWORD = 'Zq8#kk"L<m>!x7Q'
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLW9mLXRoZS10ZXN0"


@pytest.fixture(autouse=True)
def _browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pytester's runs, which have a home of their own, find this machine's browsers and compiled driver."""
    monkeypatch.setenv(KEEPS_COMPILED, str(compiled_driver()))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(playwright_browsers(playwright_package())))


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a small site with a form and an API."""
    with running_site() as address:
        yield address


@pytest.fixture
def vault() -> Vault:
    """A vault with what is typed at the site."""
    vault = Vault()
    vault.add("password", PASSWORD)
    vault.add("reset token", TOKEN)
    return vault


@pytest.fixture(scope="session")
def raw_trace(browser_process: BrowserProcess, site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trace, full of secrets, of a form that was filled in and refused."""
    path = tmp_path_factory.mktemp("trace") / "raw.zip"
    with browser_process.now().new_context() as context:
        tracing.start(context)
        fill_in_form(context, site)
        tracing.save(context, path)
    return path


def fill_in_form(context: BrowserContext, site: str) -> None:
    """Do what leaves secrets in every part of a trace."""
    page = context.new_page()
    page.goto(f"{site}/reset?token={TOKEN}")
    context.tracing.group("a form: set password")
    page.get_by_label("Email").fill("a@example.com")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Reset password").click()
    context.tracing.group_end()
    expect(page.get_by_role("alert")).to_have_text("Password: too common")
    expect(page.locator("#echo")).to_have_text(f"You typed {PASSWORD}")


@pytest.fixture
def clean_trace(raw_trace: Path, vault: Vault, tmp_path: Path) -> Path:
    """The same trace without secrets."""
    path = tmp_path / "trace.zip"
    tracing.redact_trace(raw_trace, path, vault)
    return path
