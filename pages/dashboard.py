"""What a signed-in member sees."""

import re

from playwright.sync_api import Locator, Page


class DashboardView:
    """The view behind the sign-in, whose address differs from portal to portal.

    Source: docs/portal.md, section 4, observed in version 4: a heading `Hello {first name},` and a profile-menu button
    whose name contains the full name.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.greeting = page.get_by_role("heading", name=re.compile(r"^\s*hello\b", re.IGNORECASE))
        # Its name is not documented; the words and the place are what portals agree on, the role is not.
        self.sign_out_item = (
            page.get_by_role("menuitem", name=SIGN_OUT)
            .or_(page.get_by_role("button", name=SIGN_OUT))
            .or_(page.get_by_role("link", name=SIGN_OUT))
        )

    def greeting_of(self, first_name: str) -> Locator:
        """The heading that greets this member."""
        return self.page.get_by_role("heading", name=re.compile(rf"^\s*hello {re.escape(first_name)}\b", re.IGNORECASE))

    def profile_menu_of(self, full_name: str) -> Locator:
        """The button that opens this member's profile menu."""
        return self.page.get_by_role("button", name=full_name)

    def sign_out(self, full_name: str) -> None:
        """Sign out through the profile menu."""
        self.profile_menu_of(full_name).click()
        self.sign_out_item.click()


SIGN_OUT = re.compile(r"(sign|log) ?out", re.IGNORECASE)
