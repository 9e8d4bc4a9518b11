"""The options of a version 5 portal in a browser: languages, recovery as a dialog, an operator's own code."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import OTHER_PASSWORD, Running, link_in, running


@dataclass(frozen=True)
class Labels:
    """The labels of the controls in one wording."""

    sign_in: str
    forgot_password: str
    email: str
    new_password: str
    submit: str
    menu: str
    sign_out: str


LABELS = {
    "version-5": Labels("Sign in", "Forgot password?", "Email", "New password", "Reset password", "avatar", "Sign out"),
    "spanish": Labels(
        "Iniciar sesión",
        "¿Olvidaste tu contraseña?",
        "Correo electrónico",
        "Contraseña nueva",
        "Restablecer contraseña",
        "avatar",
        "Cerrar sesión",
    ),
    "german": Labels(
        "Rein ins Haus", "Kennwort weg?", "Deine E-Mail", "Dein neues Kennwort", "Abschicken", "Ich", "Feierabend"
    ),
}
ENGLISH = re.compile(r"\b(password|sign|reset|email|your|the)\b", re.IGNORECASE)


def walk(page: Page, sandbox: Running, labels: Labels) -> None:
    """Request a reset, follow the link in the mail, set a password and sign out."""
    member = sandbox.member()
    page.goto(sandbox.portal)
    page.get_by_role("link", name=labels.sign_in).click()
    page.get_by_role("link", name=labels.forgot_password).click()
    recovery = page.locator("form").filter(has_not=page.locator("[type=password]"))
    recovery.get_by_label(labels.email).fill(member.email)
    recovery.get_by_role("button", name=labels.submit).click()
    expect(page.get_by_text(member.email)).to_be_visible()

    page.goto(link_in(sandbox.postbox.to(member.email, 4)))
    page.get_by_label(labels.new_password).fill(OTHER_PASSWORD)
    page.get_by_role("button", name=labels.submit).click()
    page.get_by_role("button", name=labels.menu, exact=True).click()
    page.get_by_role("button", name=labels.sign_out).click()
    expect(page).to_have_url(sandbox.portal)


@pytest.mark.parametrize("wording", LABELS)
def test_the_flow_works_in_each_wording(page: Page, postbox: Postbox, wording: str) -> None:
    with running(postbox, "--version", "5", "--wording", wording) as sandbox:
        walk(page, sandbox, LABELS[wording])


@pytest.mark.parametrize("wording", ["spanish", "german"])
def test_no_word_of_english_is_left(page: Page, postbox: Postbox, wording: str) -> None:
    with running(postbox, "--version", "5", "--wording", wording) as sandbox:
        for path in ("/login", "/forgot-password", "/no-such-view"):
            page.goto(sandbox.portal + path)
            expect(page.locator(".card")).to_be_visible()

            assert not ENGLISH.search(page.locator("main").inner_text())
            assert page.locator("html").get_attribute("lang") in {"es", "de"}


def test_a_visitor_can_choose_another_language(page: Page, postbox: Postbox) -> None:
    with running(postbox, "--version", "5") as sandbox:
        page.goto(f"{sandbox.portal}/login")
        page.get_by_role("button", name="Language").click()
        page.get_by_role("button", name="Spanish").click()
        expect(page.get_by_role("button", name="Entrar")).to_be_visible()
        page.reload()
        page.get_by_role("button", name="Entrar").click()

        expect(page.get_by_role("alert").first).to_have_text("Introduce tu correo electrónico")
        expect(page.locator("html")).to_have_attribute("lang", "es")


def test_recovery_can_be_a_dialog_over_sign_in(page: Page, postbox: Postbox) -> None:
    with running(postbox, "--version", "5", "--recovery", "dialog") as sandbox:
        walk(page, sandbox, LABELS["version-5"])
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
        walk(page, sandbox, LABELS["version-5"])

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
        walk(page, sandbox, LABELS["version-5"])
        page.context.close()
