"""The view a member reaches from the link in a password-reset email (`Password reset`, step two)."""

import re

from playwright.sync_api import Page

from pages.controls import BACK_TO_SIGN_IN, forms, link_or_button
from pages.sign_in import PASSWORD

# A form for a new password may have further buttons; none of these is the toggle.
NOT_ANOTHER_BUTTON = re.compile(
    r"^(?!.*(reset password|back|sign ?in|log ?in|generate|suggest|copy|clear|close|cancel|help|new link|try again))",
    re.IGNORECASE | re.DOTALL,
)


class ResetPasswordView:
    """Where a member chooses a new password.

    Every control is found inside the view's own form, so the first act waits for this view and can't act on the one
    that the browser is leaving. Unlike the sign-in view's, its button resets the password.
    Source: docs/portal.md, section 4.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        button = re.compile(r"reset password", re.IGNORECASE)
        self.form = (
            forms(page)
            .filter(has=page.get_by_role("textbox", name=PASSWORD))
            .filter(has=page.get_by_role("button", name=button))
        )
        self.new_password = self.form.get_by_role("textbox", name=PASSWORD)
        self.reset_button = self.form.get_by_role("button", name=button)
        # The documented show/hide toggle, whatever its wording and role: what else can be pressed in the form.
        self.password_toggle = (
            self.form.get_by_role("button", name=NOT_ANOTHER_BUTTON)
            .or_(self.form.get_by_role("switch"))
            .or_(self.form.get_by_role("checkbox"))
        )
        # What a password manager stores the new password under; it may be hidden from everybody else.
        self.username = self.form.locator("input[autocomplete~='username'], input[autocomplete~='email']")
        self.back_to_sign_in_link = link_or_button(page, BACK_TO_SIGN_IN)

    def open(self, link: str) -> None:
        """Follow the link from the email; the view has no address of its own."""
        # A link in a mail opens a new document, also where only the fragment (and the token in it) differs.
        self.page.goto("about:blank")
        self.page.goto(link)

    def set_password(self, password: str) -> None:
        """Enter the new password and submit it."""
        self.new_password.fill(password)
        self.reset_button.click()

    def enter_password(self, password: str) -> None:
        """Enter the new password without submitting it."""
        self.new_password.fill(password)

    def paste_password(self) -> None:
        """Paste what has been copied into the password field, from the keyboard."""
        self.page.bring_to_front()
        self.new_password.focus()
        self.new_password.press("ControlOrMeta+V")

    def has_editable_field_with(self, value: str) -> bool:
        """Whether a field has this value now and can be edited."""
        fields = self.page.locator("input:visible, textarea:visible")
        return any(field.input_value() == value and field.is_editable() for field in fields.all())

    def submit_with_enter(self) -> None:
        """Submit the form from the keyboard."""
        self.new_password.press("Enter")
