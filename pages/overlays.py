"""Dialogs and notices that may cover any view, and how a member closes them."""

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

NAMES = ("Maybe later", "Okay, got it!")
_SHOWN = "name => [...document.querySelectorAll('button, [role=button]')].some(one => one.innerText.includes(name))"


class Overlays:
    """The onboarding dialog and the notice of version 4 (docs/portal.md, section 4, observed)."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.expected: list[str] = []
        """Those that this portal is known to show to a signed-in member, and that have not appeared yet."""

    def dismiss_automatically(self) -> None:
        """Close them whenever they cover what the member is about to do or look at.

        Playwright looks for them before each act and each `expect`; a portal without them pays nothing measurable.
        """
        for name in NAMES:
            button = self.page.get_by_role("button", name=name)
            self.page.add_locator_handler(button, lambda found: found.click())

    def wait_until_dismissed(self) -> None:
        """Let those that are still expected appear and close, so that none closes a menu that is opened meanwhile."""
        while self.expected:
            name = self.expected.pop(0)
            try:
                self.page.wait_for_function(_SHOWN, arg=name)
            except PlaywrightTimeoutError:
                continue  # a portal shows it to a member only once
            self.page.get_by_role("button", name=name).wait_for(state="hidden")
