"""How Mailpit is reached: one login and one set of certificates for its API, its pages and its send API."""

from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from pytest_mailpit import MailpitConfig

from testkit.settings.addresses import origin_of
from testkit.settings.credentials import Credentials
from testkit.settings.network import machine_ca_file
from testkit.settings.sections import MailpitSettings


def config_for(base: MailpitConfig, url: str, settings: MailpitSettings, credentials: Credentials) -> MailpitConfig:
    """pytest-mailpit's settings for a Mailpit at this address."""
    return replace(
        base,
        url=url,
        username=credentials.mailpit_username,
        password=credentials.mailpit_password,
        verify=settings.verify_tls and (settings.ca_file or machine_ca_file() or True),
        wait_timeout=settings.wait_seconds,
        domain=settings.mail_domain,
    )


def context_options(config: MailpitConfig) -> dict[str, Any]:
    """Options of a browser context that opens Mailpit's own pages; no browser takes a file of certificates."""
    options: dict[str, Any] = {"ignore_https_errors": config.verify is not True}
    if config.username:
        login = {"username": config.username, "password": config.password or "", "origin": origin_of(config.url)}
        options["http_credentials"] = login
    return options


def send_login(credentials: Credentials) -> tuple[str, str] | None:
    """The login of Mailpit's send API, where it has one of its own."""
    username = credentials.mailpit_send_username
    return (username, credentials.mailpit_send_password or "") if username else None


def login_in(url: str | None) -> tuple[str, str] | None:
    """The login in an address, where there is one."""
    parts = urlsplit(url or "")
    return (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
