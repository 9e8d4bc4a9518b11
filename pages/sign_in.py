"""The view where a member signs in, and where a password reset starts."""

import re

from playwright.sync_api import Page

from pages.controls import forms, link_or_button

PASSWORD = re.compile("password", re.IGNORECASE)
SIGN_IN = re.compile(r"^\s*(sign|log) ?in\s*$", re.IGNORECASE)


class SignInView:
    """Where a member signs in.

    Source: docs/portal.md, section 4; the button is `Login` in version 5 and `Sign in` in version 4.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sign_in_button = page.get_by_role("button", name=SIGN_IN)
        self.form = forms(page).filter(has=self.sign_in_button)
        self.email = self.form.get_by_role("textbox", name=re.compile("email", re.IGNORECASE))
        self.password = self.form.get_by_role("textbox", name=PASSWORD)
        self.forgot_password_link = link_or_button(page, re.compile(r"forgot( your)? password", re.IGNORECASE))

    def open(self, at: str = "") -> None:
        """Go to the sign-in view, whose path is the one address of the portal that is known (`/login`).

        `at` is the address of another portal than the browser was opened for.
        """
        self.page.goto(f"{at}/login")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in with an address and a password.

        Submitted with Enter: the button may stay disabled until the portal has handled the last key.
        """
        self.email.fill(email)
        self.password.fill(password)
        self.password.press("Enter")
