"""The view where a member signs in, and where a password reset starts."""

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from pages.controls import STARTING, Controls, ViewNotFoundError, visible_texts
from pages.overlays import INTERCEPTED
from pages.wording import Wording


class SignInView:
    """Where a member signs in: a form with a password and a field for whose it is.

    Source: docs/portal.md, section 4; its button, headings and address differ between versions.
    """

    def __init__(
        self,
        page: Page,
        wording: Wording,
        portal_url: str,
        path: str | None = None,
        *,
        starting: float = STARTING,
    ) -> None:
        self.page = page
        self.starting = starting
        self.portal_url = portal_url
        self.path = path
        controls = Controls(page, wording)
        self.form = (
            controls.forms.filter(has=controls.password)
            .filter(has=controls.asking)
            .filter(has_not=controls.new_password)
        )
        self.email = controls.asking_in(self.form).describe("email of the sign-in form")
        self.password = controls.password_in(self.form).describe("password of the sign-in form")
        self.password_toggle = controls.password_toggle_in(self.form).describe("toggle of the sign-in form")
        self.sign_in_button = controls.submit_in(self.form, wording.sign_in).describe("button of the sign-in form")
        self.forgot_password_link = controls.link_or_button(wording.forgot_password).describe("way to recovery")
        self.way_in = controls.link_or_button(wording.sign_in).and_(
            page.locator("body:not(:has(input[type='password']:visible)) *")
        )
        """What leads to this view from one that has no form to sign in: the portal's start page, for instance."""

    def open(self, at: str = "") -> None:
        """Go to the sign-in view as a member does: to the portal's address, and on by its own way in.

        Where its path is known, that is opened instead. `at` is the address of another portal than the usual one.
        """
        portal = at or self.portal_url
        self.page.goto(portal + (self.path or ""))
        self.reach()

    def reach(self) -> None:
        """Go on to the sign-in view from the one that is shown, unless that is it."""
        entrance = self.email.or_(self.way_in).first
        try:
            entrance.wait_for(timeout=self.starting)
            if not self.email.is_visible():
                # The portal may lead on by itself meanwhile: then this is a click into the email field.
                entrance.click()
        except PlaywrightTimeoutError as error:
            raise self._not_found(error) from None

    def sign_in(self, email: str, password: str) -> None:
        """Sign in with an address and a password."""
        self.email.fill(email)
        self.password.fill(password)
        self.password.blur()  # a view may enable its button only then
        if self.sign_in_button.count():
            self.sign_in_button.first.click()  # of several, Enter presses the first as well
        else:  # without a form element, a button is known by its name only
            self.password.press("Enter")

    def _not_found(self, error: PlaywrightTimeoutError) -> Exception:
        if INTERCEPTED in error.message:
            return error
        shown = visible_texts(self.page, "heading", "alert")
        ways = visible_texts(self.page, "link", "button")
        offered = f"its links and buttons are {ways}" if ways else "it has no link and no button"
        hint = "or labels.sign_in if one of these leads there" if ways else "unless the page did not start at all"
        return ViewNotFoundError(
            f"expected a form to sign in, or a way to one, at {self.page.url.partition('?')[0]}; the page shows "
            f"{shown or 'no heading'}, and {offered}. Set paths.sign_in, {hint}."
        )
