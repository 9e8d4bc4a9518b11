"""Decoding of texts in which a secret may be encoded as a whole, in part or several times.

`encodings` finds whole values of which programs have encoded some characters. What is left is found here by decoding:
every character encoded, pieces of a value, Base64 in Base64, hexadecimal digits, numbers, compressed bodies, markup
and invisible characters in the middle of a value.
"""

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

from testkit.secrets.compression import uncompressed

Decode = Callable[[bytes], bytes]
Coding = tuple[bytes, "re.Pattern[bytes]", Decode]
"""The sign without which there is no such encoding, a run of characters of which some are encoded, and a decoder."""
_LAYERS = 3
_SMALL = 100_000
_ROUNDS = 3
# Only from the first of several backslashes: to begin at each of a thousand takes a thousand times as long.
_SLASHES = rb"(?<!\\)\\+"
_ESCAPE = re.compile(
    rb"(?:(?:%b|%%)u|%bU0000)([0-9a-fA-F]{4})|%b[ux]\{0*([0-9a-fA-F]{1,6})\}|%bx([0-9a-fA-F]{2})"
    rb"|%b([0-3][0-7]{2}|[0-7]{2})(?!\d)|%b([nrt])|%b([\"'\\/])" % ((_SLASHES,) * 7)
)
_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_CSS_ESCAPE = re.compile(_SLASHES + rb"([0-9a-fA-F]{1,6})[ \t\n]?")
# Soft hyphens, characters without a width, changes of direction, colours of a terminal, controls.
_INVISIBLE = (
    rb"(?:\xc2\xad|\xcd\x8f|\xe1\xa0\x8e|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xb8[\x80-\x8f]|"
    rb"\xef\xbb\xbf|\xef\xbf\xbd|\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f])"
)
_UNSEEN = re.compile(_INVISIBLE)
_TAG = re.compile(rb"<[^<>]{0,300}>")
_NUMBER = re.compile(rb"(?:\"\d+\":\s?)?(?:0x([0-9a-fA-F]{2})|(\d{1,3}))")
_PICTURES = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF", b"wOF", b"OTTO", b"\0\1\0\0")
_BREAK = rb"(?:=?(?:\r?\n|(?<!\\)(?:\\+r)?\\+n)[ \t>]*)"


def _unpercented(data: bytes) -> bytes:
    return unquote_to_bytes(re.sub(rb"%(?:25)+", b"%", data))


def _unescaped(data: bytes) -> bytes:
    def char(found: re.Match[bytes]) -> bytes:
        if found[5]:
            return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}[found[5]]
        if found[6]:
            return found[6]
        if found[3] or found[4]:
            return bytes([int(found[3], 16) if found[3] else int(found[4], 8)])
        return chr(min(int(found[1] or found[2], 16), 0x10FFFF)).encode("utf-8", "surrogatepass")

    return _PAIR.sub(_joined, _ESCAPE.sub(char, data))


def _joined(pair: re.Match[bytes]) -> bytes:
    return pair[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode()


def _without_css(data: bytes) -> bytes:
    return _CSS_ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)).encode("utf-8", "surrogatepass"), data)


def _without_entities(data: bytes) -> bytes:
    data = re.sub(rb"&(?:amp;)+", b"&", data)
    return html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")


def _seen(data: bytes) -> bytes:
    return _UNSEEN.sub(b"", data)


def _without_tags(data: bytes) -> bytes:
    return _TAG.sub(b"", data)


def _from_hexadecimal(data: bytes) -> bytes:
    digits = re.sub(rb"[^0-9a-fA-F]", b"", data)
    return b"\n".join(bytes.fromhex(part[: len(part) // 2 * 2].decode()) for part in (digits, digits[1:]))


def _from_numbers(data: bytes) -> bytes:
    codes = (int(found[1], 16) if found[1] else int(found[2]) for found in _NUMBER.finditer(data))
    return bytes(code for code in codes if code <= 0xFF)  # noqa: PLR2004 - one byte


def _from_base64(run: bytes, offsets: int = 4) -> bytes:
    text = re.sub(_BREAK, b"", run).translate(bytes.maketrans(b"-_", b"+/"), b"=\r\n")
    found = []
    for offset in range(offsets):  # the run may begin with something else
        whole = text[offset : len(text) - ((len(text) - offset) % 4 == 1)]
        try:
            found.append(base64.b64decode(whole + b"=" * (-len(whole) % 4)))
        except binascii.Error:
            continue
    return b"\n".join(found)


def _from_long_base64(run: bytes) -> bytes:
    """The same of a run that may be a picture or a font, which are not searched."""
    return b"" if is_picture(_from_base64(run[:16], offsets=1)) else _from_base64(run, offsets=1)


def _from_base32(run: bytes) -> bytes:
    text = run.rstrip(b"=")
    whole = text[: len(text) - (len(text) % 8 in {1, 3, 6})]
    return base64.b32decode(whole + b"=" * (-len(whole) % 8))


_BETWEEN_WORDS = re.compile(rb"[\s\"<>]+")
_PLAIN: tuple[Coding, ...] = (
    (b"%", re.compile(rb"(?<![\w.~!*()+-])[\w.~!*()+-]*(?:%(?:25)*[0-9a-fA-F]{2}[\w.~!*()+-]*)+"), _unpercented),
    (b"\\", re.compile(rb"(?<![^\s\"<>\\&])[^\s\"<>\\&]*(?:\\+[0-7uUx\"'/\\][^\s\"<>\\&]*)+"), _unescaped),
    (b"%u", re.compile(rb"(?:%u[0-9a-fA-F]{4})+"), _unescaped),
    (
        b"&",
        re.compile(rb"(?<![^\s\"<>&])[^\s\"<>&]*(?:&(?:amp;)*(?:#[xX]?[0-9a-fA-F]{1,9};?|\w{2,24};)[^\s\"<>&]*)+"),
        _without_entities,
    ),
)
# Each is a reading of its own: decoding what is not encoded so would destroy the text.
_QUOTED: Coding = (
    b"=",
    re.compile(rb"(?<![!-<>-~])[!-<>-~]*(?:=(?:[0-9a-fA-F]{2}|\r?\n)[!-<>-~]*)+"),
    binascii.a2b_qp,
)
_SHOWN: Coding = (b"", re.compile(rb"(?<![^\s\"<>])[^\s\"<>]*?(?:%s[^\s\"<>]*)+" % _INVISIBLE), _seen)
_LETTERS = rb"[A-Za-z0-9+/_-]"
_OF_WORDS: tuple[Coding, ...] = (
    _QUOTED,
    _SHOWN,
    (b"", re.compile(rb"(?<!%s)%s{16,4000}=*(?!%s)" % (_LETTERS, _LETTERS, _LETTERS)), _from_base64),
    (b"", re.compile(rb"(?<!%s)%s{4001,400000}=*(?!%s)" % (_LETTERS, _LETTERS, _LETTERS)), _from_long_base64),
    (b"", re.compile(rb"(?<![A-Z2-7])[A-Z2-7]{16,4000}=*(?![A-Za-z0-9])"), _from_base32),
)
# One sign between the digits: a time has several.
_HEXADECIMAL = rb"(?<![0-9a-zA-Z])(?:0[xX])?(?:[0-9a-fA-F]{2}%s(?:\r?\n[ \t]*)?){8,}(?![0-9a-zA-Z])"
_OVER_WORDS: tuple[Coding, ...] = (
    (b"=\n", _QUOTED[1], _QUOTED[2]),
    (b"=\r\n", _QUOTED[1], _QUOTED[2]),
    (b"<", re.compile(rb"(?<![^\s<>])[^\s<>]*(?:(?:%s\s*){1,6}[^\s<>]+)+" % _TAG.pattern), _without_tags),
    (
        b"\\",
        re.compile(rb"(?<![^\s\"<>])(?:[^\s\"<>\\]*\\+[0-9a-fA-F]{1,6}[ \t\n]?)+[^\s\"<>\\]*"),
        _without_css,
    ),
    (b"", re.compile(_HEXADECIMAL % b"[ ,]{0,2}"), _from_hexadecimal),
    (b":", re.compile(_HEXADECIMAL % b":?"), _from_hexadecimal),
    (b"-", re.compile(_HEXADECIMAL % b"-?"), _from_hexadecimal),
    (b",", re.compile(rb"(?:(?:\"\d+\":\s?)?\b(?:0x[0-9a-fA-F]{2}|\d{2,3})\b[,\s]*){8,}"), _from_numbers),
    (b"\0", re.compile(rb"(?:[ -~]\0{1,3}){8,}|(?:\0{1,3}[ -~]){8,}"), lambda run: run.replace(b"\0", b"")),
    (b"\n", re.compile(rb"(?<!%s)%s{8,}(?:%s%s{8,})+=*" % (_LETTERS, _LETTERS, _BREAK, _LETTERS)), _from_base64),
)


def is_picture(data: bytes) -> bool:
    """Whether this is a picture or a font: nothing in it is encoded text."""
    return data.startswith(_PICTURES)


def readings(data: bytes, layers: int = _LAYERS) -> Iterator[bytes]:
    """The data as it is, and what it says once it is decoded in every way, for a search."""
    yield data
    if not layers or is_picture(data):
        return
    # Traces repeat themselves: each word is decoded once. What is spread over several words is looked for in the data.
    words = set(_BETWEEN_WORDS.split(data))
    signed = b"\n".join(word for word in words if any(sign in word for sign, _, _ in _PLAIN))
    found = {_plain(signed)} - {signed}
    found |= {text for _, _, text in _runs(b"\n".join(words), _OF_WORDS)}
    found |= {text for _, _, text in _runs(data, _OVER_WORDS)}
    found |= set(uncompressed(data))
    if len(data) <= _SMALL:
        found.add(_seen(_without_tags(_plain(data))))
    if inner := b"\n".join(found - {b"", data}):
        yield from readings(inner, layers - 1)


def encoded_runs(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The runs of encoded characters: start, end, and everything that decoding makes of one."""
    if any(uncompressed(data)):
        yield 0, len(data), b"\n".join(readings(data))
        return
    for start, end, text in dict.fromkeys(_runs(data, (*_PLAIN, *_OF_WORDS, *_OVER_WORDS))):  # each once
        yield start, end, b"\n".join(readings(text))


def _plain(data: bytes) -> bytes:
    """The data without percent signs, escapes and entities."""
    for _ in range(_ROUNDS):
        before = data
        for sign, _, decode in _PLAIN:
            if sign in data:
                data = decode(data)
        if data == before:
            break
    return data


def _runs(data: bytes, codings: tuple[Coding, ...]) -> Iterator[tuple[int, int, bytes]]:
    for sign, pattern, decode in codings:
        if sign in data:
            yield from ((*found.span(), decode(found[0])) for found in pattern.finditer(data))
