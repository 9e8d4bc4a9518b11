"""Decoding of texts in which a secret may be encoded as a whole, in part or several times.

`encodings` finds whole values of which programs have encoded some characters. What is left is found here by decoding:
every character encoded, pieces of a value, Base64 in Base64, hexadecimal digits, UTF-16, compressed bodies.
"""

import base64
import binascii
import html
import re
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

Decode = Callable[[bytes], bytes]
_GZIP = b"\x1f\x8b\x08"
_LAYERS = 3
_LARGEST = 20_000_000
_ESCAPE = re.compile(rb"(?:\\+|%)u([0-9a-fA-F]{4})|\\+u\{([0-9a-fA-F]{1,6})\}|\\+x([0-9a-fA-F]{2})|\\+([\"'\\/])")


def _unpercented(data: bytes) -> bytes:
    return unquote_to_bytes(re.sub(rb"%(?:25)+", b"%", data))


def _unescaped(data: bytes) -> bytes:
    def char(found: re.Match[bytes]) -> bytes:
        if found[4]:
            return found[4]
        return chr(min(int(found[1] or found[2] or found[3], 16), 0x10FFFF)).encode("utf-8", "surrogatepass")

    return _ESCAPE.sub(char, data)


def _without_entities(data: bytes) -> bytes:
    return html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")


def _from_hexadecimal(data: bytes) -> bytes:
    digits = re.sub(rb"[^0-9a-fA-F]", b"", data)
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode())


def _from_base64(run: bytes) -> bytes:
    text = run.translate(bytes.maketrans(b"-_", b"+/"), b"=\r\n")
    found = []
    for offset in range(4):  # the run may begin with something else
        whole = text[offset : len(text) - ((len(text) - offset) % 4 == 1)]
        try:
            found.append(base64.b64decode(whole + b"=" * (-len(whole) % 4)))
        except binascii.Error:
            continue
    return b"\n".join(found)


def _unzipped(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, _LARGEST)
    except zlib.error:
        return b""


# The sign without which there is no such encoding, a run of characters of which some are encoded, and what decodes it.
_TEXTUAL: tuple[tuple[bytes, "re.Pattern[bytes]", Decode], ...] = (
    (b"%", re.compile(rb"(?<![\w.~!*()+-])[\w.~!*()+-]*(?:%(?:25)*[0-9a-fA-F]{2}[\w.~!*()+-]*)+"), _unpercented),
    (b"\\", re.compile(rb"(?<![^\s\"<>\\&])[^\s\"<>\\&]*(?:\\+[ux\"'/\\][^\s\"<>\\&]*)+"), _unescaped),
    (b"%u", re.compile(rb"(?:%u[0-9a-fA-F]{4})+"), _unescaped),
    (
        b"&",
        re.compile(rb"(?<![^\s\"<>&])[^\s\"<>&]*(?:&(?:#[xX]?[0-9a-fA-F]{1,6};?|\w{2,8};)[^\s\"<>&]*)+"),
        _without_entities,
    ),
    (b"=", re.compile(rb"(?<![!-<>-~])[!-<>-~]*(?:=(?:[0-9a-fA-F]{2}|\r?\n)[!-<>-~]*)+"), binascii.a2b_qp),
)
# Longer runs of Base64 are pictures and fonts.
_BINARY: tuple[tuple[bytes, "re.Pattern[bytes]", Decode], ...] = (
    (b"", re.compile(rb"(?<![0-9a-zA-Z])(?:[0-9a-f]{2}[ :]?){8,}(?![0-9a-zA-Z])"), _from_hexadecimal),
    (b"", re.compile(rb"(?<![0-9a-zA-Z])(?:[0-9A-F]{2}[ :]?){8,}(?![0-9a-zA-Z])"), _from_hexadecimal),
    (b"\0", re.compile(rb"(?:[ -~]\0){8,}|(?:\0[ -~]){8,}"), lambda run: run.replace(b"\0", b"")),
    (b"", re.compile(rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,4000}=*(?![A-Za-z0-9+/_-])"), _from_base64),
)


def decoded(data: bytes, layers: int = _LAYERS) -> Iterator[bytes]:
    """What the data says once it is decoded, for a search; without the data as it is."""
    if data.startswith(_GZIP):
        data = _unzipped(data)
        yield data
    for sign, _, decode in _TEXTUAL:
        if sign in data:
            yield decode(data)
    runs = b"\n".join(text for _, _, text in _runs(data, _BINARY))
    if runs:
        yield runs
        if layers > 1:
            yield from decoded(runs, layers - 1)


def encoded_runs(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The runs of encoded characters: start, end, and everything that decoding makes of one."""
    if data.startswith(_GZIP):
        yield 0, len(data), b"\n".join(decoded(data))
        return
    for start, end, text in _runs(data, (*_TEXTUAL, *_BINARY)):
        yield start, end, b"\n".join([text, *decoded(text)])


def _runs(
    data: bytes, patterns: tuple[tuple[bytes, "re.Pattern[bytes]", Decode], ...]
) -> Iterator[tuple[int, int, bytes]]:
    for sign, pattern, decode in patterns:
        if sign in data:
            yield from ((*found.span(), decode(found[0])) for found in pattern.finditer(data))
