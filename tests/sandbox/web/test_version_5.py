"""A version 5 portal in a browser: its views, languages, recovery as a dialog, an operator's own code."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import OTHER_PASSWORD, Running, link_in, running

ENGLISH = re.compile(r"\b(password|sign|reset|email|your|the)\b", re.IGNORECASE)


def walk(page: Page, sandbox: Running) -> None:
    """Request a reset, follow the link in the mail, set a password and sign out."""
    member = sandbox.member()
    page.goto(sandbox.portal)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Forgot password?").click()
    recovery = page.locator("form").filter(has_not=page.locator("[type=password]"))
    recovery.get_by_label("Email").fill(member.email)
    recovery.get_by_role("button", name="Reset password").click()
    expect(page.get_by_text(member.email)).to_be_visible()

    page.goto(link_in(sandbox.postbox.to(member.email, 4)))
    page.get_by_label("New password").fill(OTHER_PASSWORD)
    page.get_by_role("button", name="Reset password").click()
    page.get_by_role("button", name="avatar", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(sandbox.portal)


@pytest.fixture(scope="module")
def portal(postbox: Postbox) -> Iterator[Running]:
    """A version 5 portal without options."""
    with running(postbox, "--version", "5") as sandbox:
        yield sandbox


def test_blank_and_wrong_credentials_are_explained_in_the_view_s_own_words(page: Page, portal: Running) -> None:
    page.goto(f"{portal.portal}/login")
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_role("alert")).to_have_text(["Please enter your email", "Please enter your password"])

    page.get_by_label("Email").fill("nobody@example.com")
    page.get_by_role("textbox", name="Password").fill("Wrong-password-1")
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_role("alert")).to_have_text("Invalid email/password")


def test_the_spinner_turns_from_the_first_document_on_unless_motion_is_reduced(page: Page, portal: Running) -> None:
    page.route("**/api/**", lambda _: None)  # nothing answers, so that the portal goes on waiting
    spinner = page.get_by_role("progressbar")

    page.goto(portal.portal)
    expect(spinner).to_have_attribute("style", re.compile("rotate"))

    page.emulate_media(reduced_motion="reduce")
    page.clock.install()
    page.reload()
    page.clock.run_for(2_000)
    expect(spinner).to_be_visible()
    expect(spinner).not_to_have_attribute("style", re.compile("rotate"))


def test_every_call_of_the_page_goes_to_another_origin(page: Page, portal: Running) -> None:
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.url) if "/api/" in request.url else None)
    page.goto(f"{portal.portal}/login")
    expect(page.get_by_role("button", name="Login")).to_be_visible()

    assert re.match(rf"{portal.admin}/api/sys/businesses/getByHost\?host=harbour-house$", calls[0])
    assert {call.partition("/api/")[0] for call in calls[1:]} == {portal.api}


@pytest.mark.parametrize("wording", ["spanish", "german"])
def test_no_word_of_english_is_left(page: Page, postbox: Postbox, wording: str) -> None:
    with running(postbox, "--version", "5", "--wording", wording) as sandbox:
        for path in ("/login", "/forgot-password", "/no-such-view"):
            page.goto(sandbox.portal + path)
            expect(page.locator(".card")).to_be_visible()

            assert not ENGLISH.search(page.locator("main").inner_text())
            assert page.locator("html").get_attribute("lang") in {"es", "de"}


def test_a_visitor_can_choose_another_language(page: Page, portal: Running) -> None:
    page.goto(f"{portal.portal}/login")
    page.get_by_role("button", name="Language").click()
    page.get_by_role("button", name="Spanish").click()
    expect(page.get_by_role("button", name="Entrar")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Entrar").click()

    expect(page.get_by_role("alert").first).to_have_text("Introduce tu correo electrónico")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_recovery_can_be_a_dialog_over_sign_in(page: Page, postbox: Postbox) -> None:
    with running(postbox, "--version", "5", "--recovery", "dialog") as sandbox:
        walk(page, sandbox)
        page.get_by_role("link", name="Sign in").click()
        page.get_by_role("link", name="Forgot password?").click()
        dialog = page.get_by_role("dialog", name="Forgot your password?")
        expect(dialog.get_by_role("heading")).to_be_focused()
        page.keyboard.press("Escape")

        expect(dialog).to_have_count(0)
        expect(page).to_have_url(f"{sandbox.portal}/login")
        expect(page.get_by_role("button", name="Login")).to_be_visible()


@pytest.mark.parametrize("origins", ["one", "three"])
def test_an_operator_s_code_reports_pages_without_tokens_and_leaves_the_portal_usable(
    page: Page, postbox: Postbox, origins: str
) -> None:
    reports: list[str] = []
    missing: list[str] = []
    page.on("request", lambda request: reports.append(request.post_data or "") if "/collect" in request.url else None)
    page.on("response", lambda response: missing.append(response.url) if response.status == 404 else None)
    with running(postbox, "--version", "5", "--origins", origins, "--operator", "chat") as sandbox:
        page.goto(sandbox.portal)
        chat = page.wait_for_event("request", lambda request: request.url.endswith("/chat/news"))
        walk(page, sandbox)

    assert chat.url.startswith("http://localhost:")
    assert "page=%2Fharbour-house%2Fpassword-reset" in reports
    assert not [report for report in reports if "token" in report or "." in report]
    assert any(url.endswith(".woff2") for url in missing)


def test_a_consent_layer_covers_every_page_until_it_is_answered(browser_here: Browser, postbox: Postbox) -> None:
    with running(postbox, "--version", "5", "--operator", "consent") as sandbox:
        page = browser_here.new_context().new_page()
        page.goto(f"{sandbox.portal}/login")
        layer = page.get_by_role("dialog", name="We value your privacy")
        expect(layer.get_by_role("button", name="Accept all")).to_be_focused()
        page.reload()
        layer.get_by_role("button", name="Accept all").click()
        expect(layer).to_have_count(0)
        walk(page, sandbox)
        page.context.close()
