"""Where a deployed portal's API is, where the settings don't say: the page calls it, and is watched."""

from dataclasses import dataclass
from secrets import token_hex

from playwright.sync_api import Error, Page, Request, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from harness.portal.page import portal_page
from pages import SignInView
from pages.gate import Gate
from pages.wording import wording_for
from testkit.api import endpoints
from testkit.settings.access import PortalAccess
from testkit.settings.model import Environment
from testkit.settings.sections import Project

STARTING = 20_000  # milliseconds: a portal that starts asks several hosts, one after the other
# What a portal asks its API for at its start, also for a visitor who is not signed in.
AT_THE_START = (endpoints.CURRENT_BUSINESS, endpoints.CONFIGURATION)
ASKED = (*AT_THE_START, endpoints.TOKEN)


@dataclass(frozen=True)
class SeenAddresses:
    """Where a portal's page made its calls."""

    api: str
    platform: str
    """Where it asked which location it is; administrators' calls go there as well. The API's where it did not ask."""


def seen_addresses(
    portal_url: str, environment: Environment, project: Project, access: PortalAccess, gate_password: str | None
) -> SeenAddresses | None:
    """The addresses that the portal's page calls at its start or to sign in; None where it calls no documented one.

    Raises Playwright's `Error` if the browser can't open the portal.
    """
    with portal_page(project, access) as page:
        gate = Gate(page, wording_for(environment.language))
        called: list[str] = []
        page.on("request", lambda request: called.append(request.url))
        try:
            with page.expect_response(_is_answer, timeout=STARTING) as answer:
                page.goto(portal_url)
                if gate_password:
                    gate.unlock(gate_password)
            address = answer.value.url
        except PlaywrightTimeoutError:
            address = _address_of_a_sign_in(page, portal_url, environment)
        api = next((before for path in ASKED if (before := address_before(address, path))), "")
        platforms = [before for url in called if (before := address_before(url, endpoints.FIND_LOCATION))]
        return SeenAddresses(api, platforms[-1] if platforms else api) if api else None


def _is_answer(response: Response) -> bool:
    is_start = any(address_before(response.url, path) for path in AT_THE_START)
    # The host of the portal itself may answer any address with its start page.
    return is_start and response.ok and "json" in response.headers.get("content-type", "")


def _address_of_a_sign_in(page: Page, portal_url: str, environment: Environment) -> str:
    """Where a sign-in that must fail is sent: a portal whose pages hold what they need asks nothing at its start."""
    spoken = page.locator("html").get_attribute("lang") or environment.language
    wording = wording_for(spoken, environment.labels.model_dump())
    view = SignInView(page, wording, portal_url, environment.paths.sign_in)
    try:
        view.open()
        with page.expect_request(_is_sign_in) as request:
            view.sign_in(f"nobody-{token_hex(5)}@{environment.mailpit.mail_domain}", token_hex(12))
    except (Error, AssertionError):
        return ""
    return request.value.url


def _is_sign_in(request: Request) -> bool:
    return request.method == "POST" and bool(address_before(request.url, endpoints.TOKEN))


def address_before(url: str, path: str) -> str:
    """The part of an address before this path; empty if the address has another path."""
    address = url.partition("?")[0]
    return address[: -len(path)] if address.lower().endswith(path.lower()) else ""
