"""The network settings of this machine, made the same for every client of this process and those it starts.

Loopback is never reached through a proxy, no login is taken from `.netrc`, and if a variable names a file of
certificates or a proxy, it counts for all clients.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment

from requests.utils import should_bypass_proxies

from testkit.secrets.vault import vault
from testkit.settings.addresses import web_address, without_login

LOOPBACK = ("127.0.0.1", "localhost", "::1")
CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
NO_PROXY = ("NO_PROXY", "no_proxy")


def prepare_network() -> None:
    """Set the variables that HTTP clients read; once, at the start of a process.

    A variable that names no file is dropped: some clients would fail because of it, and others ignore it.
    """
    os.environ["NETRC"] = os.devnull
    hosts = [host for name in NO_PROXY for one in os.environ.get(name, "").split(",") if (host := one.strip())]
    os.environ |= dict.fromkeys(NO_PROXY, ",".join(dict.fromkeys([*hosts, *LOOPBACK])))
    for name in CA_VARIABLES:
        if not Path(os.environ.get(name, "")).exists():
            del os.environ[name]
    if found := machine_ca_file():
        os.environ |= dict.fromkeys((*CA_VARIABLES, "NODE_EXTRA_CA_CERTS"), found)


def machine_ca_file() -> str | None:
    """The file of certificates that a variable names; the first of them counts."""
    named = (os.environ.get(name) for name in CA_VARIABLES)
    return next((path for path in named if path and Path(path).is_file()), None)


def machine_proxy(url: str) -> dict[str, str] | None:
    """The proxy that variables name for this address, in Playwright's form; raises `ValueError` if it is unusable."""
    named = getproxies_environment()
    address = named.get(urlsplit(url).scheme) or named.get("all")
    if not address or should_bypass_proxies(url, no_proxy=None):
        return None
    address = address if "://" in address else f"http://{address}"
    login = urlsplit(address)
    hosts = os.environ.get("no_proxy", "").split(",")
    # Browsers take a host alone for itself; in the variable it stands for those below it as well.
    below = [f".{host}" for host in hosts if host and host not in LOOPBACK]
    proxy = {"server": web_address(without_login(address)), "bypass": ",".join([*hosts, *below])}
    if login.username:
        proxy["username"] = unquote(login.username)
    if login.password:
        proxy["password"] = vault.add("credential", unquote(login.password))
    return proxy
