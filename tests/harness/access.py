"""What the tests of access share: the doctor's view of a portal, and its first page in a browser."""

from pathlib import Path
from typing import Any, Literal

from harness.doctor.check import CheckContext
from harness.portal.page import portal_page
from harness.portal.targets import Target
from testkit.settings.credentials import Credentials
from testkit.settings.model import Environment, Settings
from testkit.settings.sections import Project
from tests.own_thread import in_own_thread

Engine = Literal["chromium", "firefox"]
HTML = (200, {"Content-Type": "text/html"}, "<title>Members</title><p>Hello</p>")


def context_for(url: str, folder: Path, **settings: Any) -> CheckContext:
    """The doctor's view of a portal at this address."""
    environment = Environment.model_validate({"base_url": url, "api_url": url, **settings})
    described = Settings(environment="staging", projects={"chromium": Project()}, environments={"staging": environment})
    target = Target("staging", url, url, url, "http://127.0.0.1:9", "", "no inbox")
    return CheckContext("staging", environment, described, folder, ("chromium",), Credentials(), target)


def title_in_browser(context: CheckContext, engine: Engine = "chromium") -> str:
    """What the portal's first page is called."""

    def read() -> str:
        with portal_page(Project(browser=engine), context.access) as page:
            page.goto(context.target.portal_url)
            return page.title()

    return in_own_thread(read)
