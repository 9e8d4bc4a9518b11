"""The password gate in front of a staging location."""

import re

from playwright.sync_api import Page

from pages.controls import Controls
from pages.wording import Wording


class Gate:
    """A form with one password field, before anything else (docs/portal.md, section 4, observed)."""

    def __init__(self, page: Page, wording: Wording) -> None:
        self.page = page
        controls = Controls(page, wording)
        self.form = controls.forms.filter(has=controls.password).filter(has_not=controls.asking)
        self.password = controls.password_in(self.form)
        self.submit_button = controls.submit_in(self.form, re.compile("submit|continue|enter", re.IGNORECASE))

    def unlock(self, password: str) -> None:
        """Enter the location's gate password."""
        self.password.fill(password)
        self.submit_button.click()
