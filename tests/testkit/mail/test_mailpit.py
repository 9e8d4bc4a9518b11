"""Mailpit as people run it: behind TLS, a login, a web root; reached the same by every client."""

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pytest_mailpit import MailpitConfig

from testkit.mail.mailpit import MailpitAccess
from testkit.secrets.vault import vault
from testkit.settings.credentials import Credentials
from testkit.settings.sections import MailpitSettings


class Handler(BaseHTTPRequestHandler):
    """Answers as Mailpit's API does, and notes path and login."""

    def do_GET(self) -> None:
        """Answer."""
        self.server.calls.append((self.path, self.headers.get("Authorization", "")))  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"ID": "1", "Version": "v1", "Messages": 0, "Unread": 0}).encode())

    def do_POST(self) -> None:
        """Answer."""
        self.do_GET()

    def log_message(self, *_arguments: object) -> None:
        """Keep requests out of the output."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for loopback, with its key in the same file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mailpit")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mailpit.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def server(certificate: Path) -> Iterator[ThreadingHTTPServer]:
    """A Mailpit behind TLS."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as mailpit:
        mailpit.calls = []  # type: ignore[attr-defined]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        mailpit.socket = context.wrap_socket(mailpit.socket, server_side=True)
        threading.Thread(target=mailpit.serve_forever, daemon=True).start()
        yield mailpit
        mailpit.shutdown()


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
    server: ThreadingHTTPServer, certificate: Path, check: str
) -> None:
    settings = MailpitSettings(ca_file=str(certificate)) if check == "own CA" else MailpitSettings(verify_tls=False)
    url = f"https://ops:a%40secret@127.0.0.1:{server.server_port}/mail/"
    credentials = Credentials(mailpit_send_username="sender", mailpit_send_password=vault.add("credential", "other"))

    use(MailpitAccess.of(url, settings, credentials))

    assert server.calls == [  # type: ignore[attr-defined]
        ("/mail/api/v1/info", login("ops", "a@secret")),
        ("/mail/api/v1/send", login("sender", "other")),
    ]


def test_an_unknown_certificate_is_refused(server: ThreadingHTTPServer) -> None:
    access = MailpitAccess.of(f"https://127.0.0.1:{server.server_port}", MailpitSettings(), Credentials())

    with pytest.raises(requests.exceptions.SSLError):
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
    options = MailpitAccess.of(url, MailpitSettings(verify_tls=False), set_login).browser_options()
    assert options == {
        "ignore_https_errors": True,
        "http_credentials": {"username": "qa", "password": "from-a-variable", "origin": "https://mailpit.test"},
    }
