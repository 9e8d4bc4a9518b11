"""`make doctor LEARN=1`: walk the flow once with one member, and print the settings that the portal needs."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from harness.doctor.check import CheckContext, CheckResult, fail, note, ok
from harness.doctor.learning.learned import MOST_TRIED, Learned, controls, listed
from harness.doctor.learning.member import one_member
from harness.doctor.learning.sign_out import learn_sign_out
from harness.doctor.learning.ways import (
    learn_sign_in_button,
    learn_way,
    learn_way_back,
    learn_way_to_recovery,
    submit,
)
from harness.portal.page import portal_page
from pages import ForgotPasswordView, Overlays, ResetPasswordView, SignInView, ViewNotFoundError
from pages.gate import Gate
from pages.language import LanguageControl
from pages.overlays import INTERCEPTED, covering_buttons
from testkit.api import endpoints
from testkit.api.page_calls import act_milliseconds, start_milliseconds
from testkit.settings.addresses import host_of
from testkit.text import shortened

MOST_LAYERS = 4
STORES = """async () => ({
    localStorage: Object.keys(localStorage), sessionStorage: Object.keys(sessionStorage),
    IndexedDB: await indexedDB.databases?.() ?? [],
})"""


def walk(context: CheckContext, learned: Learned) -> Iterator[CheckResult]:
    """Walk from the portal's address to the signed-in member and out again."""
    environment = context.environment
    if not environment.command:
        if not environment.api_url:
            learned.settings["api_url"] = context.target.api_url
        if context.target.admin_url not in {environment.admin_url, context.target.api_url}:
            learned.settings["admin_url"] = context.target.admin_url
    yield from _with_layers_closed(context, learned)


def _with_layers_closed(context: CheckContext, learned: Learned) -> Iterator[CheckResult]:
    """Walk, and again once it is known how to close what covered a page."""
    for _ in range(MOST_LAYERS):
        found = learned.settings.get("dismiss", [])
        yield from _attempt(context, learned)
        if learned.settings.get("dismiss", []) == found:
            return


def _attempt(context: CheckContext, learned: Learned) -> Iterator[CheckResult]:
    project = context.settings.projects[context.projects[0]]
    with portal_page(project, context.access) as page, ExitStack() as to_end:
        slow = context.environment.slow_answer_seconds
        page.set_default_timeout(context.settings.use.with_time_to_start(start_milliseconds(slow)).action_timeout)
        dismiss = (*context.environment.dismiss, *learned.settings.get("dismiss", []))
        Overlays(page, dismiss).dismiss_automatically()
        try:
            yield from _enter(context, learned, page)
            member, mailbox, password = to_end.enter_context(one_member(context))
            yield ok(f"walking as {member.email}")
            recovery = ForgotPasswordView(page, learned.wording)
            submit(learned, recovery, lambda: recovery.enter_email(member.email), endpoints.START_PASSWORD_RESET)
            mailed = mailbox.link_in(mailbox.wait_for_reset_mail())
            link = mailbox.portal.followed(mailed)
            yield ok(f"the reset mail is here; its link leads to {mailed.address}")
            if link != mailed and not context.environment.rebase_links:
                learned.settings["rebase_links"] = True
                yield note(f"that is another host than the tested portal's, {host_of(context.target.portal_url)}")
            reset = ResetPasswordView(page, learned.wording)

            def open_reset() -> None:
                reset.open(link.url)
                reset.new_password.wait_for()

            open_reset()
            yield from learn_way_back(learned, page, "reset", open_reset, reset.new_password)
            with page.expect_response(
                lambda answer: endpoints.PROFILES in answer.url and answer.ok, timeout=act_milliseconds(slow)
            ):
                submit(learned, reset, lambda: reset.enter_password(password), endpoints.COMPLETE_PASSWORD_RESET)
            yield ok("the member is signed in by the reset")
            yield from _stores(page)
            yield from learn_sign_out(learned, page, member)
        except PlaywrightTimeoutError as error:
            buttons = covering_buttons(page) if INTERCEPTED in error.message else []
            if buttons and buttons[0] not in dismiss:
                learned.settings["dismiss"] = [*dismiss, buttons[0]]
                yield note(f"something covers the page; {buttons[0]!r} closes it")
                return
            place = page.url.partition("?")[0]
            yield fail(f"the walk ended at {place}: {shortened(error.message.splitlines()[0])}", _advice(page))
        except (Error, AssertionError, pytest.fail.Exception) as error:
            yield fail(f"the walk ended: {shortened(str(error).splitlines()[0])}", _advice(page))


def _enter(context: CheckContext, learned: Learned, page: Page) -> Iterator[CheckResult]:
    """Go to the sign-in view and on to recovery, learning the language, the path and the labels on the way."""
    portal = context.target.portal_url
    page.goto(portal)
    page.get_by_role("link").or_(page.get_by_role("button")).first.wait_for()
    gate = Gate(page, learned.wording)
    if (password := context.credentials.gate_password) and gate.form.is_visible():
        gate.unlock(password)
        gate.form.wait_for(state="detached")
        page.get_by_role("link").or_(page.get_by_role("button")).first.wait_for()
        if not context.environment.gate:
            learned.settings["gate"] = True
        yield ok("the gate accepts its password")
    yield _choose_language(context, learned, page)
    learned.at_start = controls(page)

    path = context.environment.paths.sign_in

    def open_sign_in() -> SignInView:
        view = SignInView(page, learned.wording, portal, path)
        view.open()
        return view

    try:
        view = open_sign_in()
    except ViewNotFoundError:
        known = SignInView(page, learned.wording, portal)
        learn_way("sign_in", learned, lambda: page.goto(portal), known.email)
        view = open_sign_in()
    if page.url.startswith(portal) and not path:
        learned.settings["paths"] = {"sign_in": page.url.partition("?")[0].removeprefix(portal) or "/"}
    yield ok(f"sign-in view: {page.url.partition('?')[0]}")
    learn_sign_in_button(learned, view, open_sign_in)

    recovery = ForgotPasswordView(page, learned.wording).email
    if view.forgot_password_link.count():
        view.forgot_password_link.first.click()
    else:
        learn_way_to_recovery(learned, page, open_sign_in, recovery)
    recovery.wait_for()
    yield ok("password recovery is reached" + _called(learned, "forgot_password"))

    def open_recovery() -> None:
        open_sign_in().forgot_password_link.first.click()
        recovery.wait_for()

    yield from learn_way_back(learned, page, "recovery", open_recovery, recovery)


def _choose_language(context: CheckContext, learned: Learned, page: Page) -> CheckResult:
    """Choose the language that the settings name, as scenarios do; without one, learn the one that the page states."""
    wanted = context.environment.language.partition("-")[0].lower()
    is_wanted = "language" in context.environment.model_fields_set
    if is_wanted:
        LanguageControl(page, learned.wording, context.environment.language).choose()
    spoken = (page.locator("html").get_attribute("lang") or "").partition("-")[0].lower()
    if is_wanted and spoken != wanted:
        said = f"the settings want {wanted!r}, and the page says that it is in {spoken or 'no language'!r}"
        return note(said, "If that is so, change `language`.")
    if spoken and spoken != wanted:
        learned.settings["language"] = spoken
    return ok(f"language: {learned.language}")


def _stores(page: Page) -> Iterator[CheckResult]:
    stores = [name for name, keys in page.evaluate(STORES).items() if keys]
    if page.context.cookies():
        stores.append("cookies")
    yield ok(f"the browser holds the session among: {', '.join(stores) or 'nothing that stays'}")


def _called(learned: Learned, label: str) -> str:
    return f", by the control called {learned.labels[label]!r}" if label in learned.labels else ""


def _advice(page: Page) -> str:
    return f"Links and buttons there: {listed(controls(page)[:MOST_TRIED])}."
