"""What a browser can do under automation, tried once on a page of the suite's own.

Engines and protocols differ: over WebDriver BiDi, Playwright shows no request bodies. Their names do not matter here.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from playwright.sync_api import Browser, Error, Page, Route

from testkit.network.another_site import served
from testkit.verifiable import not_verifiable

_BODY = "what the page sends"
_CALL = f"fetch('/', {{method: 'POST', body: '{_BODY}'}}).then((answer) => answer.text())"
_PAGE = "<!doctype html><title>Capabilities</title><main style='background: #123456'>masked</main>"
_MASK = "#ff00ff"
_PAINT = """(part, color) => {
  part.style = `height: ${part.clientHeight}px; background: ${color}`;
  part.textContent = '';
}"""
_LONG_AGO = 1_000_000_000  # seconds since the epoch
_ONE_DAY = 86_400


@dataclass(frozen=True)
class Capability:
    """Something that scenarios need of a browser."""

    name: str
    missing: str
    """Why a scenario that needs it is not verifiable."""
    works: Callable[[Page], bool]
    """Tries it on a page that is served on loopback and answers a POST with its body."""


def require(where: Page | Browser, capability: Capability) -> None:
    """Skip the scenario as not verifiable where this browser, or this page's, lacks the capability."""
    browser = where if isinstance(where, Browser) else where.context.browser
    if browser and not has(browser, capability):
        raise not_verifiable(capability.missing, needs="another browser, such as Chromium")


@cache
def has(browser: Browser, capability: Capability) -> bool:
    """Whether this browser has the capability; tried once."""
    with served(_PAGE) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        return capability.works(page)


def _shows_bodies(page: Page) -> bool:
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.evaluate(_CALL)
    return sent.value.post_data == _BODY


def _replaces_bodies(page: Page) -> bool:
    page.route("**/*", lambda route: route.continue_(post_data="another body"))
    return bool(page.evaluate(_CALL) == "another body")


def _holds_calls(page: Page) -> bool:
    held: list[Route] = []

    def hold(route: Route) -> None:  # Playwright marks the function, which a built-in one such as `append` refuses
        held.append(route)

    page.route("**/*", hold)
    with page.expect_request(lambda request: request.method == "POST"):
        page.evaluate(f"() => {{ {_CALL}.then((text) => document.title = text) }}")
    was_answered = page.title() == _BODY
    for route in held:
        route.continue_()
    page.wait_for_function("(body) => document.title === body", arg=_BODY)
    return bool(held) and not was_answered


def _goes_offline(page: Page) -> bool:
    page.context.set_offline(offline=True)
    with suppress(Error):
        return not page.evaluate(_CALL)
    return True


def _moves_the_clock(page: Page) -> bool:
    page.clock.set_system_time(_LONG_AGO)
    shown: float = page.evaluate("Date.now() / 1000")
    return _LONG_AGO <= shown < _LONG_AGO + _ONE_DAY  # it goes on from there


def _masks_screenshots(page: Page) -> bool:
    part = page.locator("main")
    masked = part.screenshot(mask=[part], mask_color=_MASK)
    part.evaluate(_PAINT, _MASK)
    return masked == part.screenshot()


def _taps(page: Page) -> bool:
    browser = page.context.browser
    with suppress(Error):  # some refuse the context, others do nothing when tapped
        if browser:
            with browser.new_context(has_touch=True, is_mobile=True) as touched:
                screen = touched.new_page()
                screen.goto(page.url)
                screen.evaluate("addEventListener('pointerdown', (event) => { document.title = event.pointerType; })")
                screen.locator("main").tap()
                return screen.title() == "touch"
    return False


SHOWN_BODIES = Capability("shows request bodies", "this browser does not show what it sends", _shows_bodies)
REPLACED_BODIES = Capability(
    "sends a replaced body", "this browser does not send another body in place of the page's", _replaces_bodies
)
HELD_CALLS = Capability("holds calls back", "this browser does not let a call be held back", _holds_calls)
OFFLINE = Capability("goes offline", "this browser can't be disconnected from the network", _goes_offline)
CLOCK = Capability("moves the clock", "this browser's clock can't be moved", _moves_the_clock)
MASKS = Capability("masks screenshots", "this browser masks nothing in screenshots", _masks_screenshots)
TOUCH = Capability("has a touch screen", "this browser can't be tapped under automation", _taps)
CAPABILITIES = (SHOWN_BODIES, REPLACED_BODIES, HELD_CALLS, OFFLINE, CLOCK, MASKS, TOUCH)
