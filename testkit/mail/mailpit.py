"""How an environment's Mailpit is reached: one configuration for every client of it."""

import warnings
from base64 import b64encode
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from playwright.sync_api import BrowserContext, Route
from pytest_mailpit import MailpitConfig
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import InsecureRequestWarning

from testkit.secrets.vault import vault
from testkit.settings.addresses import mailpit_address, origin_of, without_login
from testkit.settings.credentials import Credentials
from testkit.settings.headers import login_text
from testkit.settings.network import machine_ca_file
from testkit.settings.sections import MailpitSettings

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class MailpitAccess:
    """Mailpit's address, its logins and how its TLS certificate is checked."""

    url: str
    """The address of its web interface, with its web root and without a login or a slash at the end."""
    username: str | None
    password: str | None
    send_login: tuple[str, str] | None
    """The login of the send API, which may be another one (`MP_SEND_API_AUTH`)."""
    verify: bool | str

    @classmethod
    def of(cls, url: str, settings: MailpitSettings, credentials: Credentials) -> "MailpitAccess":
        """The access to the Mailpit at this address; a login in the address counts where no other one is set."""
        address = mailpit_address(url)
        parts = urlsplit(address)
        username = credentials.mailpit_username or (unquote(parts.username) if parts.username else None)
        password = credentials.mailpit_password
        if password is None and parts.password and not credentials.mailpit_username:
            password = vault.add("credential", unquote(parts.password))
        send = (username, password or "") if username else None
        if credentials.mailpit_send_username:
            send = credentials.mailpit_send_username, credentials.mailpit_send_password or ""
        verify = settings.verify_tls and (settings.ca_file or machine_ca_file() or True)
        return cls(without_login(address), username, password, send, verify)

    def configured(self, config: MailpitConfig) -> MailpitConfig:
        """pytest-mailpit's configuration, with this access."""
        username, password = (one and login_text(one) for one in (self.username, self.password))
        return replace(config, url=self.url, username=username, password=password, verify=self.verify)

    @property
    def ignore_https_errors(self) -> bool:
        """Whether a browser that opens mail checks no certificate: it can't use a CA file."""
        return self.verify is not True

    def log_in(self, context: BrowserContext) -> None:
        """Have this browser send Mailpit's login; its one `http_credentials` may be the portal's."""
        if not self.username:
            return
        login = b64encode(f"{self.username}:{self.password or ''}".encode()).decode()
        own = origin_of(self.url)

        def send_login(route: Route) -> None:
            route.continue_(headers={**route.request.headers, "Authorization": f"Basic {login}"})

        context.route(lambda url: origin_of(url) == own, send_login)

    def send(self, message: dict[str, Any]) -> str:
        """Put a message into Mailpit by its send API; returns its ID."""
        url = f"{self.url}/api/v1/send"
        login = HTTPBasicAuth(*map(login_text, self.send_login)) if self.send_login else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InsecureRequestWarning)  # the setting asked for no check
            answer = requests.post(url, json=message, auth=login, verify=self.verify, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return str(answer.json()["ID"])
