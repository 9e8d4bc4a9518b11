"""Mailpit as people run it: behind TLS, a login, a web root; reached the same by every client."""

import base64
import json
from collections.abc import Iterator

import pytest
from pytest_mailpit import MailpitConfig, MailpitError

from testkit.mail.mailpit import MailpitAccess
from testkit.secrets.vault import vault
from testkit.settings.credentials import Credentials
from testkit.settings.sections import MailpitSettings
from tests.certificates import Certificate
from tests.web_server import WebServer, web_server

ANSWER = json.dumps({"ID": "1", "Version": "v1", "Messages": 0, "Unread": 0})


@pytest.fixture
def server(certificate: Certificate) -> Iterator[WebServer]:
    """A Mailpit behind TLS."""
    with web_server(lambda *_: (200, {}, ANSWER), certificate.server_context()) as mailpit:
        yield mailpit


def login(username: str, password: str) -> str:
    """The header of HTTP Basic."""
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"


def use(access: MailpitAccess) -> None:
    """Ask Mailpit in both ways: by pytest-mailpit, and by the send API."""
    with access.configured(MailpitConfig()).client() as client:
        client.info()
    assert access.send({"Subject": "x"}) == "1"


@pytest.mark.parametrize("check", ["none", "own CA"])
def test_every_client_uses_the_same_address_login_and_certificate(
    server: WebServer, certificate: Certificate, check: str
) -> None:
    settings = (
        MailpitSettings(ca_file=str(certificate.public)) if check == "own CA" else MailpitSettings(verify_tls=False)
    )
    url = f"https://ops:a%40secret@127.0.0.1:{server.port}/mail/"
    credentials = Credentials(
        mailpit_send_username="sender", mailpit_send_password=vault.add("credential", "s3nder-only")
    )

    use(MailpitAccess.of(url, settings, credentials))

    assert [(path, headers["Authorization"]) for path, headers in server.requests] == [
        ("/mail/api/v1/info", login("ops", "a@secret")),
        ("/mail/api/v1/send", login("sender", "s3nder-only")),
    ]


def test_an_unknown_certificate_is_refused(server: WebServer) -> None:
    access = MailpitAccess.of(server.url, MailpitSettings(), Credentials())

    with pytest.raises(MailpitError, match=r"can't be reached .*certificate"):
        access.send({})


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mailpit.test:8025", "http://mailpit.test:8025"),
        ("https://MAILPIT.test:443/mail/", "https://mailpit.test/mail"),
        ("http://ops:secret@mailpit.test/", "http://mailpit.test"),
    ],
)
def test_the_address_has_one_form_and_no_login(url: str, address: str) -> None:
    assert MailpitAccess.of(url, MailpitSettings(), Credentials()).url == address


def test_a_login_in_the_address_is_a_secret_and_a_set_one_wins() -> None:
    url = "https://ops:in-the-address@mailpit.test/mail"
    set_login = Credentials(mailpit_username="qa", mailpit_password=vault.add("credential", "from-a-variable"))

    assert MailpitAccess.of(url, MailpitSettings(), Credentials()).password == "in-the-address"
    assert "in-the-address" not in vault.redact(url)
    chosen = MailpitAccess.of(url, MailpitSettings(verify_tls=False), set_login)
    assert (chosen.username, chosen.password, chosen.verify) == ("qa", "from-a-variable", False)
