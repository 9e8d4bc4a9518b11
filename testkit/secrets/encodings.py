"""Finding a secret's value in any encoding: JSON, URLs, forms, HTML, mail and Base64."""

import base64
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.entities import html5

# Characters that no encoder changes.
_UNTOUCHED = re.compile(rb"[A-Za-z0-9]+")
_SHORTEST_CORE = 3
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_DISTINCT = 16  # characters of Base64 that no two secrets share
_SHORTEST_BASE64 = 6  # shorter ones are found by chance in any picture or font
# Line breaks that mail programs and pretty printers insert; also as JSON writes them.
_ANY_BREAK = rb"(?:(?:=|%%3[Dd]| )?(?:\r?\n|%b(?:\\+r)?\\+n)[ \t>]*)"
_BREAK = _ANY_BREAK % b""
# Only from the first of several backslashes: to begin at each of a thousand takes a thousand times as long.
BREAKS = re.compile(_ANY_BREAK % rb"(?<!\\)")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F-]{16,}")
_TYPED = range(8, 41)
"""The lengths of what people type, such as passwords."""
# These may begin an encoded character: `%` may be the start of `%25`.
_BEGINS_ENCODED = re.compile(rb"[%&=\\\s]")
_SHORT_ESCAPES = {"\n": b"n", "\r": b"r", "\t": b"t", "\b": b"b", "\f": b"f"}
# A credential that is a word, such as "secret", is no secret in a sentence: it stands in names, and between blanks.
_WORD = re.compile(r"[A-Za-z][a-z]{3,7}")
_BEFORE_VALUE = re.compile(rb"[:=]\s*\Z")
Span = tuple[int, int]


def spellings(value: str) -> list[str]:
    """The value as it is, trimmed, in Unicode's normal forms; passwords and hexadecimal digits in both cases."""
    found = [value, value.strip(), *(unicodedata.normalize(form, value) for form in ("NFC", "NFD", "NFKC"))]
    if _HEXADECIMAL.fullmatch(value):
        found += [spelling for text in (value, value.replace("-", "")) for spelling in (text.lower(), text.upper())]
    elif len(value) in _TYPED and any(map(str.isdigit, value)):  # what style sheets and fields for addresses make of it
        found += [value.lower(), value.upper()]
    return [text for text in dict.fromkeys(found) if len(text) >= 4]  # noqa: PLR2004 - as short as a secret may be


def _in_prose(data: bytes, start: int, end: int) -> bool:
    """Whether this is a part of a longer word or name, or a word of a sentence."""
    before, after = data[max(0, start - 3) : start], data[end : end + 1]
    if before[-1:].isalnum() or after.isalnum() or before[-1:] in {b"_", b"-"} or after in {b"_", b"-"}:
        return True
    return b" " in {before[-1:], after} and not _BEFORE_VALUE.search(before)


@dataclass(frozen=True)
class Needle:
    """One spelling of a secret, and how to find it in bytes."""

    value: str
    placeholder: str
    whole: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", self.value.encode("utf-8", "surrogatepass"))

    @cached_property
    def core(self) -> bytes:
        """The longest part that is the same in every encoding, after the header, which all tokens share."""
        after_header = self.whole.find(b".") + 1 if self.whole.startswith(b"eyJ") else 0
        core = max(_UNTOUCHED.findall(self.whole, after_header), key=len, default=b"")
        return core if len(core) >= _SHORTEST_CORE else b""

    @property
    def base64(self) -> tuple[bytes, ...]:
        """The value inside a Base64 text, for each of the three offsets."""
        found = [self._base64_at(before) for before in range(3)]
        exact = base64.b64encode(self.whole)
        found += [exact] if exact.endswith(b"=") else []
        found = [text for text in found if len(text) >= _SHORTEST_BASE64]
        return tuple(dict.fromkeys(form for text in found for form in (text, text.translate(_URL_SAFE))))

    def _base64_at(self, before: int) -> bytes:
        encoded = base64.b64encode(b"\0" * before + self.whole + b"\0\0")
        # The first and last characters also hold bits of the neighbouring text.
        return encoded[-(-before * 8 // 6) : (before + len(self.whole)) * 8 // 6]

    @cached_property
    def hints(self) -> tuple[bytes, ...]:
        """Texts of which at least one occurs wherever the value does.

        For Base64 the end is enough, where tokens differ; a long run has thousands of secrets.
        """
        return (self.core, *(text[-_DISTINCT:] for text in self.base64))

    def find(self, data: bytes, *, split: bool) -> Iterator[Span]:
        """Every place of the value; with `split`, also where it is broken over lines."""
        if split or not self.core:
            yield from (match.span() for match in self._anywhere.finditer(data))
        elif _WORD.fullmatch(self.value):
            yield from (span for span in self._find_around_core(data) if not _in_prose(data, *span))
        else:
            yield from self._find_around_core(data)
        for text in self.base64:
            if split:
                broken = re.compile(rb"%s*" % _BREAK + (_BREAK + b"?").join(re.escape(bytes([one])) for one in text))
                yield from (match.span() for match in broken.finditer(data))
            else:
                yield from (_with_neighbours(data, at, at + len(text)) for at in _places(data, text))

    def _find_around_core(self, data: bytes) -> Iterator[Span]:
        for at in _places(data, self.core):
            end = self._ends(data, at + len(self.core))
            if end is not None and (start := self._begins(data, at)) is not None:
                yield start, end

    def _begins(self, data: bytes, core: int) -> int | None:
        """The start of the value with its core here; checked unencoded first, the usual case."""
        plain = core - self._chars_before
        if data[max(0, plain) : core] == self.whole[: self._chars_before] and data[plain - 1 : plain] != b"\\":
            return plain
        left = self._left.search(data, max(0, core - 24 * self._chars_before - 24), core)
        return left.start() if left else None

    def _ends(self, data: bytes, after_core: int) -> int | None:
        """The end of the value; the pattern is used only for encoded values.

        The pattern of a long token takes a tenth of a second to compile.
        """
        plain = after_core + len(self._after_core)
        if data[after_core:plain] == self._after_core and not _BEGINS_ENCODED.search(self._after_core):
            return plain
        right = self._right.match(data, after_core)
        return right.end() if right else None

    @cached_property
    def _after_core(self) -> bytes:
        return self.whole[self._chars_before + len(self.core) :]

    @cached_property
    def _chars_before(self) -> int:
        return self.whole.index(self.core, self.whole.find(b".") + 1 if self.whole.startswith(b"eyJ") else 0)

    @cached_property
    def _left(self) -> re.Pattern[bytes]:
        before = self.whole[: self._chars_before].decode("utf-8", "surrogatepass")
        return re.compile(b"".join(forms(char) + _BREAK + b"?" for char in before) + rb"\Z")

    @cached_property
    def _right(self) -> re.Pattern[bytes]:
        after = self._after_core.decode("utf-8", "surrogatepass")
        return re.compile(b"".join(_BREAK + b"?" + forms(char) for char in after))

    @cached_property
    def _anywhere(self) -> re.Pattern[bytes]:
        return re.compile((_BREAK + b"?").join(map(forms, self.value)))


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def forms(char: str) -> bytes:
    """A pattern for every encoding of one character, applied once or several times."""
    raw = char.encode("utf-8", "surrogatepass")
    if _UNTOUCHED.fullmatch(raw):
        return raw
    code = ord(char)
    units = json.dumps(char)[1:-1] if code > 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - one byte
    names = [f"#0*{code}", f"#[xX]0*{_any_case(f'{code:x}')}", *_entity_names(char)]
    found = [
        re.sub(rb"\\u(....)", lambda unit: rb"\\+u" + _any_case(unit[1].decode()).encode(), units.encode()),
        rb"\\+u\{0*" + _any_case(f"{code:x}").encode() + rb"\}",
        b"".join(b"%%(?:25)*%s" % _any_case(f"{byte:02x}").encode() for byte in raw),
        (_BREAK + b"?").join(b"=%s" % _any_case(f"{byte:02x}").encode() for byte in raw),
        rb"(?:&|%26|\\+u0026|\\+x26)(?:amp;)*(?:" + "|".join(names).encode() + b");",
    ]
    if code <= 0xFF:  # noqa: PLR2004 - one byte
        found += [rb"\\+x" + _any_case(f"{code:02x}").encode(), *([bytes([code])] if code > 0x7F else [])]  # noqa: PLR2004
    if char in _SHORT_ESCAPES:
        found.append(rb"\\+" + _SHORT_ESCAPES[char])
    if char == " ":
        found += [rb"\+", b"_", b"\xc2\xa0", b"&nbsp;", b"%(?:25)*2[Bb]"]
    found.append(rb"\\+" if char == "\\" else re.escape(raw))  # last: `%25` must match before `%`
    # JSON in HTML: a backslash before an entity.
    return rb"\\*(?:" + b"|".join(found) + b")"


def _entity_names(char: str) -> list[str]:
    return [name.removesuffix(";") for name, meant in html5.items() if meant == char and name.endswith(";")]


def _any_case(digits: str) -> str:
    return "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in digits.lower())


def _places(data: bytes, text: bytes) -> Iterator[int]:
    at = data.find(text)
    while at >= 0:
        yield at
        at = data.find(text, at + 1)


def _with_neighbours(data: bytes, start: int, end: int) -> Span:
    if start and data[start - 1] in _BASE64:
        start -= 1
    if end < len(data) and data[end] in _BASE64:
        end += 1
    return start, end
