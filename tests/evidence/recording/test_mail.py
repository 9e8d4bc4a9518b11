"""A mail is kept readable, in its own encodings, and without its secrets."""

import base64
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from evidence.recording.mail import Mail, redacted_eml, take_picture
from testkit.secrets.vault import Vault
from tests.evidence.conftest import PASSWORD, TOKEN

LINK = f"https://portal.test/reset?token={TOKEN}&next=%2Fhome"


def _mail(encoding: str, charset: str = "utf-8") -> bytes:
    message = EmailMessage()
    message["From"] = "Harbour House <no-reply@example.com>"
    message["To"] = "a@example.com"
    message["Subject"] = f"Gr\u00fc\u00dfe, {TOKEN}"
    message.set_content(f"H\u00e9llo,\n\nyour link:\n{LINK}\n", cte=encoding, charset=charset)
    message.add_alternative(
        f"<p>H\u00e9llo <a href='{LINK}'>choose</a></p>", subtype="html", cte=encoding, charset=charset
    )
    message.add_attachment(f"token: {TOKEN}".encode(), maintype="application", subtype="octet-stream", filename="a.bin")
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_every_part_is_decoded_redacted_and_encoded_again(encoding: str, charset: str, vault: Vault) -> None:
    raw = _mail(encoding, charset)

    clean = redacted_eml(raw, vault)

    assert vault.leaks(clean) == []
    message = email.message_from_bytes(clean, policy=email.policy.default)
    texts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    assert "H\u00e9llo" in texts[0]
    assert "token=reset-token-1&next=%2Fhome" in texts[0]
    assert "token=reset-token-1&next=%2Fhome" in texts[1]
    assert TOKEN not in str(texts)
    assert TOKEN not in message["Subject"]
    assert message["From"] == "Harbour House <no-reply@example.com>"


def test_a_mail_without_secrets_keeps_its_words(vault: Vault) -> None:
    message = EmailMessage()
    message["Subject"] = "Nothing to hide"
    message.set_content("Good morning\n")

    clean = email.message_from_bytes(redacted_eml(message.as_bytes(), vault), policy=email.policy.default)

    assert (clean["Subject"], clean.get_content().strip()) == ("Nothing to hide", "Good morning")


@pytest.mark.parametrize(
    "body",
    [
        "Your temporary password: BuXoPikHFcx86hO6\n",
        "Your temporary password: BuXoPikHFcx86hO6 works for a day\n",
        "<p>Password:</p><p>BuXoPikHFcx86hO6</p>",
    ],
)
def test_a_password_in_a_mail_is_a_secret(body: str) -> None:
    vault = Vault()
    message = EmailMessage()
    message.set_content(body, subtype="html" if "<" in body else "plain")

    clean = redacted_eml(message.as_bytes(), vault)

    assert b"BuXoPikHFcx86hO6" not in clean
    assert vault.leaks(b"later: BuXoPikHFcx86hO6")


@pytest.mark.parametrize(
    "body",
    [
        "Choose a new password:\n\n<https://portal.test/reset>\n\nNothing has changed so far.\n",
        "Choose a new password: follow the link.\n",
    ],
)
def test_what_a_mail_says_after_the_word_password_may_be_prose(body: str, vault: Vault) -> None:
    message = EmailMessage()
    message.set_content(body)

    clean = email.message_from_bytes(redacted_eml(message.as_bytes(), vault), policy=email.policy.default)

    assert clean.get_content().splitlines() == body.splitlines()


def test_a_damaged_mail_is_redacted_as_it_stands(vault: Vault) -> None:
    raw = f"Content-Type: multipart/mixed; boundary=x\r\n\r\nno part at all {PASSWORD}\r\n{TOKEN}".encode()

    assert vault.leaks(redacted_eml(raw, vault)) == []


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "iso-2022-jp", "latin-1", "utf-7", "koi8-r"])
def test_a_secret_in_another_charset_is_found(charset: str, vault: Vault) -> None:
    body = base64.b64encode(f"Token: {TOKEN}\n{PASSWORD}\n".encode(charset)).decode()
    raw = (
        f"Subject: x\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"
    )

    message = email.message_from_bytes(redacted_eml(raw.encode(), vault), policy=email.policy.default)

    assert "reset token 1" in message.get_content()
    assert TOKEN not in message.get_content()
    assert PASSWORD not in message.get_content()


@pytest.mark.parametrize("kind", ["text/plain; charset=x-unknown", "text/plain; charset=utf-8", "application/zip"])
def test_a_part_that_can_t_be_decoded_is_left_out_and_says_so(kind: str, vault: Vault) -> None:
    body = base64.b64encode(b"\xff\xfe\xfd" + PASSWORD.encode("utf-16-be") + b"\xd8").decode()
    raw = f"Subject: x\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"

    message = email.message_from_bytes(redacted_eml(raw.encode(), vault), policy=email.policy.default)

    assert "Left out: this part could not be decoded" in message.get_content()
    assert PASSWORD.encode("utf-16-be") not in message.get_payload(decode=True)


_WORD = {part: base64.b64encode(text.encode()).decode() for part, text in enumerate((PASSWORD[:7], PASSWORD[7:]))}
_INVISIBLY = base64.b64encode("\u200b".join(PASSWORD).encode()).decode()
HEADERS = {
    "subject in two words": f"Subject: =?utf-8?B?{_WORD[0]}?=\r\n =?utf-8?B?{_WORD[1]}?=",
    "name in two words": f"From: =?utf-8?B?{_WORD[0]}?= =?utf-8?B?{_WORD[1]}?= <a@x.test>",
    "file's name in parts": f'Content-Disposition: attachment; filename*0="{TOKEN[:40]}"; filename*1="{TOKEN[40:]}"',
    "header's name": f"X-{TOKEN}: 1",
    "header over lines": f"X-Link: https://portal.test/?t={TOKEN[:50]}\r\n {TOKEN[50:]}",
    "message id": f"Message-ID: <{TOKEN}@x.test>",
    "invisible characters": f"Content-Transfer-Encoding: base64\r\n\r\n{_INVISIBLY}\r\n",
    "soft hyphen": f"Content-Type: text/html\r\n\r\n{TOKEN[:60]}&shy;{TOKEN[60:]} <wbr>",
    "a mail in a mail": f"Content-Type: message/rfc822\r\n\r\nSubject: {TOKEN}\r\n\r\n{TOKEN}",
    "boundary": f"Content-Type: multipart/mixed; boundary={TOKEN}\r\n\r\n--{TOKEN}\r\n\r\nhi\r\n--{TOKEN}--\r\n",
}


@pytest.mark.parametrize("where", HEADERS)
def test_a_secret_is_taken_out_wherever_a_mail_has_it(where: str, vault: Vault) -> None:
    clean = redacted_eml(f"To: b@x.test\r\n{HEADERS[where]}\r\n\r\nHello\r\n".encode(), vault)

    assert vault.leaks(clean) == vault.pieces(clean) == []
    message = email.message_from_bytes(clean, policy=email.policy.default)
    shown = " ".join([*message.keys(), *map(str, message.values()), str(message.get_filename())])
    assert TOKEN not in shown
    assert PASSWORD not in shown


class _RecordingVault(Vault):
    """A vault that remembers what it gave."""

    given = ""

    def redact(self, text: str) -> str:
        self.given = super().redact(text)
        return self.given


def test_the_picture_of_a_mail_is_made_of_redacted_text(browser: Browser, tmp_path: Path) -> None:
    vault = _RecordingVault()
    vault.add("reset token", TOKEN)
    html = f"<p>{LINK}<img src='https://tracker.test/a.png'></p>"
    mail = Mail(_mail("base64"), html, "Hello", "b@example.com", "now")

    take_picture(mail, browser, tmp_path / "mail.png", vault)

    assert (tmp_path / "mail.png").read_bytes()[:4] == b"\x89PNG"
    assert TOKEN not in vault.given
    assert "Hello" in vault.given
