"""Which controls lead from view to view: to sign-in, to recovery, and back from there and from the reset view."""

from collections.abc import Callable, Iterator
from secrets import token_hex

from playwright.sync_api import Error, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from harness.doctor.check import CheckResult, note, ok
from harness.doctor.learning.learned import MOST_TRIED, Learned, control, control_names, name_of
from pages import ForgotPasswordView, SignInView
from pages.overlays import INTERCEPTED
from testkit.api import endpoints
from testkit.api.page_calls import is_call


def learn_way(
    label: str,
    learned: Learned,
    begin: Callable[[], object],
    reached: Locator,
    accepts: Callable[[], bool] = lambda: True,
) -> bool:
    """Find out which control leads to a view by trying them, since its form is known whatever the language."""
    page = reached.page
    names = control_names(page)
    for name in names[:MOST_TRIED]:
        begin()
        try:
            control(page, name).click(timeout=learned.soon)
            reached.wait_for(timeout=learned.soon)
        except PlaywrightTimeoutError as error:
            if INTERCEPTED in error.message:  # the layer that covers it is learned first
                raise
            continue
        if accepts():
            learned.labels[label] = name
            return True
    learned.undecided[label] = names
    return False


def learn_way_to_recovery(
    learned: Learned, page: Page, open_sign_in: Callable[[], SignInView], recovery: Locator
) -> None:
    """Find out what leads to recovery, and go there; a form for a magic link or an account may look the same."""

    def asks_for_a_reset() -> bool:
        nobody = f"nobody-{token_hex(5)}@{learned.context.environment.mailpit.mail_domain}"
        try:
            with page.expect_request(
                lambda request: is_call(request, endpoints.START_PASSWORD_RESET), timeout=learned.soon
            ):
                ForgotPasswordView(page, learned.wording).request_reset(nobody)
        except Error:  # a timeout as well, or a form with two fields
            return False
        return True

    if learn_way("forgot_password", learned, open_sign_in, recovery, asks_for_a_reset):
        open_sign_in().forgot_password_link.first.click()


def learn_way_back(
    learned: Learned, page: Page, view: str, begin: Callable[[], None], form: Locator
) -> Iterator[CheckResult]:
    """Find the way back on the view with this form, by its words or by trying; `begin` opens that view anew."""
    known = ForgotPasswordView(page, learned.wording).back_to_sign_in_link
    if known.count():
        learned.ways_back.append(name_of(known.first))
        return
    for name in control_names(page)[::-1][:MOST_TRIED]:  # the last control first: the first ones are a header's
        is_back = _leads_back(learned, page, name, form)
        begin()
        if is_back:
            learned.ways_back.append(name)
            learned.add_label("back_to_sign_in", learned.ways_back)
            yield ok(f"the way back from the {view} view to sign-in is found, by the control called {name!r}")
            return
    advice = f"If the {view} view has one, set labels.back_to_sign_in."
    yield note(f"no way back from the {view} view to sign-in was recognized", advice)


def _leads_back(learned: Learned, page: Page, name: str, form: Locator) -> bool:
    sign_in = SignInView(page, learned.wording, learned.context.target.portal_url)
    try:
        control(page, name).click(timeout=learned.soon)
        form.wait_for(state="hidden", timeout=learned.soon)  # a dialog may lie over the sign-in view
        sign_in.email.wait_for(timeout=learned.soon)
    except PlaywrightTimeoutError:
        return False
    return True
