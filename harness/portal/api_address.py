"""Where a deployed portal's API is, where the settings don't say: the page calls it, and is watched."""

from dataclasses import dataclass

from playwright.sync_api import Error, Response

from harness.portal.page import portal_page
from pages.gate import Gate
from pages.wording import wording_for
from testkit.api import endpoints
from testkit.settings.access import PortalAccess
from testkit.settings.model import Environment
from testkit.settings.sections import Project

STARTING = 20_000  # milliseconds: a portal that starts asks several hosts, one after the other
# What a portal asks its API for at its start, whoever opens it.
AT_THE_START = (endpoints.CURRENT_BUSINESS, endpoints.CONFIGURATION)


@dataclass(frozen=True)
class SeenAddresses:
    """Where a portal's page made its calls."""

    api: str
    platform: str
    """Where it asked which location it is; administrators' calls go there as well. The API's where it did not ask."""


def seen_addresses(
    portal_url: str, environment: Environment, project: Project, access: PortalAccess, gate_password: str | None
) -> SeenAddresses | None:
    """The addresses that the portal's page calls when it starts; None where it calls no documented one."""
    with portal_page(project, access) as page:
        gate = Gate(page, wording_for(environment.language))
        called: list[str] = []
        page.on("request", lambda request: called.append(request.url))
        try:
            with page.expect_response(_is_answer, timeout=STARTING) as answer:
                page.goto(portal_url)
                if gate_password:
                    gate.unlock(gate_password)
        except Error:
            return None
        api = next(address for path in AT_THE_START if (address := address_before(answer.value.url, path)))
        platforms = [address for url in called if (address := address_before(url, endpoints.FIND_LOCATION))]
        return SeenAddresses(api, platforms[-1] if platforms else api)


def _is_answer(response: Response) -> bool:
    is_start = any(address_before(response.url, path) for path in AT_THE_START)
    # The host of the portal itself may answer any address with its start page.
    return is_start and response.ok and "json" in response.headers.get("content-type", "")


def address_before(url: str, path: str) -> str:
    """What stands before this path in an address; empty where the address is another one."""
    address = url.partition("?")[0]
    return address[: -len(path)] if address.lower().endswith(path.lower()) else ""
