"""What a browser can do is tried once, and a scenario that needs what it can't do is skipped as not verifiable."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from testkit.network.another_site import served
from testkit.network.capabilities import CAPABILITIES, TOUCH, Capability, has, require


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of this test."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda one: one.name)
def test_playwrights_own_protocol_has_every_capability(browser: Browser, capability: Capability) -> None:
    assert has(browser, capability)


def test_a_browser_that_does_nothing_when_tapped_has_no_touch_screen(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Locator, "tap", lambda _: None)  # as Playwright does over WebDriver BiDi

    with browser.new_context() as context:
        assert not TOUCH.works(context.new_page())


def test_a_scenario_that_needs_what_is_missing_says_so(page: Page) -> None:
    lacking = Capability("flies", "this browser does not fly", lambda _: False)

    with pytest.raises(pytest.skip.Exception, match=r"^not verifiable: this browser does not fly; needs another"):
        require(page, lacking)


def test_a_capability_is_tried_once(page: Page) -> None:
    tries: list[str] = []
    capability = Capability("counts", "it does not count", counting(tries))

    require(page, capability)
    require(page, capability)

    assert len(tries) == 1


def test_history_back_loads_the_page_again(any_browser: Browser) -> None:
    with served("<!doctype html><title>Members</title>") as address, any_browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}first")
        page.goto(f"{address}second")

        page.go_back(timeout=10_000)

        assert page.url == f"{address}first"
        assert page.evaluate("performance.getEntriesByType('navigation')[0].type") == "back_forward"


def counting(tries: list[str]) -> Callable[[Page], bool]:
    """Notes each try, which works."""

    def works(page: Page) -> bool:
        tries.append(page.url)
        return True

    return works
