"""The password gate in front of a staging location."""

import re

from playwright.sync_api import Page


class Gate:
    """One password field and a `Submit` button, before anything else (docs/portal.md, section 4, observed)."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.password = page.get_by_label(re.compile("password", re.IGNORECASE))
        self.submit_button = page.get_by_role("button", name="Submit")

    def unlock(self, password: str) -> None:
        """Enter the location's gate password."""
        self.password.fill(password)
        self.submit_button.click()
