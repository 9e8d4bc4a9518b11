"""Which controls lead from view to view: to sign-in, to recovery, back from there, and on by submitting a form."""

from collections.abc import Callable, Iterator
from secrets import token_hex

import pytest
from playwright.sync_api import Error, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from harness.doctor.check import CheckResult, note, ok
from harness.doctor.learning.learned import MOST_TRIED, Control, Learned, all_controls, controls, listed
from pages import ForgotPasswordView, ResetPasswordView, SignInView
from pages.overlays import INTERCEPTED
from testkit.api import endpoints
from testkit.api.page_calls import is_call

VIEWS = {"sign_in": "the sign-in view", "forgot_password": "password recovery"}
MOST_WAYS = 40
"""How many controls of a page are tried on the way in: a start page's header may hold many links."""


def learn_way(
    label: str,
    learned: Learned,
    begin: Callable[[], object],
    reached: Locator,
    accepts: Callable[[], bool] = lambda: True,
) -> None:
    """Find out which control leads to a view by trying them, since its form is known whatever the language."""
    page = reached.page
    found = all_controls(page)
    for one in learned.new_first(page, found)[:MOST_WAYS]:
        begin()
        try:
            one.on(page).click(timeout=learned.soon)
            reached.wait_for(timeout=learned.soon)
        except PlaywrightTimeoutError as error:
            if INTERCEPTED in error.message:  # the layer that covers it is learned first
                raise
            continue
        if accepts():
            learned.labels[label] = one.name
            return
    learned.undecided[label] = found
    pytest.fail(
        f"no control was recognized that leads to {VIEWS[label]}: choose labels.{label} below, add it, learn again",
        pytrace=False,
    )


def learn_way_to_recovery(
    learned: Learned, page: Page, open_sign_in: Callable[[], SignInView], recovery: Locator
) -> None:
    """Find out what leads to recovery, and go there; a form for a magic link or an account may look the same."""

    def asks_for_a_reset() -> bool:
        nobody = f"nobody-{token_hex(5)}@{learned.context.environment.mailpit.mail_domain}"
        view = ForgotPasswordView(page, learned.wording)
        within = learned.soon * (2 if view.reset_button.count() else MOST_TRIED)
        try:
            with page.expect_request(lambda request: is_call(request, endpoints.START_PASSWORD_RESET), timeout=within):
                submit(learned, view, lambda: view.enter_email(nobody), endpoints.START_PASSWORD_RESET)
        except (Error, pytest.fail.Exception):  # a timeout as well, or a form with two fields
            return False
        return True

    learn_way("forgot_password", learned, open_sign_in, recovery, asks_for_a_reset)
    open_sign_in().forgot_password_link.first.click()


def submit(learned: Learned, view: ForgotPasswordView | ResetPasswordView, fill: Callable[[], None], call: str) -> None:
    """Fill a view's form and submit it; where no button is known to do that, find out which one makes this call."""
    if view.reset_button.count():
        # Once the label is learned on another view, it takes the place of the words by which this button is known.
        known = controls(view.reset_button.first)
        learned.submits += [one.name for one in known if learned.wording.reset_password.search(one.name)]
        fill()
        view.submit()
        return
    name = _button_that_calls(call, learned, view, fill)
    if not name:
        pytest.fail(f"none of the view's buttons calls {call}: set labels.reset_password to its button", pytrace=False)
    learned.submits.append(name)
    learned.add_label("reset_password", learned.submits)


def learn_sign_in_button(learned: Learned, view: SignInView, open_sign_in: Callable[[], SignInView]) -> None:
    """Find out which button signs in, where neither the form nor its words tell; where none does, Enter may.

    The label takes the place of the words, so it also holds what is known to lead to this view.
    """
    given = learned.labels.get("sign_in") or learned.context.environment.labels.sign_in or ""
    if view.sign_in_button.count() or given.startswith("/"):
        return

    def fill() -> None:
        open_sign_in()
        view.email.fill(f"nobody-{token_hex(5)}@{learned.context.environment.mailpit.mail_domain}")
        view.password.fill(token_hex(12))

    if name := _button_that_calls(endpoints.TOKEN, learned, view, fill):
        known = [one.name for one in learned.at_start if learned.wording.sign_in.search(one.name)]
        learned.add_label("sign_in", [*filter(None, [given]), *known, name])
    open_sign_in()


def _button_that_calls(
    call: str, learned: Learned, view: SignInView | ForgotPasswordView | ResetPasswordView, fill: Callable[[], None]
) -> str:
    """The name of the view's button that makes this call once the form is filled; empty if none does."""
    found = [one for one in controls(view.form.first) if one.role == "button" and one.name]
    for one in found[::-1]:  # the last one is the likeliest
        fill()
        try:
            with view.page.expect_request(lambda request: is_call(request, call), timeout=learned.soon):
                one.on(view.page).click(timeout=learned.soon)
        except PlaywrightTimeoutError as error:
            if INTERCEPTED in error.message:  # the layer that covers it is learned first
                raise
            continue
        return one.name
    return ""


def learn_way_back(
    learned: Learned, page: Page, view: str, begin: Callable[[], None], form: Locator
) -> Iterator[CheckResult]:
    """Find the way back on the view with this form, by its words or by trying; `begin` opens that view anew."""
    known = ForgotPasswordView(page, learned.wording).back_to_sign_in_link
    if known.count():
        learned.ways_back.append(controls(known.first)[0].name)
        return
    found = all_controls(page)[::-1]  # the last one is the likeliest
    for one in learned.new_first(page, found)[:MOST_TRIED]:
        is_back = _leads_back(learned, page, one, form)
        begin()
        if is_back:
            learned.ways_back.append(one.name)
            learned.add_label("back_to_sign_in", learned.ways_back)
            yield ok(f"the way back from the {view} view to sign-in is found, by the control called {one.name!r}")
            return
    advice = f"If the {view} view has one, set labels.back_to_sign_in to its name: {listed(found)}."
    yield note(f"no way back from the {view} view to sign-in was recognized", advice)


def _leads_back(learned: Learned, page: Page, one: Control, form: Locator) -> bool:
    sign_in = SignInView(page, learned.wording, learned.context.target.portal_url)
    try:
        one.on(page).click(timeout=learned.soon)
        form.wait_for(state="hidden", timeout=learned.soon)  # a dialog may lie over the sign-in view
        sign_in.email.wait_for(timeout=learned.soon)
    except PlaywrightTimeoutError:
        return False
    return True
