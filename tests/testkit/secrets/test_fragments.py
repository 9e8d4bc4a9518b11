"""A piece of a secret is as secret: it is found and taken out, as it is and in other encodings."""

import base64
import gzip
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from secrets import token_bytes, token_urlsafe
from urllib.parse import quote

import pytest

from testkit.secrets.leaks import LeakError, refuse_leaks
from testkit.secrets.vault import Vault

PASSWORD = 'Zq8#kk-Lm-x7Q!&tr4"wine'
HEADER = base64.urlsafe_b64encode(json.dumps({"alg": "RS256"}).encode()).decode().rstrip("=")
JWT = f"{HEADER}.eyJzdWIiOiI0MiJ9AbCd.{'c2lnbmF0dXJl' * 3}"


@pytest.fixture
def vault() -> Vault:
    vault = Vault()
    vault.add("password", PASSWORD)
    vault.add("token", JWT)
    return vault


@pytest.mark.parametrize("start", range(len(PASSWORD) - 11))
def test_any_twelve_characters_are_found_and_taken_out(vault: Vault, start: int) -> None:
    piece = PASSWORD[start : start + 12]
    data = f"Bearer ...{piece}, and more".encode()

    assert vault.pieces(data) == [vault.add("password", PASSWORD).placeholder]
    assert vault.pieces(vault.redact_pieces(data)) == []
    assert b", and more" in vault.redact_pieces(data)


@pytest.mark.parametrize(
    "encode",
    [
        quote,
        json.dumps,
        lambda text: text.replace("&", "&amp;").replace('"', "&quot;"),
        lambda text: base64.b64encode(b"xy" + text.encode()).decode(),
        lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    ],
    ids=["percent", "JSON", "HTML", "Base64", "Base64 for addresses"],
)
def test_an_encoded_piece_is_found(vault: Vault, encode: object) -> None:
    assert callable(encode)
    assert vault.pieces(f"before {encode(PASSWORD[3:21])} after".encode())


def test_eleven_characters_and_a_token_s_header_are_no_piece(vault: Vault) -> None:
    assert vault.pieces(PASSWORD[:11].encode()) == []
    assert vault.pieces(JWT.partition(".")[0].encode()) == []
    assert vault.pieces(JWT[-14:].encode())


def test_an_address_inside_a_secret_is_no_piece() -> None:
    vault = Vault()
    vault.add("password", "tr4wine!Zq8kemma.jones@example.com")

    assert vault.pieces(b"To: emma.jones@example.com") == []
    assert vault.pieces(b"tr4wine!Zq8k")


def test_a_password_with_an_at_sign_is_no_address() -> None:
    vault = Vault()
    vault.add("password", "G@hr4wine-and-9-Lan")

    assert vault.pieces(b"hr4wine-and-9")


def test_nothing_is_written_with_a_piece_left(vault: Vault) -> None:
    with pytest.raises(LeakError, match=r"a part of .password 1. in report\.md"):
        refuse_leaks({"report.md": f"… {PASSWORD[4:18]}".encode(), "issue.md": b"nothing"}, vault)


def test_threads_register_secrets_without_losing_one_or_sharing_a_placeholder() -> None:
    vault = Vault()
    values = [f"password-{number:04}" for number in range(400)]

    with ThreadPoolExecutor(16) as threads:
        secrets = list(threads.map(lambda value: vault.add("password", value), values * 2))
        texts = list(threads.map(vault.redact, values))

    assert len({secret.placeholder for secret in secrets}) == len(values) == len(vault.values())
    assert not [text for text in texts if "password-" in text]


@pytest.mark.parametrize("ellipsis", ["...", "…"])
@pytest.mark.parametrize("secret", [PASSWORD, "Zq8#kk-Lm-x7Q!", JWT])
def test_text_beside_an_ellipsis_is_a_piece(vault: Vault, secret: str, ellipsis: str) -> None:
    vault.add("password", "Zq8#kk-Lm-x7Q!")
    text = f"found 'and {secret[-13:-7]}{ellipsis}{secret[-6:]}' more"

    clean = vault.redact_pieces(text.encode()).decode()

    assert secret[-13:-7] not in clean
    assert secret[-6:] not in clean
    assert clean.startswith("found 'and ")
    assert clean.endswith("' more")


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (f"""Unexpected token 'Z', "{PASSWORD[:10]}"... is not valid JSON""", PASSWORD[:10]),
        (f"""Unexpected token '#', ..."{PASSWORD[3:13]}"... is not valid JSON""", PASSWORD[3:13]),
        (json.dumps(f"""Unexpected token 'Z', "{PASSWORD[:10]}"... is not valid JSON"""), PASSWORD[:10]),
        (f"saved {PASSWORD[:8]}********", PASSWORD[:8]),
        (f"saved \u2022\u2022\u2022\u2022{PASSWORD[-8:]}", PASSWORD[-8:]),
        ("""found 'Pa...r\\\\k"9&wine'""", '"9&wine'),
    ],
    ids=["a browser's error", "in the middle", "in JSON", "asterisks", "dots", "as a program shows it"],
)
def test_what_a_program_leaves_of_a_shortened_secret_is_a_piece(vault: Vault, text: str, piece: str) -> None:
    vault.add("password", 'Passwor\\k"9&wine')
    assert piece in json.loads(text) if text.startswith('"') else piece in text

    clean = vault.redact_pieces(text.encode()).decode()

    assert piece not in clean
    assert "a part" in clean


@pytest.mark.parametrize("secret", ["Xk7#tr4wine-and-9-Lanterns!", "Zq8#kkLm!x7Q"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: "".join(f"%{ord(char):02X}" for char in text),
        lambda text: "".join(f"%25{ord(char):02x}" for char in text),
        lambda text: "".join(f"&#{ord(char)};" for char in text),
        lambda text: "".join(f"&#x{ord(char):x};" for char in text),
        lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
        lambda text: "".join(f"\\x{ord(char):02x}" for char in text),
        lambda text: "".join(f"={ord(char):02X}" for char in text),
        lambda text: text.encode().hex(),
        lambda text: text.encode().hex(" "),
        lambda text: text.encode().hex().upper(),
        lambda text: text.encode("utf-16-le").decode(),
        lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(),
        lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
        lambda text: base64.b64encode(gzip.compress(text.encode())).decode(),
    ],
    ids=[
        *("percent", "percent twice", "entities", "hexadecimal entities", "JSON", "JavaScript", "quoted-printable"),
        *("hexadecimal", "hexadecimal apart", "hexadecimal capitals", "UTF-16", "Base64 twice", "UTF-16 in Base64"),
        "compressed in Base64",
    ],
)
def test_a_secret_of_which_every_character_is_encoded_is_taken_out(secret: str, encode: Callable[[str], str]) -> None:
    vault = Vault()
    vault.add("password", secret)
    text = encode(secret)

    clean = vault.redact_pieces(vault.redact_bytes(f"before {text} after".encode())).decode()

    assert text not in clean
    assert "password 1" in clean
    assert clean.startswith("before ")
    assert clean.endswith(" after")


def test_a_megabyte_of_pictures_is_searched_in_a_moment() -> None:
    vault = Vault()
    for _ in range(100):
        vault.add("token", token_urlsafe(40))
    pictures = {f"{number}.png": b"\x89PNG" + token_bytes(50_000) for number in range(20)}

    began = time.process_time()
    refuse_leaks(pictures, vault)
    seconds = time.process_time() - began

    assert seconds < 2, f"it took {seconds:.1f} s"
