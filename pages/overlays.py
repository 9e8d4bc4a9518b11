"""What may lie over any view, and how a member gets past it."""

from playwright.sync_api import Page


def keep_overlays_away(page: Page) -> None:
    """Close the onboarding dialog and the notice whenever they cover what the member is about to do or look at.

    Playwright looks for them before each act and each `expect`; a portal without them pays nothing measurable.
    Source: portal-facts.md, section 3 (observed).
    """
    for name in ("Maybe later", "Okay, got it!"):
        button = page.get_by_role("button", name=name)
        page.add_locator_handler(button, lambda found: found.click())
