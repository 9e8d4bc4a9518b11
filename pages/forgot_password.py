"""The view where a member asks for a reset link (`Password recovery`, step one)."""

import re

from playwright.sync_api import Locator, Page

from pages.controls import BACK_TO_SIGN_IN, forms, link_or_button
from pages.sign_in import PASSWORD


class ForgotPasswordView:
    """Where a member asks for a link by email.

    This view and the reset view both have an email and a `Reset password` button; only this one has no password field.
    Source: docs/portal.md, section 4.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.form = (
            forms(page)
            .filter(has=page.get_by_role("textbox", name=re.compile("email", re.IGNORECASE)))
            .filter(has_not=page.get_by_role("textbox", name=PASSWORD))
        )
        self.email = self.form.get_by_role("textbox", name=re.compile("email", re.IGNORECASE))
        self.reset_button = self.form.get_by_role("button", name=re.compile(r"reset password", re.IGNORECASE))
        self.back_to_sign_in_link = link_or_button(page, BACK_TO_SIGN_IN)

    def request_reset(self, email: str) -> None:
        """Ask for a reset link for an address."""
        self.email.fill(email)
        self.reset_button.click()

    def enter_email(self, email: str) -> None:
        """Enter an address without submitting it."""
        self.email.fill(email)

    def submit_with_enter(self) -> None:
        """Submit the form from the keyboard."""
        self.email.press("Enter")

    def request_reset_with_enter(self, email: str) -> None:
        """Ask for a reset link from the keyboard."""
        self.email.fill(email)
        self.email.press("Enter")

    def request_reset_with_double_click(self, email: str) -> None:
        """Ask for a reset link with a double click."""
        self.email.fill(email)
        self.reset_button.dblclick()

    def validation_message(self) -> str:
        """The browser's own validation message for the address, which no page can read; empty where it shows none."""
        messages = self.email.evaluate_all(
            "fields => fields.map((field) => (field.form?.noValidate ? '' : field.validationMessage))"
        )
        return " ".join(messages)

    def inbox_shortcut(self, provider: str) -> Locator:
        """The shortcut to a mail provider's inbox, offered once the mail is confirmed."""
        return link_or_button(self.page, re.compile(provider, re.IGNORECASE))
