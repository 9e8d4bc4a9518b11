"""Version 5 in a browser: what the views show, and where they lead."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.postbox import Postbox
from tests.sandbox.running import OTHER_PASSWORD, Running, link_in, running


@pytest.fixture(scope="module", params=["local", "cookie"])
def portal(request: pytest.FixtureRequest, postbox: Postbox) -> Iterator[Running]:
    """A version 5 portal, whose session is in storage or in the API's cookie."""
    with running(postbox, "--version", "5", "--session", request.param) as sandbox:
        yield sandbox


def test_a_member_resets_their_password_from_the_header_and_signs_out(
    page: Page, portal: Running, postbox: Postbox
) -> None:
    member = portal.member()
    page.goto(portal.portal.removesuffix("/harbour-house"))
    expect(page).to_have_url(portal.portal)
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    expect(page).to_have_title("Sign in - Harbour House")
    page.get_by_role("link", name="Forgot password?").click()
    page.get_by_label("Email").fill(member.email)
    page.get_by_role("button", name="Reset password").click()
    expect(page.get_by_role("status")).to_contain_text(member.email)

    page.goto(link_in(postbox.to(member.email, 4)))
    page.get_by_label("New password").fill(OTHER_PASSWORD)
    page.get_by_role("button", name="Reset password").click()
    expect(page).to_have_url(f"{portal.portal}/user/dashboard")
    expect(page).to_have_title("Your dashboard - Harbour House")
    expect(page.get_by_role("heading", name="Get started")).to_be_visible()
    expect(page.get_by_text("Jo")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Get started")).to_be_visible()

    page.get_by_role("button", name="avatar", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(portal.portal)
    expect(page.get_by_role("heading", name="Welcome to Harbour House")).to_be_visible()


def test_blank_and_wrong_credentials_are_explained_in_the_view_s_own_words(page: Page, portal: Running) -> None:
    page.goto(f"{portal.portal}/login")
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_role("alert")).to_have_text(["Please enter your email", "Please enter your password"])

    page.get_by_label("Email").fill("nobody@example.com")
    page.get_by_role("textbox", name="Password").fill("Wrong-password-1")
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_role("alert")).to_have_text("Invalid email/password")


def test_every_call_of_the_page_goes_to_another_origin(page: Page, portal: Running) -> None:
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.url) if "/api/" in request.url else None)
    page.goto(f"{portal.portal}/login")
    expect(page.get_by_role("button", name="Login")).to_be_visible()

    assert re.match(rf"{portal.admin}/api/sys/businesses/getByHost\?host=harbour-house$", calls[0])
    assert {call.partition("/api/")[0] for call in calls[1:]} == {portal.api}
