"""How clients reach a portal: the settings under `use`, with the secrets that variables hold.

One object gives browser contexts their options and the API client its session, so that both reach the portal alike.
"""

import os
import re
import ssl
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote

import requests
from requests.auth import AuthBase, HTTPBasicAuth
from requests.utils import should_bypass_proxies

from testkit.secrets.vault import SHORTEST, vault
from testkit.settings.addresses import origin_of
from testkit.settings.headers import header_value, login_text
from testkit.settings.model import Environment, SettingsError
from testkit.settings.network import CA_VARIABLES, LOOPBACK, machine_ca_file, machine_proxy
from testkit.settings.sections import ClientCertificate

VARIABLE = re.compile(r"\$[A-Za-z_]\w*", re.ASCII)
HEADLESS = re.compile(r"Headless(Chrome|Edg)/(\d+)[.\d]*")


@dataclass(frozen=True, eq=False)
class PortalAccess:
    """What a client needs to reach the portal, in Playwright's names."""

    http_credentials: dict[str, str] | None = None
    extra_http_headers: dict[str, str] = field(default_factory=dict)
    user_agent: str | None = None
    ignore_https_errors: bool = False
    client_certificates: tuple[dict[str, str], ...] = ()
    proxy: dict[str, str] | None = None
    ca_file: str | None = None
    language: str | None = None
    """The language to ask for, where the settings name one: messages come in it, to every client."""

    def context_options(self) -> dict[str, Any]:
        """Options of a browser context.

        No browser takes a CA file. With one, contexts accept every certificate: the portal's has been checked against
        the file before the first scenario.
        """
        options = {
            "http_credentials": self.http_credentials,
            "extra_http_headers": self.extra_http_headers,
            "user_agent": self.user_agent,
            "ignore_https_errors": self.ignore_https_errors or bool(self.ca_file),
            "client_certificates": [
                {{"cert_path": "certPath", "key_path": "keyPath"}.get(name, name): value for name, value in one.items()}
                for one in self.client_certificates
            ],
            "proxy": {**self.proxy, "bypass": self.proxy_bypass} if self.proxy else None,
        }
        return {name: value for name, value in options.items() if value}

    @property
    def proxy_bypass(self) -> str:
        """The hosts that are reached without the proxy: those of the settings, and loopback."""
        own = (self.proxy or {}).get("bypass", "")
        return ",".join([*LOOPBACK, "[::1]", *filter(None, [own])])

    def session(self) -> requests.Session:
        """A new client without anybody's cookies."""
        return _Session(self)

    def client_certificate(self, url: str) -> tuple[str, str] | None:
        """The files of the client certificate for this address, if it has one."""
        own = (one for one in self.client_certificates if one["origin"] == origin_of(url))
        return next(((one["cert_path"], one["key_path"]) for one in own), None)

    def ssl_context(self, url: str) -> ssl.SSLContext:
        """How certificates are checked and shown where no `requests` session is used."""
        tls = ssl.create_default_context(cafile=self.ca_file)
        if own := self.client_certificate(url):
            tls.load_cert_chain(*own)
        return tls


class _Session(requests.Session):
    """A `requests` session that reaches the portal as the browser does."""

    def __init__(self, access: PortalAccess) -> None:
        super().__init__()
        self.access = access
        if access.language:
            self.headers["Accept-Language"] = access.language
        self.headers.update(access.extra_http_headers)
        if access.user_agent:
            self.headers["User-Agent"] = access.user_agent
        if access.http_credentials:
            self.auth = _Basic(access.http_credentials)

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """The machine's settings for this address, and these settings in their place."""
        merged = super().merge_environment_settings(url, proxies, stream, verify, cert)
        merged["verify"] = False if self.access.ignore_https_errors else self.access.ca_file or True
        merged["cert"] = self.access.client_certificate(str(url)) or merged["cert"]
        if proxy := self.access.proxy:
            address = _with_login(proxy)
            is_direct = should_bypass_proxies(str(url), self.access.proxy_bypass)
            merged["proxies"] = {} if is_direct else {"http": address, "https": address}
        return merged


class _Basic(AuthBase):
    """HTTP Basic for origins that ask for it, as in a browser; calls with an `Authorization` of their own keep that."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        self.login = HTTPBasicAuth(login_text(credentials["username"]), login_text(credentials["password"]))
        self.only = credentials.get("origin")
        self.asked: set[str] = set()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the login where the origin has asked for it before; otherwise be ready to answer when it asks."""
        origin = origin_of(request.url or "")
        if "Authorization" in request.headers or (self.only and self.only != origin):
            return request
        if origin in self.asked:
            self.login(request)
        else:
            request.hooks["response"].append(self._log_in)
        return request

    def _log_in(self, response: requests.Response, **options: Any) -> requests.Response:
        """Send a request that was refused for want of a login once more, with it."""
        if response.status_code != HTTPStatus.UNAUTHORIZED or not asks_for_basic(
            response.headers.get("WWW-Authenticate", "")
        ):
            return response
        response.close()
        request = response.request.copy()
        self.login(request)
        self.asked.add(origin_of(request.url or ""))
        again: requests.Response = response.connection.send(request, **options)
        again.history.append(response)
        return again


def asks_for_basic(challenge: str) -> bool:
    """Whether a `WWW-Authenticate` header asks for a login by HTTP Basic."""
    return challenge.lower().startswith("basic")


def portal_access(name: str, environment: Environment, environ: MutableMapping[str, str] = os.environ) -> PortalAccess:
    """The environment's access, its secrets registered for redaction; raises `SettingsError`."""
    where = f"environments.{name}"
    use = environment.use

    def held(key: str, value: str) -> str:
        """The value, or what the variable holds that it names."""
        if not VARIABLE.fullmatch(value):
            return value
        if environment.command:  # a portal that is started takes what it is given; workers inherit the variable
            environ.setdefault(value[1:], token_urlsafe(12))
        secret = environ.get(value[1:], "").rstrip("\r\n")
        if len(secret) < SHORTEST:
            raise SettingsError(
                f"{where}.use.{key} is the variable {value[1:]}, which must hold {SHORTEST} characters or more; "
                + (f"it holds {len(secret)}." if secret else "it isn't set.")
            )
        try:
            header_value(secret if key.startswith("extra_http_headers") else "")
        except ValueError as error:
            raise SettingsError(f"{where}.use.{key} is the variable {value[1:]}, which {error}.") from None
        return vault.add("credential", secret)

    def section(key: str) -> dict[str, str] | None:
        found = getattr(use, key)
        values = found.model_dump(exclude_none=True) if found else {}
        return {part: held(f"{key}.{part}", value) for part, value in values.items() if value} or None

    for number, one in enumerate(use.client_certificates):
        _check_certificate(f"{where}.use.client_certificates.{number}", one)
    http_credentials, proxy = section("http_credentials"), section("proxy") or _machine_proxy(where, environment)
    if http_credentials and "username" in (proxy or {}):
        raise SettingsError(
            f"{where}.use.http_credentials can't be combined with a login at the proxy, of use.proxy or of HTTP_PROXY, "
            "HTTPS_PROXY or ALL_PROXY: Playwright gives a browser one login, and sends the proxy's to the portal. Use "
            "a proxy that needs none, such as one on this machine that adds it, or name the portal's host in NO_PROXY."
        )
    return PortalAccess(
        http_credentials=http_credentials,
        extra_http_headers={
            header: held(f"extra_http_headers.{header}", value) for header, value in use.extra_http_headers.items()
        },
        user_agent=use.user_agent,
        ignore_https_errors=use.ignore_https_errors,
        client_certificates=tuple(one.model_dump() for one in use.client_certificates),
        language=environment.language if "language" in environment.model_fields_set else None,
        proxy=proxy,
        ca_file=checked_ca_file(f"{where}.ca_file", environment.ca_file)
        or checked_ca_file(f"The variable {' or '.join(CA_VARIABLES)}", machine_ca_file()),
    )


def checked_ca_file(key: str, path: str | None) -> str | None:
    """The file, once it has been read as certificates; raises `SettingsError`."""
    if path is None:
        return None
    _readable(key, path)
    try:
        ssl.create_default_context(cafile=path)
    except (ssl.SSLError, ValueError):
        raise SettingsError(f"{key} must be a file with certificates in PEM, got {path!r}.") from None
    return path


def _machine_proxy(where: str, environment: Environment) -> dict[str, str] | None:
    try:
        return machine_proxy(environment.base_url or "")
    except ValueError:  # whose words may hold pieces of the login
        raise SettingsError(
            f"The variable HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names a proxy for {environment.base_url} and is of no "
            "use: it must be an http:// or https:// address, such as https://host.example.com, where special "
            f"characters of a login are percent-encoded and a password has {SHORTEST} characters or more. "
            f"Set {where}.use.proxy, or name the portal's host in NO_PROXY."
        ) from None


def as_headed(user_agent: str) -> str:
    """What a headless browser would call itself with a window: some portals refuse browsers that say `Headless`."""
    return HEADLESS.sub(r"\1/\2.0.0.0", user_agent)


def _check_certificate(key: str, one: ClientCertificate) -> None:
    """Raise `SettingsError` unless certificate and key can be read and belong together."""
    for part in ("cert_path", "key_path"):
        _readable(f"{key}.{part}", getattr(one, part))
    try:
        # An empty passphrase, since without one OpenSSL would ask at the terminal.
        ssl.create_default_context().load_cert_chain(one.cert_path, one.key_path, password="")
    except (ssl.SSLError, ValueError):
        raise SettingsError(
            f"{key}: key_path must be the key of the certificate at cert_path, both in PEM and the key without a "
            f"passphrase, got {one.cert_path!r} and {one.key_path!r}."
        ) from None


def _readable(key: str, path: str) -> None:
    try:
        Path(path).open("rb").close()
    except OSError as error:
        raise SettingsError(f"{key} = {path!r} can't be read: {error.strerror}.") from None
    except ValueError:
        raise SettingsError(f"{key} must be the path of a file, got {path!r}.") from None


def _with_login(proxy: Mapping[str, str]) -> str:
    if "username" not in proxy:
        return proxy["server"]
    scheme, _, host = proxy["server"].partition("://")
    login, password = (quote(login_text(proxy.get(part, "")), safe="") for part in ("username", "password"))
    return f"{scheme}://{login}:{password}@{host}"
