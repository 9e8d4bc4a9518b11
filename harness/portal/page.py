"""A page on the portal before any scenario has one: it reaches the portal as scenarios do."""

from collections.abc import Iterator
from contextlib import contextmanager

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
            browser = kind.launch(executable_path=found.executable_path, args=list(found.args))
        with browser:
            yield browser.new_context(**{**headed_user_agent(browser), **access.context_options()}).new_page()


def headed_user_agent(browser: Browser) -> dict[str, str]:
    """The user agent of a headless Chromium as that of a headed one; nothing for other browsers."""
    if browser.browser_type.name != "chromium":
        return {}
    session = browser.new_browser_cdp_session()
    own = str(session.send("Browser.getVersion")["userAgent"])
    session.detach()
    return {"user_agent": as_headed(own)} if as_headed(own) != own else {}
