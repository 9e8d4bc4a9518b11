"""Web addresses, brought into the one form in which browsers compare them."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests

DEFAULT_PORTS = {"http": 80, "https": 443}
SIGN_IN_PATHS = ("/login", "/sign-in", "/signin")


def web_address(value: str) -> str:
    """The address as a browser compares it: without capitals, default port, query and a slash at the end.

    Raises `ValueError` where it is none, or holds a login.
    """
    parts = _parts(value)
    if "@" in parts.netloc:
        raise ValueError("must not hold a login; `use.http_credentials` and `use.proxy` are for logins")
    return parts._replace(netloc=_host(parts), path=parts.path.rstrip("/"), query="", fragment="").geturl()


def mailpit_address(value: str) -> str:
    """The same for Mailpit, which people also name without a scheme and with a login."""
    parts = _parts(value if "://" in value else f"http://{value}")
    login, at, _ = parts.netloc.rpartition("@")
    return parts._replace(
        netloc=f"{login}{at}{_host(parts)}", path=parts.path.rstrip("/"), query="", fragment=""
    ).geturl()


def host_of(address: str) -> str:
    """Host and port of an address as a browser compares them, without the default port; as written where it is none."""
    try:
        return _host(urlsplit(address) if address.isascii() else _as_sent(address))
    except (KeyError, ValueError):
        return urlsplit(address).netloc


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, without its path, which may be secret."""
    return f"{urlsplit(address).scheme.lower()}://{host_of(address)}"


def without_login(address: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def cut_sign_in_path(environment: dict[str, Any]) -> dict[str, Any]:
    """Take the sign-in view's path out of a `base_url` that was copied from the browser there, into `paths.sign_in`."""
    address = environment.get("base_url")
    if not isinstance(address, str):
        return environment
    try:
        parts = urlsplit(address.strip().rstrip("/"))
    except ValueError:  # the setting's own check says so, and names it
        return environment
    found = next((path for path in SIGN_IN_PATHS if parts.path.lower().endswith(path)), None)
    if found is None:
        return environment
    path = parts.path[: -len(found)]
    paths = environment.get("paths", {})
    if isinstance(paths, dict):
        paths = {"sign_in": parts.path[len(path) :], **paths}
    return {**environment, "base_url": parts._replace(path=path).geturl(), "paths": paths}


def _parts(value: str) -> SplitResult:
    try:
        parts = _as_sent(value)
        usable = parts.scheme in DEFAULT_PORTS and bool(_host(parts)) and not any(map(str.isspace, value))
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("must be an http:// or https:// address, such as https://host.example.com")
    return parts


def _as_sent(address: str) -> SplitResult:
    """The address as clients send it: its host in the letters of DNS, other characters percent-encoded."""
    return urlsplit(requests.Request("GET", address).prepare().url or "")


def _host(parts: SplitResult) -> str:
    host = parts.hostname
    name = f"[{host}]" if host and ":" in host else host or ""
    return name if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f"{name}:{parts.port}"
