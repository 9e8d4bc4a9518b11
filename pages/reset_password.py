"""The view a member reaches from the link in a password-reset email (`Password reset`, step two)."""

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.controls import STARTING, Controls, ViewNotFoundError, visible_texts
from pages.wording import Wording


class ResetPasswordView:
    """Where a member chooses a new password: a form with a password, and no field that asks whose it is.

    Every control is found inside the view's own form, so the first act waits for this view and can't act on the one
    that the browser is leaving. Source: docs/portal.md, section 4.
    """

    def __init__(self, page: Page, wording: Wording, *, starting: float = STARTING) -> None:
        self.page = page
        self.starting = starting
        controls = Controls(page, wording)
        with_password = controls.forms.filter(has=controls.password)
        self.form = with_password.filter(has=controls.new_password).or_(with_password.filter(has_not=controls.asking))
        self.password_fields = controls.password_in(self.form)
        """The documented view has one; a portal may ask for the password a second time."""
        self.new_password = self.password_fields.first.describe("password of the reset form")
        self.editable_email = controls.asking_in(self.form)
        """A field for the address that a member could edit; the documented view has none."""
        button = controls.submit_in(self.form, wording.reset_password)
        self.reset_button = button.describe("button of the reset form")
        # The documented show/hide toggle, whatever its name and role: what else can be pressed in the form.
        self.password_toggle = (
            controls.other_buttons_in(self.form, wording.not_the_toggle, wording.reset_password)
            .or_(self.form.get_by_role("switch"))
            .or_(self.form.get_by_role("checkbox"))
            .or_(controls.toggle_beside(self.form))
        ).describe("toggle that shows the password")
        # What a password manager stores the new password under; it may be hidden from everybody else.
        self.username = self.form.locator("input[autocomplete~='username'], input[autocomplete~='email']")
        self.back_to_sign_in_link = controls.way_back()

    def open(self, link: str) -> None:
        """Follow the link from the email; the view has no address of its own."""
        # A link in a mail opens a new document, also where only the fragment (and the token in it) differs.
        self.page.goto("about:blank")
        self.page.goto(link)

    def set_password(self, password: str) -> None:
        """Enter the new password and submit it."""
        self.enter_password(password)
        self.submit()

    def submit(self) -> None:
        """Submit the form; a view may enable its button only once the field is left."""
        self.new_password.blur()
        self.reset_button.click()

    def enter_password(self, password: str) -> None:
        """Enter the new password without submitting it, in each field that asks for it."""
        try:
            self.new_password.wait_for(timeout=self.starting)  # the link opened the portal anew
        except PlaywrightTimeoutError:
            shown = visible_texts(self.page, "heading", "alert")
            raise ViewNotFoundError(
                "expected the reset view, a form with a password field and no email field, within "
                f"{self.starting / 1000:g} s; the page shows {shown or 'no heading'}"
            ) from None
        for field in self.password_fields.all():
            field.fill(password)

    def paste_password(self) -> None:
        """Paste what has been copied into each password field, from the keyboard."""
        self.page.bring_to_front()
        self.new_password.wait_for()
        for field in self.password_fields.all():
            field.focus()
            field.press("ControlOrMeta+V")

    def has_editable_field_with(self, value: str) -> bool:
        """Whether a field has this value now and can be edited."""
        fields = self.page.locator("input:visible, textarea:visible")
        return any(field.input_value() == value and field.is_editable() for field in fields.all())

    def submit_with_enter(self) -> None:
        """Submit the form from the keyboard."""
        self.new_password.press("Enter")
