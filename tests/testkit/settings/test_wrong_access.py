"""Wrong values of the settings for access: one sentence that names the setting and shows no login."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from harness.portal.targets import open_target
from testkit.settings.access import portal_access
from testkit.settings.model import Environment, SettingsError
from testkit.settings.network import CA_VARIABLES, prepare_network
from tests.certificates import Certificate, make_certificate
from tests.testkit.settings.test_wrong_values import BASE, refusals


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('use.extra_http_headers = { "X Pass" = "1" }', "use.extra_http_headers.X Pass in"),
        ('use.extra_http_headers = { "X:Pass" = "1" }', "use.extra_http_headers.X:Pass in"),
        ('use.extra_http_headers = { "X-P\u00e4ss" = "1" }', "can't be the name of a header"),
        ('use.extra_http_headers = { X-Pass = "a\\nb" }', "use.extra_http_headers.X-Pass in"),
        ('use.extra_http_headers = { X-Pass = "5 \u20ac" }', "can't be the value of a header"),
        ('use.extra_http_headers = { authorization = "Bearer 1" }', "use.extra_http_headers.authorization in"),
        ('use.user_agent = "a\\nb"', "use.user_agent in"),
        ('use.http_credentials = { username = "a:b", password = "$P" }', "use.http_credentials.username in"),
        ('use.proxy = { server = "http://a.test", password = "$P" }', "use.proxy in"),
        ('use.proxy = { server = "http://me:hunter22@a.test" }', "use.proxy.server in"),
        ('use.proxy = { server = "http://a.test", username = "me", password = "hunter22" }', "use.proxy.password in"),
        ('use.http_credentials = { username = "me", password = "hunter22" }', "use.http_credentials.password in"),
        ('use.http_credentials = { username = "me:hunter22", password = "$P" }', "use.http_credentials.username in"),
        ('use.http_credentials = "hunter22"', "use.http_credentials in"),
        ('use.extra_http_headers = { X-Key = "hunter22\\nx" }', "use.extra_http_headers.X-Key in"),
        ('use.extra_http_headers = "hunter22"', "use.extra_http_headers in"),
        ('members = "pool"\npool = [{ email = "ada@portal.test", password = "hunter22" }]', "pool in"),
        ('mailpit.url = "http://me:hun/ter22@a.test"', "mailpit.url in"),
        ('mailpit.url = "http://me:abc@a.test"', "mailpit.url in"),
        ('api_url = "me:hunter22@a.test"', "api_url in"),
    ],
)
def test_a_wrong_value_is_named_without_a_login(tmp_path: Path, line: str, said: str) -> None:
    [sentence] = refusals(tmp_path / "settings.toml", BASE + line)

    assert said in sentence
    assert not any(part in sentence for part in ("hunter22", "hun/", "ter22", "me:"))


@pytest.mark.parametrize(
    "proxy",
    [
        "http://me:hunter22\u2100@proxy.test:3128",
        "http://me:hun/ter22@proxy.test:3128",
        "http://me:hunter22@[::hunter22]:1",
        "http://me:hunter22@proxy.test:ter22",
        "socks5://me:hunter22@proxy.test:1",
    ],
)
def test_a_machine_s_proxy_of_no_use_is_named_without_its_login(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    with pytest.raises(SettingsError, match=r"HTTPS_PROXY or ALL_PROXY names a proxy") as caught:
        portal_access("staging", Environment(base_url="https://portal.test"))

    assert not any(part in str(caught.value) for part in ("hunter22", "hun/", "ter22", "me:"))


def swapped(_: Path, one: Certificate) -> tuple[Path, Path]:
    """The key in place of the certificate, and the other way round."""
    return one.private, one.public


def of_another(folder: Path, one: Certificate) -> tuple[Path, Path]:
    """A certificate with the key of another one."""
    return one.public, make_certificate(folder).private


def with_a_passphrase(folder: Path, one: Certificate) -> tuple[Path, Path]:
    """A key that is encrypted, for which OpenSSL would ask at the terminal."""
    key = serialization.load_pem_private_key(one.private.read_bytes(), None)
    encryption = serialization.BestAvailableEncryption(b"passphrase")
    encrypted = folder / "encrypted.pem"
    encrypted.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption))
    return one.public, encrypted


def no_pem(folder: Path, one: Certificate) -> tuple[Path, Path]:
    """Another text than a certificate."""
    text = folder / "text.pem"
    text.write_text("hello", "utf-8")
    return text, one.private


@pytest.mark.parametrize("files", [swapped, of_another, with_a_passphrase, no_pem], ids=lambda one: one.__name__)
def test_a_client_certificate_without_its_key_is_named(
    tmp_path: Path, certificate: Certificate, files: Callable[[Path, Certificate], tuple[Path, Path]]
) -> None:
    cert_path, key_path = map(str, files(tmp_path, certificate))
    shown = {"origin": "https://portal.test", "cert_path": cert_path, "key_path": key_path}
    environment = Environment.model_validate(
        {"base_url": "https://portal.test", "use": {"client_certificates": [shown]}}
    )

    with pytest.raises(SettingsError, match=r"^environments\.staging\.use\.client_certificates\.0: key_path"):
        portal_access("staging", environment)


@pytest.mark.parametrize("content", [None, "hello"], ids=["not there", "no PEM"])
def test_a_ca_file_of_no_use_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content, "utf-8")
    described = {"base_url": "https://portal.test", "mailpit": {"url": "https://mail.test", "ca_file": str(path)}}

    with (
        pytest.raises(SettingsError, match=r"environments\.staging\.mailpit\.ca_file"),
        open_target("staging", Environment.model_validate(described), tmp_path),
    ):
        pass
    with pytest.raises(SettingsError, match=r"environments\.staging\.ca_file"):
        portal_access("staging", Environment(base_url="https://portal.test", ca_file=str(path)))


def test_a_machine_s_ca_file_of_no_use_is_dropped_or_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "text.pem"
    text.write_text("hello", "utf-8")
    for name in (*CA_VARIABLES, "NODE_EXTRA_CA_CERTS"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere.pem"))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(text))

    prepare_network()

    assert {os.environ[name] for name in CA_VARIABLES} == {str(text)}
    with pytest.raises(SettingsError, match=r"REQUESTS_CA_BUNDLE .*must be a file with certificates"):
        portal_access("staging", Environment(base_url="https://portal.test"))
