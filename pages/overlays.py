"""Dialogs, notices and consent layers that may cover any view, and how a member closes them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from playwright.sync_api import Error, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.perception.script import script
from pages.wording import label_pattern

APPEARING = 1_500
"""How long a worker's first sign-in waits for the next overlay, in milliseconds.

It is spent where a portal has none, so it does not grow with slow answers. An overlay that comes later is dismissed
when it covers something; `overlays = "expected"` waits for it."""
OF_VERSION_4 = ("Maybe later", "Okay, got it!")
_SHOWN = """names => {
  const buttons = [...document.querySelectorAll('button, [role=button]')];
  return names.find(name => buttons.some(one => one.innerText.includes(name)));
}"""
_OPEN = "[aria-expanded='true'], details[open] > summary"
_IS_CLOSED = "(menu, open) => menu.checkVisibility() && !menu.matches(open)"
_LAYER = script("layer")
_MODAL = ":modal, [aria-modal='true']"
INTERCEPTED = "intercepts pointer events"
"""What Playwright reports if something covers a control."""


@dataclass
class KnownOverlays:
    """The overlays that a portal shows to its members, as far as they have been seen."""

    names: list[str] = field(default_factory=list)
    """Their buttons."""
    all_waited_for: bool = False
    """Whether each that a portal may show was waited for, at the first sign-in."""
    within: float | None = APPEARING
    """How long the next one is waited for, in milliseconds; None is as long as an action."""


def foreground(page: Page) -> Locator:
    """What a member can reach: an open modal dialog makes everything else inert, and locators ignore that."""
    modal = page.locator(_MODAL).filter(visible=True)
    return modal.or_(page.locator("body")).last  # found anew at each look: a dialog may have been closed meanwhile


def main_headings(page: Page) -> Locator:
    """What says which view this is: a heading of level 1, or of level 2 in a modal dialog that has none.

    A dialog's heading may stand below that of the page behind, whose level 1 is another view's.
    """
    view, first = foreground(page), page.get_by_role("heading", level=1)
    dialog = page.locator(_MODAL).and_(view).filter(has_not=first)
    return view.get_by_role("heading", level=1).or_(dialog.get_by_role("heading", level=2))


class Overlays:
    """What may cover a view: the onboarding dialog and the notice of version 4, and what an operator adds.

    Source: docs/portal.md, sections 2 and 4, observed.
    """

    def __init__(self, page: Page, dismiss: Sequence[str] = (), known: KnownOverlays | None = None) -> None:
        self.page = page
        self.dismiss = dismiss
        self.known = known or KnownOverlays(all_waited_for=True)
        self.expected = list(OF_VERSION_4)
        """Those that a portal may show to a signed-in member, once, and that have not appeared here yet."""

    def dismiss_automatically(self) -> None:
        """Close them whenever they cover what the member is about to do or look at.

        Playwright looks for them before each act and each `expect`; a portal without them pays nothing measurable.
        """
        for name in (*OF_VERSION_4, *self.dismiss):
            pattern = label_pattern(name)
            button = self.page.get_by_role("button", name=pattern).or_(self.page.get_by_role("link", name=pattern))
            self.page.add_locator_handler(button.first, partial(self._dismiss, name))

    def _dismiss(self, name: str, button: Locator) -> None:
        """Close this one; a click elsewhere closes many a menu, which a member would open again."""
        menus = self.page.locator(_OPEN).element_handles()
        button.click()
        self._learn(name)
        for menu in menus:
            with suppress(Error):  # the click may also have led to another document
                if menu.evaluate(_IS_CLOSED, _OPEN):
                    menu.click()

    def _learn(self, name: str) -> None:
        """Expect it here no more, and in later scenarios after each sign-in."""
        if name in self.expected:
            self.expected.remove(name)
        if name not in self.known.names:
            self.known.names.append(name)

    def wait_until_dismissed(self) -> None:
        """Let those that are still expected appear and close, so that none closes a menu that is opened meanwhile.

        The first sign-in waits for all that a portal may show; later ones for those that have been seen.
        """
        if self.known.all_waited_for:
            self.expected = [name for name in self.expected if name in self.known.names]
        while self.expected and (name := self._next_dismissed()):
            self._learn(name)
        self.expected.clear()
        self.known.all_waited_for = True

    def _next_dismissed(self) -> str:
        """The next one that appears, once it is closed; empty if none does."""
        try:
            shown = self.page.wait_for_function(_SHOWN, arg=self.expected, timeout=self.known.within)
        except PlaywrightTimeoutError:
            return ""
        name = str(shown.json_value())
        self.page.get_by_role("button", name=name).wait_for(state="hidden")
        return name


def covering_buttons(page: Page) -> list[str]:
    """The names of the buttons in the layer that covers the page now; empty if nothing does, or the sign-in dialog."""
    layer = page.evaluate(_LAYER)
    return list(layer["buttons"]) if layer and not layer["isSignIn"] else []


def covering_layer(page: Page) -> str:
    """What covers the page now and how to close it, in a sentence; empty if nothing does."""
    layer = page.evaluate(_LAYER)
    if not layer:
        return ""
    buttons = ", ".join(f'"{name}"' for name in layer["buttons"])
    return f"{layer['name']} covers the control; " + (
        f"to close it, add its button's name to `dismiss` in the environment's settings: one of {buttons}."
        if buttons
        else "it has no button that would close it."
    )
