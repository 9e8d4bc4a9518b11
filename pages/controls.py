"""How forms, fields and buttons are found by what they are, in any language."""

import re
from re import Pattern
from typing import Literal

from playwright.sync_api import Locator, Page

from pages.wording import Wording

STARTING = 15_000
"""How long a portal may take to start, in milliseconds, where the environment's `slow_answer_seconds` is not known."""
_OF_THE_PAGE = ":is(header, footer, nav, [role='banner'], [role='contentinfo'], [role='navigation'], [role='search'])"
# A view may submit its fields without a form element: then the dialog or the main part of the page stands for it.
_FORMS = ", ".join(
    (
        f"form:not([role='search']):not({_OF_THE_PAGE} form)",
        "dialog:not(:has(form))",
        "[role='dialog']:not(:has(form))",
        "main:not(:has(form, dialog, [role='dialog']))",
        "body:not(:has(form, main, dialog, [role='dialog']))",
    )
)
# A password that is shown has the type of a text; what programs know it by stays.
_PASSWORD = (
    "input:is([type='password'], [autocomplete~='current-password'], [autocomplete~='new-password'], "
    "[name*='passw' i], [id*='passw' i]):not([type='checkbox'], [type='radio'], [type='button'], [type='hidden'])"
)
_NEW_PASSWORD = "input[autocomplete~='new-password']"
# Fields that ask for something other than a password: an address or a user name. A field that only shows a password
# manager whose password it is can't be reached or edited by a member.
_ASKING = (
    "input:is(:not([type]), [type='text'], [type='email']):not([readonly], [disabled], [aria-hidden='true'], "
    f"[tabindex='-1'], [autocomplete~='one-time-code'], [inputmode='numeric']):not({_PASSWORD}):visible"
)
_MODAL = ":is(:modal, [aria-modal='true']):visible"
_SWITCH = ":is([role='switch'], [aria-pressed])"
_LAYER = ":is(dialog, [role='dialog'], [role='region'])"
_SUBMIT = ":is(button, input):is([type='submit'], [type='image'])"
_BESIDES = "[aria-pressed], [aria-controls], [aria-expanded], [aria-haspopup]"  # a toggle, a menu
_SUBMIT_BY_DEFAULT = f"form:not(:has({_SUBMIT})) button:not([type]):not({_BESIDES})"
_SUBMITS = f"{_SUBMIT}, {_SUBMIT_BY_DEFAULT}"


class ViewNotFoundError(AssertionError):
    """A view that is not reached as a member reaches it; says what is shown instead."""


class Controls:
    """The forms, fields and buttons of a page."""

    def __init__(self, page: Page, wording: Wording) -> None:
        self.page = page
        self.wording = wording
        self.forms = page.locator(_FORMS)
        """Every form, and what takes the place of one; search boxes and sign-ups in header and footer aside."""
        self.password = self.password_in(page)
        self.asking = self.asking_in(page)
        self.new_password = page.locator(_NEW_PASSWORD)
        """A field that says it is for a new password."""

    def password_in(self, scope: Page | Locator) -> Locator:
        """A field for a password, also while the password is shown."""
        named = scope.get_by_role("textbox", name=self.wording.password)
        return scope.locator(_PASSWORD).or_(named).filter(visible=True)

    def asking_in(self, scope: Page | Locator) -> Locator:
        """A field that a member can edit and that is for no password: the email of a form."""
        return scope.locator(_ASKING).and_(self.page.get_by_role("textbox", name=none_of(self.wording.password)))

    def submit_in(self, form: Locator, name: Pattern[str]) -> Locator:
        """The button that submits this form.

        It is known by its name alone where there is no form element, and where a script submits: a button that is no
        submit button by its type, as in a component, whose button is outside the form for the browser.
        """
        named = form.get_by_role("button", name=name).and_(self.page.locator(f":not(form:has({_SUBMIT}) *)"))
        return form.get_by_role("button").and_(self.page.locator(_SUBMITS)).or_(named)

    def password_toggle_in(self, form: Locator) -> Locator:
        """The button, switch or checkbox that shows a password: in one box with its field, or named after it.

        A form to sign in may have other buttons that do not submit it: for other ways to sign in.
        """
        found = form.locator(
            f":not(form):has(> {_PASSWORD}) :is(button, [role='button'], [role='switch'], [type='checkbox'])"
        )
        for role in ("button", "switch", "checkbox"):
            found = found.or_(form.get_by_role(role, name=self.wording.password))
        return (
            found.or_(self.toggle_beside(form))
            .and_(self.page.locator(f":not({_SUBMITS})"))
            .filter(has_not_text=self.wording.forgot_password, visible=True)
        )

    def toggle_beside(self, form: Locator) -> Locator:
        """A switch or a button that stays pressed, in one box with a form element that has none: the toggle as well."""
        without = form.and_(self.page.locator(f"form:not(:has({_SWITCH}))"))
        box = self.page.locator(":has(> form)").filter(has=without)
        return box.locator(f":scope > {_SWITCH}, :scope > :not(form, {_OF_THE_PAGE}, {_LAYER}) {_SWITCH}")

    def other_buttons_in(self, form: Locator, *names: Pattern[str]) -> Locator:
        """The buttons of this form that do not submit it and have none of these names."""
        return form.get_by_role("button", name=none_of(*names)).and_(self.page.locator(f":not({_SUBMITS})"))

    def link_or_button(self, name: Pattern[str]) -> Locator:
        """What the vendor calls a link, which a portal may have made a link, a button or a summary that opens it."""
        links = self.page.get_by_role("link", name=name)
        return links.or_(self.page.get_by_role("button", name=name)).or_(summary(self.page, name))

    def way_back(self) -> Locator:
        """The way back to sign-in that a member can reach: a modal dialog may repeat that of the page behind it."""
        within_reach = self.page.locator(f"html:not(:has({_MODAL})) *, {_MODAL} *")
        return self.link_or_button(self.wording.back_to_sign_in).and_(within_reach).describe("way back to sign-in")


def summary(page: Page, name: Pattern[str]) -> Locator:
    """The control of a native `<details>`: HTML gives it no role, so that it is no button for Playwright either."""
    # A text is compared with the white space around it; the name of a role is not.
    spaced = re.sub(r"(?<!\\)\$", r"\\s*$", re.sub(r"(?<!\[)\^", r"^\\s*", name.pattern))
    summaries = page.locator("summary")
    return summaries.filter(has_text=re.compile(spaced, name.flags)).or_(summaries.and_(page.get_by_label(name)))


def none_of(*patterns: Pattern[str]) -> Pattern[str]:
    """Matches a text in which none of these patterns is found."""
    found = "|".join(pattern.pattern for pattern in patterns)
    return re.compile(rf"^(?!.*(?:{found}))", re.IGNORECASE | re.DOTALL)


def accessible_name(control: Locator) -> str:
    """A control's role and name for messages, never what was typed into it."""
    return control.aria_snapshot().removeprefix("- ").partition(":")[0]


def visible_texts(page: Page, *roles: Literal["heading", "alert", "link", "button"]) -> str:
    """What can be read of the page's elements with these roles, in quotes; it says which view is shown, and why."""
    found = [text for role in roles for text in page.get_by_role(role).filter(visible=True).all_inner_texts()]
    return ", ".join(f"'{' '.join(text.split())}'" for text in found if text.strip())
