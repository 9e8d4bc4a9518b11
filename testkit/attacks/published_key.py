"""The public key that a portal verifies its own tokens with, where it publishes one."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from testkit.api.client import PortalApi
from testkit.mail.reset_link import jwt_header

KEY_SET = "/.well-known/jwks.json"
DISCOVERY = "/.well-known/openid-configuration"


def published_key(portal_api: PortalApi, token: str) -> Any:
    """The key that this token was signed with; skips where the portal publishes none, as it may."""
    import jwt

    key_set = _key_set(portal_api)
    if not key_set.get("keys"):
        pytest.skip(f"the portal publishes no key ({KEY_SET}, {DISCOVERY}): nobody can take it for a secret")
    keys = jwt.PyJWKSet.from_dict(key_set).keys
    wanted = jwt_header(token).get("kid")
    return next((key for key in keys if key.key_id == wanted), keys[0]).key


def _key_set(portal_api: PortalApi) -> dict[str, Any]:
    found = portal_api.call("GET", KEY_SET).envelope
    if found.get("keys"):
        return found
    address = str(portal_api.call("GET", DISCOVERY).envelope.get("jwks_uri", ""))
    if not address.startswith("http"):
        return {}
    parts = urlsplit(address)
    return portal_api.call("GET", parts.path, base=f"{parts.scheme}://{parts.netloc}").envelope
