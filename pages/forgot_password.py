"""The view where a member asks for a reset link (`Password recovery`, step one)."""

import re
from contextlib import suppress

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.controls import Controls
from pages.wording import Wording

_DIALOG = ":is(dialog, [role='dialog'])"
_NOT_BESIDE_A_PASSWORD = f"{_DIALOG}, {_DIALOG} *, html:not(:has(input[type='password']:visible)) *"
VALIDATING = 1_000  # milliseconds, after which a button that is still disabled stays so


class ForgotPasswordView:
    """Where a member asks for a link by email: a form with a field for the address and no password.

    It may be a page of its own or a dialog above the sign-in view. Source: docs/portal.md, section 4.
    """

    def __init__(self, page: Page, wording: Wording) -> None:
        self.page = page
        self._controls = Controls(page, wording)
        without_password = self._controls.forms.filter(has=self._controls.asking).filter(
            has_not=self._controls.password
        )
        # The sign-in view may have such a form as well: for a magic link.
        beside_no_sign_in = without_password.and_(page.locator(_NOT_BESIDE_A_PASSWORD))
        named = without_password.filter(has=page.get_by_role("button", name=wording.reset_password))
        self.form = beside_no_sign_in.or_(named)
        self.email = self._controls.asking_in(self.form).describe("email of the recovery form")
        button = self._controls.submit_in(self.form, wording.reset_password)
        self.reset_button = button.describe("button of the recovery form")
        self.back_to_sign_in_link = self._controls.way_back()

    def request_reset(self, email: str) -> None:
        """Ask for a reset link for an address."""
        self.email.fill(email)
        self.submit()

    def enter_email(self, email: str) -> None:
        """Enter an address without submitting it."""
        self.email.fill(email)

    def try_to_submit(self) -> None:
        """Leave the field and press the button, unless it stays disabled: a view may complain at either."""
        self.email.press("Tab")
        with suppress(PlaywrightTimeoutError):
            self.reset_button.click(trial=True, timeout=VALIDATING)
        if self.reset_button.is_enabled():
            self.reset_button.click()

    def submit(self) -> None:
        """Submit the form; a view may enable its button only once the field is left."""
        self.email.blur()
        self.reset_button.click()

    def submit_with_enter(self) -> None:
        """Submit the form from the keyboard."""
        self.email.press("Enter")

    def request_reset_with_double_click(self, email: str) -> None:
        """Ask for a reset link with a double click."""
        self.email.fill(email)
        self.email.blur()
        self.reset_button.dblclick()

    def validation_message(self) -> str:
        """The browser's own validation message for the address, which no page can read; empty where it shows none."""
        messages = self.email.evaluate_all(
            "fields => fields.map((field) => (field.form?.noValidate ? '' : field.validationMessage))"
        )
        return " ".join(messages)

    def inbox_shortcut(self, provider: str) -> Locator:
        """The shortcut to a mail provider's inbox, offered once the mail is confirmed."""
        shortcut = self._controls.link_or_button(re.compile(provider, re.IGNORECASE))
        return shortcut.describe(f"shortcut to {provider}")
