"""How an environment's Mailpit is reached: one configuration for every client of it."""

import warnings
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from playwright.sync_api import Page, Route
from pytest_mailpit import MailpitConfig, MailpitError
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import InsecureRequestWarning

from testkit.secrets.vault import vault
from testkit.settings.addresses import mailpit_address, origin_of, without_login
from testkit.settings.credentials import Credentials
from testkit.settings.headers import login_text
from testkit.settings.network import machine_ca_file
from testkit.settings.sections import MailpitSettings

TIMEOUT_SECONDS = 10
OF_THE_TRANSFER = ("content-encoding", "content-length", "transfer-encoding")
"""Headers of an answer that are no longer true once its body has been read."""


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

    def answer_for(self, page: Page) -> None:
        """Answer what this page asks of Mailpit, as every other client asks: the browser has the portal's access."""
        own, login = origin_of(self.url), (self.username, self.password or "") if self.username else None

        def answer(route: Route) -> None:
            try:
                found = self._ask(route.request.method, route.request.url, login, allow_redirects=False)
            except requests.RequestException:
                route.abort()
                return
            headers = {name: value for name, value in found.headers.items() if name.lower() not in OF_THE_TRANSFER}
            route.fulfill(status=found.status_code, headers=headers, body=found.content)

        page.route(lambda url: origin_of(url) == own, answer)

    def send(self, message: dict[str, Any]) -> str:
        """Put a message into Mailpit by its send API; returns its ID. Raises `MailpitError` if it takes none."""
        url, found = f"{self.url}/api/v1/send", ""
        try:
            answer = self._ask("POST", url, self.send_login, json=message, allow_redirects=False)
            found = f"it answered {answer.status_code}"
            return str(answer.json()["ID"])
        except (requests.RequestException, ValueError, TypeError, LookupError) as error:
            found = found or f"it can't be reached ({error})"
        raise MailpitError(
            f"Expected {url} to take a mail and give its ID; {found}. MAILPIT_SEND_USERNAME and MAILPIT_SEND_PASSWORD "
            "are for its login, if it has one of its own."
        )

    def _ask(self, method: str, url: str, login: tuple[str, str] | None, **options: Any) -> requests.Response:
        auth = HTTPBasicAuth(*map(login_text, login)) if login else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InsecureRequestWarning)  # the setting asked for no check
            return requests.request(method, url, auth=auth, verify=self.verify, timeout=TIMEOUT_SECONDS, **options)
