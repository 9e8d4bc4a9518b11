"""The language of a short text, recognised by its most frequent words."""

import re
from collections.abc import Iterable

ENOUGH = 2
"""Words of another language, and none of the expected one, that make a text one in that language."""
CLEAR = 5
"""Words of a language, half as many again as of any other, that make a text one in that language."""
_FREQUENT = {
    "en": "the a an your you is are it this that at least most must should please not no of with by in for and or was",
    "es": "el la los las un una unas su sus tu tus es son debe deben no por favor con de del al menos que este esta y",
    "fr": "le la les un une des votre vos est sont doit doivent ne pas avec de du au aux moins que ce cette et ou",
    "de": "der die das ein eine einen dein deine deinen ihr ihre ist sind muss müssen nicht mit mindestens bitte und",
    "it": "il lo la gli le un una il tuo la tua è sono deve devono non con di del almeno che questo questa e per o",
    "pt": "o a os as um uma sua seu tua teu é são deve devem não com de do da pelo menos que este esta e ou por",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FREQUENT.items()}


def is_known(language: str) -> bool:
    """Whether the suite has words of this language."""
    return primary(language) in _WORDS


def is_recognized(text: str, language: str) -> bool:
    """Whether a text has frequent words of this language."""
    return _count(text, primary(language)) > 0


def in_another_language(texts: Iterable[str], language: str) -> list[str]:
    """The texts that have frequent words of another language and none of this one."""
    own = primary(language)
    return [
        text
        for text in texts
        if not _count(text, own) and any(_count(text, other) >= ENOUGH for other in _WORDS.keys() - {own})
    ]


def predominant(text: str) -> str:
    """The language that a text is in; empty where the words of none, or of several, occur in it."""
    (most, language), (next_most, _) = sorted(((_count(text, one), one) for one in _WORDS), reverse=True)[:2]
    return language if most >= max(CLEAR, 1.5 * next_most) else ""


def _count(text: str, language: str) -> int:
    return sum(word in _WORDS[language] for word in re.findall(r"\w+", text.lower()))


def primary(language: str) -> str:
    """The language without its region: `pt` of `pt-BR`."""
    return language.partition("-")[0].lower()
