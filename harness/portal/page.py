"""A page on the portal before any scenario has one: it reaches the portal as scenarios do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from harness.provision.browser import find_browser
from testkit.settings.access import PortalAccess, as_headed
from testkit.settings.sections import Project


@contextmanager
def portal_page(project: Project, access: PortalAccess) -> Iterator[Page]:
    """A page in a browser of this project; raises `ProvisionError` where there is none."""
    with sync_playwright() as playwright:
        kind = playwright[project.browser]
        if project.connect:
            browser = kind.connect(project.connect)
        elif project.executable_path:
            browser = kind.launch(executable_path=project.executable_path, args=list(project.args))
        else:
            found = find_browser(project.browser)
            browser = kind.launch(**found.launch_options, args=list(found.args))
        with browser:
            yield browser.new_context(**context_options(browser, access)).new_page()


def context_options(browser: Browser, access: PortalAccess, device: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Options of a context that reaches the portal as the settings say; a headless browser presents itself as headed.

    Playwright can't change the brands of `Sec-CH-UA` before the first request of a popup, so the header is set.
    """
    own = _own_user_agent(browser)
    headed = as_headed(own)
    if headed == own:
        return {**(device or {}), **access.context_options()}
    version = headed.partition("Chrome/")[2].partition(".")[0]
    brands = {"Sec-CH-UA": f'"Chromium";v="{version}", "Not:A-Brand";v="8"'}
    options = {"user_agent": headed, **(device or {}), **access.context_options()}
    return {**options, "extra_http_headers": {**brands, **access.extra_http_headers}}


def _own_user_agent(browser: Browser) -> str:
    """What a Chromium calls itself; empty for other browsers."""
    if browser.browser_type.name != "chromium":
        return ""
    session = browser.new_browser_cdp_session()
    own = str(session.send("Browser.getVersion")["userAgent"])
    session.detach()
    return own
