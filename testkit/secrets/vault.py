"""The secrets of this process, and the one place where they are taken out of whatever leaves it."""

import re
from collections import Counter

from testkit.secrets.encodings import BREAKS, Needle, spellings
from testkit.secrets.jwt import JWT, is_jwt

SHORTEST = 4
# Replacing these would take every page and program apart; as a password, the word is no secret to begin with.
NEVER_SECRET = frozenset(
    {"password", "Password", "token", "email", "text", "none", "null", "true", "false", "undefined", "return", "Bearer"}
)
OPEN, CLOSE = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
_WORDS = re.compile(rb"[A-Za-z0-9+/=_-]{3,}")
_SMALL = 100_000
_NOT_IN_ADDRESSES = re.compile(rb"[\s\"'<>()\\`|{}\[\]]")


class Secret(str):
    """A value for clients to use and for nobody to read: its `repr` is its placeholder."""

    __slots__ = ("placeholder",)
    placeholder: str

    def __repr__(self) -> str:
        return self.placeholder


class Vault:
    """Knows every secret that was made or received, and finds it again in every encoding.

    One stable placeholder stands for each secret ("password 1" in angle quotes): a reader sees which is which. In
    addresses it is ASCII (`password-1`): the trace viewer shows other characters percent-encoded.
    """

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}
        self._needles: dict[str, Needle] = {}
        self._counts: Counter[str] = Counter()

    def add(self, kind: str, value: str) -> Secret:
        """Register a secret; the same value keeps its first placeholder. Raises `ValueError` for what is too short."""
        if len(value) < SHORTEST:
            raise ValueError(
                f"A {kind} of {len(value)} characters can't be kept out of evidence: so short a text stands "
                f"everywhere by chance. A secret has {SHORTEST} or more; a probe as short as that is none."
            )
        known = self._secrets.get(value)
        if known is not None:
            return known
        self._counts[kind] += 1
        secret = Secret(value)
        secret.placeholder = f"{OPEN}{kind} {self._counts[kind]}{CLOSE}"
        self._secrets[str(value)] = secret
        if value not in NEVER_SECRET:
            for spelling in spellings(value):
                self._look_for(spelling, secret.placeholder)
            if is_jwt(value):  # the payload and the signature tell as much when they stand alone
                _, payload, signature = value.split(".")
                self._look_for(payload, secret.placeholder[:-1] + f" payload{CLOSE}")
                self._look_for(signature, secret.placeholder[:-1] + f" signature{CLOSE}")
        return secret

    def _look_for(self, value: str, placeholder: str) -> None:
        if len(value) >= SHORTEST:
            self._needles.setdefault(value, Needle(value, placeholder))

    def values(self) -> list[str]:
        """Every secret, as the page might show it."""
        return [str(secret) for secret in self._secrets.values() if secret not in NEVER_SECRET]

    def redact(self, text: str) -> str:
        """Give the text with a placeholder in the place of each secret."""
        return self.redact_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def redact_bytes(self, data: bytes) -> bytes:
        """Give the bytes, whatever they are, with a placeholder in the place of each secret."""
        self._adopt_tokens(data)
        parts: list[bytes] = []
        done = 0
        for start, end, placeholder in _apart(self._find(data)):
            parts += [data[done:start], _placeholder_for(data, start, placeholder)]
            done = end
        return b"".join([*parts, data[done:]]) if parts else data

    def leaks(self, data: bytes) -> list[str]:
        """Name the secrets that are left, in whatever encoding."""
        self._adopt_tokens(data)
        return sorted({placeholder for _, _, placeholder in self._find(data)})

    def _adopt_tokens(self, data: bytes) -> None:
        """A JWT is known by its form: the page's own session may have one that the suite never held."""
        for found in JWT.findall(data):
            text = found.decode("ascii")
            if text not in self._needles and is_jwt(text):
                self.add("token", text)

    def _find(self, data: bytes) -> list[tuple[int, int, str]]:
        unbroken = BREAKS.sub(b"", data)
        words = _vocabulary(data, unbroken)
        found: list[tuple[int, int, str]] = []
        for needle in self._needles.values():
            if any(hint in words for hint in needle.hints):
                split = len(unbroken) != len(data) and any(
                    unbroken.count(text) > data.count(text) for text in (needle.core, *needle.base64) if text
                )
                found += [(start, end, needle.placeholder) for start, end in needle.find(data, split=split)]
        return found


def _vocabulary(data: bytes, unbroken: bytes) -> bytes:
    """Each word once: a trace repeats itself so much that looking for a thousand secrets in it takes no time."""
    if len(data) < _SMALL:
        return data + b" " + unbroken
    return b" ".join({*_WORDS.findall(data), *_WORDS.findall(unbroken)})


def _apart(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The places to replace, in order: the longest first, what lies inside it dropped, what overlaps it joined."""
    places: list[tuple[int, int, str]] = []
    for start, end, placeholder in sorted(found, key=lambda place: (place[0], -place[1])):
        if not places or start >= places[-1][1]:
            places.append((start, end, placeholder))
        elif end > places[-1][1]:
            first = places[-1]
            places[-1] = (first[0], end, first[2] if first[2] == placeholder else first[2] + placeholder)
    return places


def _placeholder_for(data: bytes, start: int, placeholder: str) -> bytes:
    address = _NOT_IN_ADDRESSES.split(data[max(0, start - 400) : start])[-1]
    if b"://" in address or b"%3A%2F%2F" in address.upper() or address.startswith(b"/"):
        return re.sub(f"[{OPEN}{CLOSE}]+", " ", placeholder).strip().replace(" ", "-").encode()
    return placeholder.encode()


vault = Vault()
