"""Links out of the portal, in each engine: they are followed without a request, and this tab stays as it is."""

import pytest
from playwright.sync_api import Browser, expect

from testkit.network.another_site import served
from testkit.network.outside import host_behind


@pytest.mark.parametrize("opens_in", ["_self", "_blank"])
def test_a_link_out_of_the_portal_names_its_host_and_leaves_the_view_as_it_is(
    any_browser: Browser, opens_in: str
) -> None:
    links = f'<a href="https://one.example/" target="{opens_in}">One</a> <a href="https://two.example/">Two</a>'
    with served(f"<!doctype html><title>Members</title>{links}") as address, any_browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(address)

        hosts = [host_behind(page.get_by_role("link", name=name)) for name in ("One", "Two")]

        assert hosts == ["one.example", "two.example"]
        expect(page).to_have_title("Members")
