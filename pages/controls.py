"""How controls are found whose role differs from portal to portal."""

import re

from playwright.sync_api import Locator, Page

BACK_TO_SIGN_IN = re.compile(r"back to sign ?in", re.IGNORECASE)


def forms(page: Page) -> Locator:
    """Every form; the whole page where it has none, as some portals submit fields without one."""
    return page.locator("form, body:not(:has(form))")


def link_or_button(page: Page, name: re.Pattern[str]) -> Locator:
    """What the vendor calls a link, which a portal may have made a link or a button."""
    return page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name))


def accessible_name(control: Locator) -> str:
    """A control's role and name for messages, never what was typed into it."""
    return control.aria_snapshot().removeprefix("- ").partition(":")[0]
