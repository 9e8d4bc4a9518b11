"""Secrets that only the page or a mail knew are found by type, position and shape, in any language."""

import json

import pytest

from evidence.recording.discover_secrets import discover_secrets, from_mail
from testkit.secrets.vault import Vault

PASSWORD = "Zq8kk-Lm-x7Q!"


def found_in_trace(*inputs: dict[str, str]) -> list[str]:
    """The secrets found in a trace whose page has these fields."""
    vault = Vault()
    snapshot = json.dumps(["FORM", {}, *(["INPUT", one] for one in inputs)], separators=(",", ":"))
    discover_secrets({"trace.trace": snapshot.encode()}, vault)
    return vault.values()


@pytest.mark.parametrize(
    "attributes",
    [
        {"type": "password", "name": "f1"},
        {"type": "text", "name": "f1", "autocomplete": "new-password"},
        {"type": "text", "aria-label": "Nueva contraseña"},
        {"type": "text", "name": "clave"},
        {"type": "text", "id": "passphrase"},
        {"type": "text", "aria-label": "Neues Kennwort"},
    ],
)
def test_what_is_typed_into_a_password_field_is_a_secret(attributes: dict[str, str]) -> None:
    assert found_in_trace({**attributes, "__playwright_value_": PASSWORD}) == [PASSWORD]


def test_a_field_that_was_a_password_field_stays_one() -> None:
    shown = {"type": "text", "name": "f1", "__playwright_value_": PASSWORD}

    assert found_in_trace({"type": "password", "name": "f1"}, shown) == [PASSWORD]
    assert found_in_trace({"type": "text", "name": "first_name", "__playwright_value_": "Ada Lovelace"}) == []


@pytest.mark.parametrize("key", ["pwd", "clave", "newPassword", "temp_password", "Kennwort", "passphrase"])
def test_what_an_answer_calls_a_password_is_a_secret(key: str) -> None:
    vault = Vault()

    discover_secrets({"resources/a.json": json.dumps({"User": {key: PASSWORD}}).encode()}, vault)

    assert vault.values() == [PASSWORD]


def test_what_an_answer_says_about_passwords_is_none() -> None:
    vault = Vault()

    discover_secrets({"resources/a.json": b'{"passwordHelp": "At least ten characters", "passed": "yes, all"}'}, vault)

    assert vault.values() == []


@pytest.mark.parametrize(
    "text",
    [
        f"Su contraseña temporal es la siguiente:\n{PASSWORD}\n",
        f"Hola, entre con {PASSWORD[:0]}\n\n   {PASSWORD}\n\ny cámbiela.",
        f"<p>Votre mot de passe&nbsp;: <b>{PASSWORD}</b></p>",
        f"<style>a {{ color: #1B2f3c; }}</style><table><tr><td>{PASSWORD}</td></tr></table>",
        "Ihr Kennwort: Sonnenblume\n",
    ],
)
def test_a_password_in_a_mail_is_a_secret_in_any_language(text: str) -> None:
    vault = Vault()

    from_mail(text, vault)

    assert vault.values() == ["Sonnenblume" if "Sonnenblume" in text else PASSWORD]


@pytest.mark.parametrize(
    "text",
    [
        "Your link: https://portal.test/Reset?id=A1b2C3d4\n",
        "Sent: 2026-11-26T22:00:00+01:00\nDate: 26-Nov-2026\nTime: 10:30:00Z\n",
        '<p style="color:#1B2f3c">Hello: <a href="https://portal.test/A1b">here</a></p>',
        "Questions: Help.Desk2@example.com\n",
    ],
)
def test_addresses_dates_and_styles_in_a_mail_are_no_secrets(text: str) -> None:
    vault = Vault()

    from_mail(text, vault)

    assert vault.values() == []
