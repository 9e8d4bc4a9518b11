"""Pieces of secrets: any run of twelve characters of a secret of sixteen or more, as it is or in Base64.

Whole secrets are found by `encodings`. A piece is left where something cut a text in the middle, and it tells as much.
Beside an ellipsis, where a text was shortened, six characters are a piece, also of shorter secrets.
"""

import base64
import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

LENGTH = 12
LONG_SECRET = 16
BESIDE_ELLIPSIS = 6
_SHORTEST_CUT = 8
_LONGEST_HALF = 2000
_ELLIPSIS = re.compile(rb"\.{2,}|\xe2\x80\xa6|\\u2026")
_STEP = 7
_GRAM = LENGTH - _STEP + 1
"""Every run of LENGTH bytes holds _GRAM bytes that begin at a multiple of _STEP: only those are looked up."""
_LEAST_VARIED = 6
_FEW = 500
_ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})|\\([\"\\/])")
# Longer ones are pictures and fonts.
_BASE64 = re.compile(rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,4000}(?![A-Za-z0-9+/_-])")
_MAIL_ADDRESS = re.compile(r"\w@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}$")
_WEB_ADDRESS = re.compile(r"\w+://|[\w-]+(\.[\w-]+)+(:\d+)?/")
_STANDARD = bytes.maketrans(b"-_", b"+/")


class Fragments:
    """Finds the pieces of all secrets that it was given."""

    def __init__(self) -> None:
        self._secrets: list[tuple[bytes, str]] = []
        self._short: list[tuple[bytes, str]] = []
        """Secrets that are looked for beside ellipses only."""

    def add(self, value: str, placeholder: str, *, is_jwt: bool = False) -> None:
        """Remember a secret; a JWT's header is the same in all tokens and no secret."""
        text = _without_addresses(value.partition(".")[2] if is_jwt else value)
        if len(text) >= _SHORTEST_CUT:
            kept = self._secrets if len(value) >= LONG_SECRET and len(text) >= LENGTH else self._short
            kept.append((text.encode("utf-8", "surrogatepass"), placeholder))

    def find(self, data: bytes) -> list[tuple[int, int, str]]:
        """Where pieces stand in these bytes as they are: start, end and the secret's placeholder."""
        grams = {data[at : at + _GRAM] for at in range(0, len(data) - _GRAM + 1, _STEP)}
        if len(grams) < _FEW:  # the usual case, a line of text: done in a millisecond
            everything = b"\n".join(secret for secret, _ in list(self._secrets))
            grams = {gram for gram in grams if gram in everything}
            if not grams:
                return []
        found: set[tuple[int, int, str]] = set()
        for secret, placeholder in list(self._secrets):  # a copy: other threads register secrets meanwhile
            hits = [at for at in range(len(secret) - _GRAM + 1) if secret[at : at + _GRAM] in grams]
            starts = {start for at in hits for start in range(max(0, at - _STEP + 1), at + 1)}
            for start in starts:
                run = secret[start : start + LENGTH]
                if len(run) == LENGTH and len(set(run)) >= _LEAST_VARIED:
                    found |= {(at, at + LENGTH, placeholder) for at in _places(data, run)}
        return _joined(sorted(found))

    def left(self, data: bytes) -> set[str]:
        """The placeholders of the secrets of which a piece is left, also where it was encoded once more."""
        return {placeholder for _, _, placeholder in self.find(b"\n".join(_variants(data)))}

    def beside_ellipses(self, data: bytes) -> Iterator[tuple[int, int, str]]:
        """What is left of secrets that were shortened: start, end and the secret's placeholder."""
        for ellipsis in _ELLIPSIS.finditer(data):
            before = data[max(0, ellipsis.start() - _LONGEST_HALF) : ellipsis.start()]
            after = data[ellipsis.end() : ellipsis.end() + _LONGEST_HALF]
            for secret, placeholder in (*self._secrets, *self._short):
                if left := _run_of(secret, before, from_end=True):
                    yield ellipsis.start() - left, ellipsis.start(), placeholder
                if right := _run_of(secret, after, from_end=False):
                    yield ellipsis.end(), ellipsis.end() + right, placeholder

    def redact(self, data: bytes) -> bytes:
        """The data with a note in the place of each piece."""
        parts: list[bytes] = []
        done = 0
        for start, end, placeholder in _joined(sorted([*self.find(data), *self.beside_ellipses(data)])):
            parts += [data[done:start], f"{placeholder[:-1]}, a part{placeholder[-1]}".encode()]
            done = end
        return b"".join([*parts, data[done:]]) if parts else data


def _places(data: bytes, text: bytes) -> Iterator[int]:
    at = data.find(text)
    while at >= 0:
        yield at
        at = data.find(text, at + 1)


def _run_of(secret: bytes, text: bytes, *, from_end: bool) -> int:
    """How many characters at this end of a text are the secret's; 0 if too few to tell."""

    def run(length: int) -> bytes:
        return text[-length:] if from_end else text[:length]

    length = BESIDE_ELLIPSIS
    if len(text) < length or run(length) not in secret:
        return 0
    while length < len(text) and run(length + 1) in secret:
        length += 1
    return length


def _joined(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Runs that overlap, as one piece each."""
    joined: list[tuple[int, int, str]] = []
    for start, end, placeholder in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]), joined[-1][2])
        else:
            joined.append((start, end, placeholder))
    return joined


def _without_addresses(value: str) -> str:
    """What of a value is secret: not the web or mail address in it, which stands in many places."""
    if _WEB_ADDRESS.match(value):
        return ""
    return value.partition("@")[0][:LENGTH] if _MAIL_ADDRESS.search(value) else value


def _variants(data: bytes) -> Iterator[bytes]:
    """The bytes as they are, and with one layer of an encoding taken off."""
    yield data
    if b"%" in data:
        yield unquote_to_bytes(data)
    if b"\\" in data:
        yield _ESCAPE.sub(lambda one: one[2] or chr(int(one[1], 16)).encode("utf-8", "surrogatepass"), data)
    if b"&" in data:
        yield html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "surrogatepass")
    for found in _BASE64.finditer(data):
        text = found[0].translate(_STANDARD)
        for offset in range(4):
            piece = text[offset:]
            try:
                yield base64.b64decode(piece[: len(piece) // 4 * 4])
            except binascii.Error:
                continue
