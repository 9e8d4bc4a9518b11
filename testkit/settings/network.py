"""The network settings of this machine, made the same for every client of this process and those it starts.

Loopback is never reached through a proxy, no login is taken from `.netrc`, and if a variable names a file of
certificates, it counts for all clients.
"""

import os
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")
CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def prepare_network() -> None:
    """Set the variables that HTTP clients read; once, at the start of a process."""
    os.environ["NETRC"] = os.devnull
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host.strip() for host in os.environ.get(name, "").split(",") if host.strip()]
        os.environ[name] = ",".join(dict.fromkeys([*hosts, *LOOPBACK]))
    if found := machine_ca_file():
        os.environ |= dict.fromkeys((*CA_VARIABLES, "NODE_EXTRA_CA_CERTS"), found)


def machine_ca_file() -> str | None:
    """The file of certificates that a variable names; the first of them counts."""
    named = (os.environ.get(name) for name in CA_VARIABLES)
    return next((path for path in named if path and Path(path).is_file()), None)
