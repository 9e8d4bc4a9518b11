"""Pieces of secrets: any run of twelve characters of a secret of sixteen or more.

Whole secrets are found by `encodings`. A piece is left where a text was cut in the middle, and may be enough.
Beside an ellipsis, where a text was shortened, six characters are a piece, also of shorter secrets.
A scattered secret has something else between its characters: blanks, line breaks, quotes, dots. It is found by its
letters and digits alone.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator

LENGTH = 12
LONG_SECRET = 16
BESIDE_ELLIPSIS = 6
_SHORTEST_CUT = 8
_LONGEST_HALF = 2000
_ELLIPSIS = re.compile(rb"\.{2,}|\xe2\x80\xa6|\\u2026|\*{3,}|(?:\xe2\x80\xa2){3,}")
_QUOTES = b"\"'`\\"
"""They may stand between an ellipsis and what was shortened, as in `"Zq8#kk-Lm-"... is not valid JSON`."""
_STEP = 7
_GRAM = LENGTH - _STEP + 1
"""Every run of LENGTH bytes holds _GRAM bytes that begin at a multiple of _STEP: only those are looked up."""
_LEAST_VARIED = 6
_LINE = 5000
_SHORTEST_SCATTERED = 9
_SCATTERED_STEP = _SHORTEST_SCATTERED - _GRAM + 1
_LETTERS_AND_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_OTHERS = bytes(byte for byte in range(256) if byte not in _LETTERS_AND_DIGITS)
_CHANGES = re.compile(rb"[0-9]+|[a-z]+|[A-Z]+")
_LEAST_CHANGES = 5
"""Of small letters, capitals and digits: words with a number, such as "Password 12", have fewer."""
_OTHER_CHARSETS = ("utf-16-le", "utf-16-be", "utf-7", "latin-1", "cp1252", "cp1251", "koi8-r", "shift_jis", "gb18030")
_MAIL_ADDRESS = re.compile(r"\w@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}$")
_WEB_ADDRESS = re.compile(r"\w+://|[\w-]+(\.[\w-]+)+(:\d+)?/")


class Fragments:
    """Finds the pieces of all secrets that it was given."""

    def __init__(self) -> None:
        self._whole = _Runs(_STEP)
        self._short: list[tuple[bytes, str]] = []
        """Secrets that are looked for beside ellipses only."""
        self._scattered = _Runs(_SCATTERED_STEP)
        """Letters and digits of secrets, without the characters between them."""

    def add(self, value: str, placeholder: str, *, is_jwt: bool = False) -> None:
        """Remember a secret; a JWT's header is the same in all tokens and no secret."""
        text = _without_addresses(value.partition(".")[2] if is_jwt else value)
        if len(text) < _SHORTEST_CUT:
            return
        is_long = len(value) >= LONG_SECRET and len(text) >= LENGTH
        whole = text.encode("utf-8", "surrogatepass")
        if is_long:
            self._whole.add(whole, placeholder)
        else:
            self._short.append((whole, placeholder))
        written = {json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1]} - {text}
        self._short += [(one.encode("utf-8", "surrogatepass"), placeholder) for one in written]
        for other in _in_other_charsets(text):
            self._whole.add(other, placeholder)
        letters = whole.translate(None, _OTHERS)
        if len(letters) >= _SHORTEST_SCATTERED:
            self._scattered.add(letters, placeholder)

    def find(self, data: bytes) -> list[tuple[int, int, str]]:
        """Where pieces stand in these bytes as they are: start, end and the secret's placeholder."""
        return self._whole.find(data)

    def find_scattered(self, data: bytes) -> list[tuple[int, int, str]]:
        """Where the letters and digits of pieces stand, whatever is between them; of short secrets, of all of one."""
        found = self._scattered.find(data.translate(None, _OTHERS))
        if not found:
            return []
        at = [place for place, byte in enumerate(data) if byte in _LETTERS_AND_DIGITS]
        return [(at[start], at[end - 1] + 1, placeholder) for start, end, placeholder in found]

    def beside_ellipses(self, data: bytes) -> Iterator[tuple[int, int, str]]:
        """What is left of secrets that were shortened: start, end and the secret's placeholder."""
        for ellipsis in _ELLIPSIS.finditer(data):
            before = data[max(0, ellipsis.start() - _LONGEST_HALF) : ellipsis.start()]
            after = data[ellipsis.end() : ellipsis.end() + _LONGEST_HALF]
            for text in {before, before.rstrip(_QUOTES)}:
                end = ellipsis.start() - len(before) + len(text)
                for secret, placeholder in (*self._whole.secrets, *self._short):
                    if left := _run_of(secret, text, from_end=True):
                        yield end - left, end, placeholder
            for text in {after, after.lstrip(_QUOTES)}:
                start = ellipsis.end() + len(after) - len(text)
                for secret, placeholder in (*self._whole.secrets, *self._short):
                    if right := _run_of(secret, text, from_end=False):
                        yield start, start + right, placeholder


class _Runs:
    """Finds runs of LENGTH bytes of secrets, and whole ones where a secret is shorter."""

    def __init__(self, step: int) -> None:
        self.secrets: list[tuple[bytes, str]] = []
        self._step = step
        self._by_gram: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)

    def add(self, secret: bytes, placeholder: str) -> None:
        """Remember a secret."""
        known = (secret, placeholder)
        self.secrets.append(known)
        for at in range(0, len(secret) - _GRAM + 1, self._step):
            self._by_gram[secret[at : at + _GRAM]].append(known)

    def find(self, data: bytes) -> list[tuple[int, int, str]]:
        """Where runs stand in these bytes: start, end and the secret's placeholder."""
        step, likely = self._step, self._likely(data)
        if not likely:
            return []
        grams = {data[at : at + _GRAM] for at in range(0, len(data) - _GRAM + 1, step)}
        found: set[tuple[int, int, str]] = set()
        for secret, placeholder in likely:
            length = min(LENGTH, len(secret))
            hits = [at for at in range(len(secret) - _GRAM + 1) if secret[at : at + _GRAM] in grams]
            starts = {start for at in hits for start in range(max(0, at - step + 1), at + 1)}
            for start in starts:
                run = secret[start : start + length]
                if len(run) == length and _is_telling(run, scattered=step != _STEP):
                    found |= {(at, at + length, placeholder) for at in _places(data, run)}
        return _joined(sorted(found))

    def _likely(self, data: bytes) -> Collection[tuple[bytes, str]]:
        """The secrets of which something may be in these bytes; in a line of text, which is the usual case, none."""
        if len(data) >= _LINE:
            return list(self.secrets)  # a copy: other threads register secrets meanwhile
        grams = {data[at : at + _GRAM] for at in range(len(data) - _GRAM + 1)}
        return {secret for gram in grams if gram in self._by_gram for secret in self._by_gram[gram]}


def _is_telling(run: bytes, *, scattered: bool) -> bool:
    """Whether this is no run of the same few characters; of a scattered one, no words and numbers either."""
    if scattered:
        return len(_CHANGES.findall(run)) >= _LEAST_CHANGES
    return len(set(run)) >= _LEAST_VARIED


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


def _in_other_charsets(text: str) -> Iterator[bytes]:
    """A text that is not ASCII as other charsets write it; ASCII is the same in most, and found in UTF-16."""
    if text.isascii():
        return
    for charset in _OTHER_CHARSETS:
        try:
            other = text.encode(charset)
        except UnicodeEncodeError:
            continue
        if len(other) >= LENGTH:
            yield other
    for charset in ("latin-1", "cp1252"):  # UTF-8 that was taken for one of them
        other = text.encode("utf-8", "surrogatepass").decode(charset, "replace").encode()
        if len(other) >= LENGTH:
            yield other


def _without_addresses(value: str) -> str:
    """What of a value is secret: not the web or mail address in it, which occurs in many places."""
    if _WEB_ADDRESS.match(value):
        return ""
    return value.partition("@")[0][:LENGTH] if _MAIL_ADDRESS.search(value) else value
