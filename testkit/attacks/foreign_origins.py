"""Origins of other sites, and what the API lets their scripts read with a member's credentials (CORS)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.client import PortalApi
from testkit.network.another_site import HOST
from testkit.settings.addresses import origin_of


def foreign_origins(portal_url: str) -> list[str]:
    """Another site's origin, those that a careless comparison takes for the portal's, and that of no site."""
    parts = urlsplit(portal_url)
    return [
        f"https://{HOST}",
        f"{parts.scheme}://{parts.hostname}.{HOST}",
        f"{parts.scheme}://not-{parts.netloc}",
        "null",
    ]


def readable_from(origin: str, portal_api: PortalApi, bearer: str) -> Iterator[str]:
    """The documented calls whose answers a script of this origin may read with credentials, with or without a refusal.

    None of them changes anything: those that could are refused for their missing fields.
    """
    authorized = {"Authorization": f"Bearer {bearer}"}
    for method, path, headers in (
        ("GET", endpoints.PROFILES, authorized),
        ("GET", endpoints.CURRENT_BUSINESS, {}),
        ("POST", endpoints.EXCHANGE, {}),
        ("POST", endpoints.TOKEN, {}),
    ):
        answer = portal_api.call(method, path, headers={**headers, "Origin": origin})
        if _is_readable(answer, origin):
            yield path


def _is_readable(answer: Answer, origin: str) -> bool:
    allowed = answer.header("Access-Control-Allow-Origin")
    with_credentials = answer.header("Access-Control-Allow-Credentials").lower() == "true"
    return with_credentials and (allowed == "null" if origin == "null" else origin_of(allowed) == origin_of(origin))
