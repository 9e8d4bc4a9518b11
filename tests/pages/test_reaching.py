"""The sign-in view is reached as a member reaches it, wherever the portal lives."""

import pytest
from playwright.sync_api import Page, Route

from pages import SignInView, ViewNotFoundError, wording_for

PORTAL = "https://portal.example/acme"
START = "<header><a href='/acme/anmelden'>Anmelden</a></header><main><h1>Willkommen</h1></main>"
FORM = "<main><form><input type='email' aria-label='E-Mail'><input type='password' aria-label='Kennwort'></form></main>"
LEADS_ON = f"{START}<script>setTimeout(() => location.replace('/acme/anmelden'), 100)</script>"


@pytest.fixture
def opened(page: Page) -> list[str]:
    """The addresses that were opened; those of the portal show a start page, its sign-in view a form."""
    addresses: list[str] = []

    def answer(route: Route) -> None:
        addresses.append(route.request.url)
        html = FORM if route.request.url.endswith("/anmelden") else START
        route.fulfill(body=f"<!doctype html><meta charset='utf-8'>{html}", content_type="text/html")

    page.route("**/*", answer)
    return addresses


def test_the_portal_s_own_way_leads_to_the_form(page: Page, opened: list[str]) -> None:
    view = SignInView(page, wording_for("de"), PORTAL)

    view.open()
    view.password.wait_for()

    assert opened == [PORTAL, f"{PORTAL}/anmelden"]


def test_a_portal_that_opens_with_the_form_needs_no_way(page: Page, opened: list[str]) -> None:
    view = SignInView(page, wording_for("de"), f"{PORTAL}/anmelden")

    view.open()

    assert opened == [f"{PORTAL}/anmelden"]


def test_a_known_path_is_opened_below_the_portal_s_own(page: Page, opened: list[str]) -> None:
    view = SignInView(page, wording_for("de"), PORTAL, "/anmelden")

    view.open()

    assert opened == [f"{PORTAL}/anmelden"]


def test_a_portal_that_leads_on_by_itself_meanwhile_is_reached_as_well(page: Page, opened: list[str]) -> None:
    page.route(PORTAL, lambda route: route.fulfill(body=LEADS_ON, content_type="text/html"))
    view = SignInView(page, wording_for("de"), PORTAL)

    view.open()
    view.password.wait_for()

    assert opened[-1] == f"{PORTAL}/anmelden"


def test_where_no_way_is_found_the_error_names_what_is_there_and_the_setting(
    page: Page, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.sign_in.STARTING", 300)
    view = SignInView(page, wording_for("en", {"sign_in": "Step inside"}), PORTAL)

    with pytest.raises(ViewNotFoundError, match=r"buttons are 'Anmelden'\. .*paths\.sign_in.*labels\.sign_in"):
        view.open()
    assert opened == [PORTAL]


def test_a_portal_that_did_not_start_is_named_by_what_it_shows(page: Page) -> None:
    page.route(PORTAL, lambda route: route.fulfill(body="<h1>Out of order</h1>", content_type="text/html"))
    view = SignInView(page, wording_for("en"), PORTAL, starting=300)

    with pytest.raises(ViewNotFoundError, match=r"'Out of order', and it has no link.*did not start"):
        view.open()
