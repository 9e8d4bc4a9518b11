"""Pieces of secrets: any run of twelve characters of a secret of sixteen or more.

Whole secrets are found by `encodings`. A piece is left where something cut a text in the middle, and it tells as much.
Beside an ellipsis, where a text was shortened, six characters are a piece, also of shorter secrets.
"""

import re
from collections.abc import Iterator

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
_LINE = 5000
_MAIL_ADDRESS = re.compile(r"\w@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}$")
_WEB_ADDRESS = re.compile(r"\w+://|[\w-]+(\.[\w-]+)+(:\d+)?/")


class Fragments:
    """Finds the pieces of all secrets that it was given."""

    def __init__(self) -> None:
        self._secrets: list[tuple[bytes, str]] = []
        self._grams: set[bytes] = set()
        self._short: list[tuple[bytes, str]] = []
        """Secrets that are looked for beside ellipses only."""

    def add(self, value: str, placeholder: str, *, is_jwt: bool = False) -> None:
        """Remember a secret; a JWT's header is the same in all tokens and no secret."""
        text = _without_addresses(value.partition(".")[2] if is_jwt else value)
        if len(text) >= _SHORTEST_CUT:
            secret = text.encode("utf-8", "surrogatepass")
            if len(value) >= LONG_SECRET and len(text) >= LENGTH:
                self._secrets.append((secret, placeholder))
                self._grams.update(secret[at : at + _GRAM] for at in range(0, len(secret) - _GRAM + 1, _STEP))
            else:
                self._short.append((secret, placeholder))

    def find(self, data: bytes) -> list[tuple[int, int, str]]:
        """Where pieces stand in these bytes as they are: start, end and the secret's placeholder."""
        # The usual case is a line of text, which holds none.
        if len(data) < _LINE and self._grams.isdisjoint(data[at : at + _GRAM] for at in range(len(data) - _GRAM + 1)):
            return []
        grams = {data[at : at + _GRAM] for at in range(0, len(data) - _GRAM + 1, _STEP)}
        found: set[tuple[int, int, str]] = set()
        for secret, placeholder in list(self._secrets):  # a copy: other threads register secrets meanwhile
            hits = [at for at in range(len(secret) - _GRAM + 1) if secret[at : at + _GRAM] in grams]
            starts = {start for at in hits for start in range(max(0, at - _STEP + 1), at + 1)}
            for start in starts:
                run = secret[start : start + LENGTH]
                if len(run) == LENGTH and len(set(run)) >= _LEAST_VARIED:
                    found |= {(at, at + LENGTH, placeholder) for at in _places(data, run)}
        return _joined(sorted(found))

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
