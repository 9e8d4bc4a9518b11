"""The control with which a visitor chooses the portal's language."""

import re

from playwright.sync_api import Page

from pages.controls import summary
from pages.wording import Wording

# It is found while the page is in another language: in the words of each.
_CONTROL = re.compile(r"^(language|idioma|sprache|langue|lingua)\b", re.IGNORECASE)


class LanguageControl:
    """A menu or a list called `Language` (docs/portal.md, section 5, observed in version 5)."""

    def __init__(self, page: Page, wording: Wording, language: str) -> None:
        self.page = page
        self.spoken = page.locator(f"html[lang^='{language.partition('-')[0]}' i]")
        """The page, where it says that it is in this language."""
        self.menu = page.get_by_role("button", name=_CONTROL).or_(summary(page, _CONTROL))
        self.list = page.get_by_role("combobox", name=_CONTROL)
        self.item = page.get_by_role("link", name=wording.language)
        for role in ("button", "menuitem", "menuitemradio", "option"):
            self.item = self.item.or_(page.get_by_role(role, name=wording.language))
        self.option = self.list.locator("option").filter(has_text=wording.language)

    def choose(self) -> None:
        """Choose the language on a page that is open, where the page offers it and is in another one."""
        anything = self.page.get_by_role("link").or_(self.page.get_by_role("button"))
        anything.first.wait_for()
        if self.spoken.count() or not self.list.or_(self.menu).filter(visible=True).count():
            return
        if self.list.count():
            self.list.select_option(self.option.first.get_attribute("value"))
        else:
            self.menu.click()
            self.item.first.click()
        self.spoken.wait_for()
