"""Dialogs, notices and consent layers that may cover any view, and how a member closes them."""

from collections.abc import Sequence

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.perception.script import script
from pages.wording import label_pattern

OF_VERSION_4 = ("Maybe later", "Okay, got it!")
_SHOWN = "name => [...document.querySelectorAll('button, [role=button]')].some(one => one.innerText.includes(name))"
_LAYER = script("layer")
INTERCEPTED = "intercepts pointer events"
"""What Playwright says where something lies over a control."""


class Overlays:
    """What may lie over a view: the onboarding dialog and the notice of version 4, and what an operator adds.

    Source: docs/portal.md, sections 2 and 4, observed.
    """

    def __init__(self, page: Page, dismiss: Sequence[str] = ()) -> None:
        self.page = page
        self.dismiss = dismiss
        self.expected: list[str] = []
        """Those that this portal is known to show to a signed-in member, and that have not appeared yet."""

    def dismiss_automatically(self) -> None:
        """Close them whenever they cover what the member is about to do or look at.

        Playwright looks for them before each act and each `expect`; a portal without them pays nothing measurable.
        """
        for name in (*OF_VERSION_4, *self.dismiss):
            pattern = label_pattern(name)
            button = self.page.get_by_role("button", name=pattern).or_(self.page.get_by_role("link", name=pattern))
            self.page.add_locator_handler(button.first, lambda found: found.click())

    def wait_until_dismissed(self) -> None:
        """Let those that are still expected appear and close, so that none closes a menu that is opened meanwhile."""
        while self.expected:
            name = self.expected.pop(0)
            try:
                self.page.wait_for_function(_SHOWN, arg=name)
            except PlaywrightTimeoutError:
                continue  # a portal shows it to a member only once
            self.page.get_by_role("button", name=name).wait_for(state="hidden")


def covering_layer(page: Page) -> str:
    """What lies over the page now and how to close it, in a sentence; empty where nothing does."""
    layer = page.evaluate(_LAYER)
    if not layer:
        return ""
    buttons = ", ".join(f'"{name}"' for name in layer["buttons"])
    return f"{layer['name']} lies over the control; " + (
        f"to close it, add its button's name to `dismiss` in the environment's settings: one of {buttons}."
        if buttons
        else "it has no button that would close it."
    )
