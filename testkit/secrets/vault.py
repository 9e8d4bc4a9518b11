"""The secrets of this process, and their redaction."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from threading import RLock

from testkit.secrets.decoding import encoded_runs, readings
from testkit.secrets.encodings import BREAKS, Needle, spellings
from testkit.secrets.fragments import Fragments
from testkit.secrets.jwt import JWT, is_jwt

SHORTEST = 4
# Replacing these words would garble every page and program.
NEVER_SECRET = frozenset(
    {"password", "Password", "token", "email", "text", "none", "null", "true", "false", "undefined", "return", "Bearer"}
)
OPEN, CLOSE = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_WORDS = re.compile(rb"[A-Za-z0-9+/=_-]{3,}")
_LINE = 5_000  # bytes, below which listing all of a text's grams costs less than looking for each short hint
_SMALL = 100_000
_GRAM = 3  # as long as the shortest hint
_LONG = 8
_LONG_GRAM = 5
_STEP = _LONG - _LONG_GRAM + 1  # eight bytes hold five that begin at a multiple of four
_NOT_IN_ADDRESSES = re.compile(rb"[\s\"'<>()\\`|{}\[\]]")


class Secret(str):
    """A secret value, whose `repr` is its placeholder."""

    __slots__ = ("placeholder",)
    placeholder: str

    def __repr__(self) -> str:
        return self.placeholder


class Vault:
    """Holds every secret that was made or received, and finds it in any encoding.

    Each secret has one placeholder ("password 1" in angle quotes), so that readers can tell secrets apart. In URLs it
    is ASCII (`password-1`), because the trace viewer shows other characters percent-encoded.
    """

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}
        self._needles: dict[str, Needle] = {}
        self._by_gram: defaultdict[bytes, list[str]] = defaultdict(list)
        """The needles by a few bytes of each of their hints."""
        self._counts: Counter[str] = Counter()
        self._fragments = Fragments()
        self._lock = RLock()

    def add(self, kind: str, value: str) -> Secret:
        """Register a secret; a known value keeps its placeholder. Raises `ValueError` if it is too short."""
        if len(value) < SHORTEST:
            raise ValueError(
                f"A {kind} of {len(value)} characters can't be kept out of evidence: so short a text occurs "
                f"everywhere by chance. Use a secret of {SHORTEST} characters or more."
            )
        with self._lock:
            return self._secrets.get(value) or self._register(kind, value)

    def _register(self, kind: str, value: str) -> Secret:
        self._counts[kind] += 1
        secret = Secret(value)
        secret.placeholder = f"{OPEN}{kind} {self._counts[kind]}{CLOSE}"
        if value not in NEVER_SECRET:
            for spelling in spellings(value):
                self._look_for(spelling, secret.placeholder)
            if is_jwt(value):  # the payload and the signature are secrets on their own
                _, payload, signature = value.split(".")
                self._look_for(payload, secret.placeholder[:-1] + f" payload{CLOSE}")
                self._look_for(signature, secret.placeholder[:-1] + f" signature{CLOSE}")
            self._fragments.add(value, secret.placeholder, is_jwt=is_jwt(value))
        self._secrets[str(value)] = secret
        return secret

    def _look_for(self, value: str, placeholder: str) -> None:
        if len(value) >= SHORTEST and value not in self._needles:
            needle = self._needles[value] = Needle(value, placeholder)
            for gram in {gram for hint in needle.hints for gram in _grams_of(hint)}:
                self._by_gram[gram].append(value)

    def values(self) -> list[str]:
        """Every secret as plain text."""
        return [str(secret) for secret in list(self._secrets.values()) if secret not in NEVER_SECRET]

    def redact(self, text: str) -> str:
        """Replace each secret in a text by its placeholder."""
        return self.redact_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def redact_bytes(self, data: bytes) -> bytes:
        """Replace each secret in bytes of any kind by its placeholder."""
        self._register_jwts(data)
        return _replaced(data, self._find(data), partial(_placeholder_for, data))

    def leaks(self, data: bytes) -> list[str]:
        """The placeholders of the secrets that occur in the data, in any encoding."""
        self._register_jwts(data)
        return sorted({placeholder for _, _, placeholder in self._find(data)})

    def pieces(self, data: bytes) -> list[str]:
        """The placeholders of the secrets of which twelve characters or more occur in the data, however encoded."""
        texts = b"\n".join(readings(data))
        found = self._fragments.find(texts) + self._fragments.find_scattered(texts)
        if len(data) < _SMALL:
            found += self._find(texts)
        return sorted({placeholder for _, _, placeholder in found})

    def redact_pieces(self, data: bytes) -> bytes:
        """Replace what is left of secrets that were cut or encoded, in data from which whole ones have been taken."""
        if len(data) > _SMALL:  # what is left encoded in a trace is refused by the last scan
            found = [*self._fragments.find(data), *self._fragments.find_scattered(data)]
            return _replaced(data, found, _part_of)
        found = [*self._fragments.find(data), *self._fragments.beside_ellipses(data)]
        found += self._fragments.find_scattered(data)
        data = _replaced(data, found, _part_of)
        return _replaced(data, self._hidden_in(list(encoded_runs(data))), _part_of)

    def _hidden_in(self, runs: list[tuple[int, int, bytes]]) -> list[tuple[int, int, str]]:
        """Those of these encoded runs that hold a secret; halved as long as one does, since each search costs."""
        if not runs:
            return []
        texts = b"\n".join(text for _, _, text in runs)
        hidden = self._fragments.find(texts) or self._find(texts) or self._fragments.find_scattered(texts)
        if not hidden or len(runs) == 1:
            return [(start, end, hidden[0][2]) for start, end, _ in runs if hidden]
        half = len(runs) // 2
        return [*self._hidden_in(runs[:half]), *self._hidden_in(runs[half:])]

    def _register_jwts(self, data: bytes) -> None:
        """Register JWTs by their form: the page's session may use one that the suite never received."""
        for found in JWT.findall(data):
            text = found.decode("ascii")
            if text not in self._needles and is_jwt(text):
                self.add("token", text)

    def _find(self, data: bytes) -> list[tuple[int, int, str]]:
        unbroken = BREAKS.sub(b"", data)
        words = _vocabulary(data, unbroken)
        found: list[tuple[int, int, str]] = []
        for needle in self._likely(words):
            if any(hint in words for hint in needle.hints):
                split = len(unbroken) != len(data) and any(
                    unbroken.count(text) > data.count(text) for text in (needle.core, *needle.base64) if text
                )
                found += [(start, end, needle.placeholder) for start, end in needle.find(data, split=split)]
        return found

    def _likely(self, words: bytes) -> list[Needle]:
        """The needles of which a hint may be in the words: a run has thousands, and a text holds few of them."""
        grams = {words[at : at + _LONG_GRAM] for at in range(0, len(words) - _LONG_GRAM + 1, _STEP)} | {b""}
        if len(words) < _LINE:
            grams |= {words[at : at + _GRAM] for at in range(len(words) - _GRAM + 1)}
        with self._lock:
            if len(words) >= _LINE:  # a short hint may well be in it
                grams |= {gram for gram in self._by_gram if len(gram) == _GRAM}
            likely = {value for gram in grams & self._by_gram.keys() for value in self._by_gram[gram]}
            return [needle for value, needle in self._needles.items() if value in likely] if likely else []


def _grams_of(hint: bytes) -> list[bytes]:
    """What any text with this hint holds; from the middle of a long one, since tokens begin and end alike."""
    if len(hint) < _LONG:
        return [hint[:_GRAM]]
    middle = (len(hint) - _LONG) // 2
    return [hint[at : at + _LONG_GRAM] for at in range(middle, middle + _STEP)]


def _vocabulary(data: bytes, unbroken: bytes) -> bytes:
    """Each word once: traces repeat themselves, so this makes the search for many secrets fast."""
    if len(data) < _SMALL:
        return data + b" " + unbroken
    return b" ".join({*_WORDS.findall(data), *_WORDS.findall(unbroken)})


def _replaced(data: bytes, found: list[tuple[int, int, str]], note: Callable[[int, str], bytes]) -> bytes:
    """The data with a note in each of these places."""
    parts: list[bytes] = []
    done = 0
    for start, end, placeholder in _merged(found):
        parts += [data[done:start], note(start, placeholder)]
        done = end
    return b"".join([*parts, data[done:]]) if parts else data


def _merged(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The places to replace, in order: nested ones dropped, overlapping ones joined."""
    places: list[tuple[int, int, str]] = []
    for start, end, placeholder in sorted(found, key=lambda place: (place[0], -place[1])):
        if not places or start >= places[-1][1]:
            places.append((start, end, placeholder))
        elif end > places[-1][1]:
            first = places[-1]
            places[-1] = (first[0], end, first[2] if first[2] == placeholder else first[2] + placeholder)
    return places


def _part_of(_start: int, placeholder: str) -> bytes:
    return f"{placeholder[:-1]}, a part{placeholder[-1]}".encode()


def _placeholder_for(data: bytes, start: int, placeholder: str) -> bytes:
    address = _NOT_IN_ADDRESSES.split(data[max(0, start - 400) : start])[-1]
    if b"://" in address or b"%3A%2F%2F" in address.upper() or address.startswith(b"/"):
        return re.sub(f"[{OPEN}{CLOSE}]+", " ", placeholder).strip().replace(" ", "-").encode()
    return placeholder.encode()


vault = Vault()
