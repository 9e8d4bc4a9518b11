"""The temporary password in a welcome mail."""

import re
from collections.abc import Iterator

SHORTEST = 6
# Mailpit turns HTML without a text part into text with stars around bold words.
_AROUND = "*\"'`.,:;!?()<>[]{}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_KINDS = (r"[a-z]", r".[A-Z]", r"[0-9]", r"[^\w\s]|_")  # a capital at the beginning makes no password of a word


def password_like_words(text: str) -> Iterator[str]:
    """Words that may be a password, most likely first: the closer after the word `password`, the likelier."""
    words = text.split()
    named = [place for place, word in enumerate(words) if "password" in word.lower()]

    def distance(place: int) -> int:
        return min((place - name for name in named if name < place), default=len(words))

    seen: set[str] = set()
    for place in sorted(range(len(words)), key=distance):
        for word in (words[place], words[place].strip(_AROUND)):
            if word not in seen and _is_password_like(word):
                seen.add(word)
                yield word


def _is_password_like(word: str) -> bool:
    if len(word) < SHORTEST or "://" in word or "@" in word.strip(_AROUND):
        return False
    return sum(bool(re.search(kind, word.strip(_AROUND))) for kind in _KINDS) > 1
