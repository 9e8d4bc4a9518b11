"""A secret is found in whatever way programs, pages and mails write it, and taken out or refused."""

import base64
import gzip
import html
import io
import json
import re
import secrets
import zipfile
import zlib
from collections.abc import Callable
from html.entities import html5
from urllib.parse import quote

import pytest

from testkit.secrets.vault import Vault

SECRETS = {
    "password": "Zq8#kkLm!x7Q",
    "passphrase": "Xk7#tr4wine-and-9-Lanterns!",
    "token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0MiIsImV4cCI6MTc5fQ.c2lnbmVkLWJ5LW5vYm9keS0wMTIzNDU2Nzg5",
    "opaque token": "h8sK2_pQ-opaque~bearer.value/with+signs==",
    "hexadecimal token": "3f9a0c7de1b24d5e8c6f7a90b1d2e3f4",
    "identifier": "0f9c7d1e-77aa-4bd1-9d43-aa12bc34de56",
    "password of many signs": "Zq8#kk-Lm'!x7Q&é<%",
}
LONG = "lorem ipsum dolor sit amet " * 300
_NAMES = {meant: name for name, meant in html5.items() if len(meant) == 1 and name.endswith(";")}


def each(write: Callable[[str], str]) -> Callable[[str], str]:
    """Write every character by itself."""
    return lambda value: "".join(map(write, value))


def between(text: str, size: int = 4) -> Callable[[str], str]:
    """Put a text after every few characters."""
    return lambda value: text.join(value[at : at + size] for at in range(0, len(value), size))


def percent(value: str, sign: str = "%") -> str:
    """Encode every character for an address."""
    return "".join(f"{sign}{byte:02X}" for byte in value.encode())


def base64_of(value: str | bytes) -> str:
    """The value in Base64."""
    return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()


def zipped(value: str) -> bytes:
    """A zip archive with a text in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", value)
    return file.getvalue()


def deflated(value: str) -> bytes:
    """A raw deflate stream, as servers send it that misread the standard."""
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(b"some words before " + value.encode()) + stream.flush()


INVISIBLE = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\xad",
    "left-to-right mark": "\u200e",
    "variation selector": "\ufe0f",
    "soft hyphen by name": "&shy;",
    "zero-width space by number": "&#8203;",
    "zero-width space in JSON": "\\u200b",
    "terminal colour": "\x1b[31m",
    "NUL": "\0",
    "wbr": "<wbr>",
    "tags": "</span><span class='x'>",
    "line break tag": "<br>\n",
}
APART = {
    "blanks": " ",
    "dashes": "-",
    "line breaks": "\n",
    "indented lines": "  \n    ",
    "carriage returns": "\r",
    "line separators": "\u2028",
    "JavaScript": "' + '",
    "a list": "', '",
    "soft breaks": "=\r\n",
    "quoted lines": "\r\n> ",
}
TEXTS: dict[str, Callable[[str], str]] = {
    **{f"{name} in it": between(text) for name, text in INVISIBLE.items()},
    **{f"{name} between": between(text) for name, text in APART.items()},
    "entities by name": each(lambda char: f"&{_NAMES[char]}" if char in _NAMES else char),
    "entities with zeros": each(lambda char: f"&#{ord(char):09d};"),
    "hexadecimal entities with zeros": each(lambda char: f"&#x{ord(char):08X};"),
    "entities twice": each(lambda char: f"&amp;#{ord(char)};"),
    "entities three times": each(lambda char: f"&amp;amp;#x{ord(char):x};"),
    "CSS": each(lambda char: f"\\{ord(char):x} "),
    "CSS, six digits": each(lambda char: f"\\{ord(char):06x}"),
    "CSS, signs only": each(lambda char: char if char.isalnum() else f"\\{ord(char):x} "),
    "JavaScript, octal": each(lambda char: f"\\{ord(char):o}"),
    "JavaScript, hexadecimal": each(lambda char: f"\\x{ord(char):02x}"),
    "JavaScript, code points": each(lambda char: f"\\u{{{ord(char):x}}}"),
    "JavaScript, codes": lambda value: f"String.fromCharCode({','.join(str(ord(char)) for char in value)})",
    "JSON, all escaped": each(lambda char: f"\\u{ord(char):04x}"),
    "JSON in JSON, all escaped": each(lambda char: f"\\\\u{ord(char):04X}"),
    "JSON, characters": lambda value: json.dumps(list(value)),
    "JSON, bytes": lambda value: json.dumps(list(value.encode())),
    "JSON, a typed array": lambda value: json.dumps(dict(enumerate(value.encode()))),
    "bytes of a program": lambda value: ", ".join(f"0x{byte:02x}" for byte in value.encode()),
    "pattern": re.escape,
    "percent": percent,
    "percent twice": lambda value: percent(value, "%25"),
    "percent three times": lambda value: percent(value, "%2525"),
    "percent u": each(lambda char: f"%u{ord(char):04x}"),
    "address in an address, three times": lambda value: quote(quote(quote(value, safe=""), safe=""), safe=""),
    "fragment with JSON": lambda value: f"https://x.test/#{quote(json.dumps({'t': value}))}",
    "quoted-printable": lambda value: percent(value, "="),
    "quoted-printable, small letters": lambda value: percent(value, "=").lower(),
    "quoted-printable over lines": lambda value: between("=\r\n", 15)(percent(value, "=")),
    "encoded word": lambda value: f"=?utf-8?q?{percent(value, '=')}?=",
    "Base64 over lines": lambda value: base64.encodebytes(b"x" * 50 + value.encode() + b"y" * 40).decode(),
    "Base64 over quoted lines": lambda value: (
        base64.encodebytes(b"x" * 50 + value.encode() + b"y" * 40).decode().replace("\n", "\r\n> ")
    ),
    "Base64 over lines in JSON": lambda value: json.dumps(base64.encodebytes(b"x" * 50 + value.encode()).decode()),
    "Base64 for addresses, unpadded": lambda value: base64.urlsafe_b64encode(value.encode()).decode().rstrip("="),
    "Base64 in an address": lambda value: quote(base64_of(f"?{value}"), safe=""),
    "Base64 with escaped slashes": lambda value: base64_of(f"???{value}???>>>").replace("/", "\\/"),
    "Base64 twice": lambda value: base64_of(base64_of(f"a{value}")),
    "Base64 of JSON": lambda value: base64_of(json.dumps({"p": value})),
    "Base64 of entities": lambda value: base64_of(each(lambda char: f"&#{ord(char)};")(value)),
    "Base64 of hexadecimal digits": lambda value: base64_of(value.encode().hex()),
    "Base64 of UTF-16": lambda value: base64_of(value.encode("utf-16")),
    "Base64 of UTF-32": lambda value: base64_of(value.encode("utf-32")),
    "Base64 of gzip": lambda value: base64_of(gzip.compress(value.encode())),
    "Base64 of a long page": lambda value: base64_of(f"{'<p>Hello</p>' * 200}{value}{'<p>Bye</p>' * 200}"),
    "Base32": lambda value: base64.b32encode(value.encode()).decode(),
    "data address": lambda value: f"data:text/html;base64,{base64_of(f'<a href=/?t={quote(value)}>')}",
    "data address, percent": lambda value: f"data:text/html,{quote(f'<a href=/?t={value}>')}",
    "cookie of a bearer": lambda value: f"auth={quote(base64_of(f'Bearer {value}'), safe='')}",
    "hexadecimal": lambda value: value.encode().hex(),
    "hexadecimal, cases mixed": lambda value: value.encode().hex().title(),
    "hexadecimal number": lambda value: f"0x{value.encode().hex()}",
    "hexadecimal with dashes": lambda value: value.encode().hex("-"),
    "hexadecimal over lines": lambda value: between("\n", 20)(value.encode().hex()),
    "escapes of eight digits": each(lambda char: f"\\U{ord(char):08x}"),
    "escapes in braces": each(lambda char: f"\\x{{{ord(char):x}}}"),
    "long data address": lambda value: f"data:text/html;base64,{base64_of(LONG + json.dumps(value) + LONG)}",
    "long data address of UTF-16": lambda value: f"data:;base64,{base64_of((LONG + value).encode('utf-16-le'))}",
    "long gzip in Base64": lambda value: base64_of(gzip.compress((secrets.token_hex(4000) + value).encode())),
    "refreshing page": lambda value: f'<meta http-equiv="refresh" content="0;url=/?t={quote(value, safe="")}">',
    "form": lambda value: f'<input type=hidden name=t value="{html.escape(value)}">',
    "script": lambda value: f"location='/?t='+decodeURIComponent('{quote(value, safe='')}')",
}
BODIES: dict[str, Callable[[str], bytes]] = {
    "UTF-16": lambda value: value.encode("utf-16-le"),
    "UTF-16, the other way round": lambda value: value.encode("utf-16-be"),
    "UTF-32": lambda value: value.encode("utf-32-le"),
    "UTF-32, the other way round": lambda value: value.encode("utf-32-be"),
    "UTF-7": lambda value: value.encode("utf-7"),
    "gzip": lambda value: gzip.compress(value.encode()),
    "gzip twice": lambda value: gzip.compress(gzip.compress(value.encode())),
    "second part of a gzip": lambda value: gzip.compress(b"first") + gzip.compress(value.encode()),
    "gzip in a form": lambda value: b"--x\r\n\r\n" + gzip.compress(value.encode()) + b"\r\n--x--",
    "zlib": lambda value: zlib.compress(value.encode()),
    "deflate": deflated,
    "zip": zipped,
    "form of parts": lambda value: f'--b\r\nContent-Disposition: form-data; name="p"\r\n\r\n{value}\r\n--b'.encode(),
}
SAME_IN_ANY_CASE = ("hexadecimal token", "identifier")


def is_found_and_taken_out(data: bytes, secret: str) -> bool:
    """Whether the last scan sees the secret in the data, and redaction leaves nothing to see."""
    vault = Vault()
    vault.add("token", secret)
    clean = vault.redact_pieces(vault.redact_bytes(data))
    return bool(vault.leaks(data) or vault.pieces(data)) and not (vault.leaks(clean) or vault.pieces(clean))


@pytest.mark.parametrize("way", TEXTS)
def test_a_secret_is_found_however_it_is_written(way: str) -> None:
    texts = {name: f"before {TEXTS[way](secret)} after".encode() for name, secret in SECRETS.items()}

    assert [name for name, text in texts.items() if not is_found_and_taken_out(text, SECRETS[name])] == []


@pytest.mark.parametrize("way", BODIES)
def test_a_secret_is_found_in_a_body_of_any_kind(way: str) -> None:
    bodies = {name: BODIES[way](secret) for name, secret in SECRETS.items()}

    assert [name for name, body in bodies.items() if not is_found_and_taken_out(body, SECRETS[name])] == []


@pytest.mark.parametrize("name", SAME_IN_ANY_CASE)
@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: text.replace("-", "").upper()])
def test_hexadecimal_digits_are_a_secret_in_either_case(name: str, change: Callable[[str], str]) -> None:
    vault = Vault()
    vault.add("token", SECRETS[name])

    assert change(SECRETS[name]) not in vault.redact(f"before {change(SECRETS[name])} after")


@pytest.mark.parametrize("name", ["password", "passphrase"])
@pytest.mark.parametrize("change", [str.upper, str.lower])
def test_a_password_is_a_secret_in_capitals_and_in_small_letters(name: str, change: Callable[[str], str]) -> None:
    vault = Vault()
    vault.add("password", SECRETS[name])

    assert change(SECRETS[name]) not in vault.redact(f"before {change(SECRETS[name])} after")


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "utf-16-be", "latin-1", "cp1251", "koi8-r", "shift_jis"])
def test_a_password_that_is_not_ascii_is_found_in_the_charsets_that_have_it(charset: str) -> None:
    password = {"latin-1": "Größenwahn-Straße-9!", "shift_jis": "パスワード秘密の鍵かぎ9!"}.get(
        charset, "пароль-и-ключ-9!"
    )
    vault = Vault()
    vault.add("password", password)

    assert vault.leaks(password.encode(charset)) or vault.pieces(password.encode(charset))


@pytest.mark.parametrize("charset", ["latin-1", "cp1252"])
def test_a_password_in_utf_8_that_was_taken_for_another_charset_is_found(charset: str) -> None:
    password = "Größe&Straße-9!"

    assert is_found_and_taken_out(password.encode().decode(charset).encode(), password)


@pytest.mark.parametrize(
    "text",
    [
        "Password 12 characters, Password1 is no good; 1 2 3 4 5 6 7 8 9 10 11 12",
        "correct horse, battery staple: The quick brown fox jumps over the lazy dog",
        json.dumps(list(range(10, 200))),
        " ".join(f"{number:02x}" for number in range(256)),
        "<ul>" + "<li><b>One</b> <i>two</i></li>" * 50,
        "0123456789abcdef" * 20,
    ],
)
def test_what_is_no_secret_stays_as_it_is(text: str) -> None:
    vault = Vault()
    for secret in (*SECRETS.values(), "Password12!", "Password1!", "Summer2026!", "Qwerty12345!"):
        vault.add("password", secret)

    assert vault.pieces(text.encode()) == []
    assert vault.redact_pieces(text.encode()) == text.encode()
