"""How a member's name is found in a page's text, whatever script it is written in."""

import re
from re import Pattern
from typing import Protocol
from unicodedata import normalize

# What may stand beside a name: blanks, punctuation and the invisible marks of right-to-left text. `\b` is no help: in a
# browser's patterns it knows ASCII letters only, so that "Zoé" has no end.
_BESIDE = r"\s!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f"
_FIRST_WITHOUT_BLANKS = "\u0e00"  # Thai, Chinese, Japanese and others put no blanks around a name
_APOSTROPHES, _HYPHENS = "'`\u2019\u02bc", "-\u2010\u2011"


class Named(Protocol):
    """A person with a name and an email address."""

    @property
    def full_name(self) -> str:
        """The whole name."""
        ...

    @property
    def first_name(self) -> str:
        """What a greeting uses."""
        ...

    @property
    def email(self) -> str:
        """The address."""
        ...


def name_pattern(*names: str) -> Pattern[str]:
    """Matches a text in which one of these names occurs, as a word of its own."""
    return re.compile("|".join(_whole(name) for name in names), re.IGNORECASE)


def _whole(name: str) -> str:
    forms = dict.fromkeys(normalize(form, name.strip()) for form in ("NFC", "NFD"))
    spelled = "|".join(r"\s+".join(_spelled(word) for word in form.split()) for form in forms)
    if any(letter >= _FIRST_WITHOUT_BLANKS for letter in name):
        return f"(?:{spelled})"
    return f"(?<![^{_BESIDE}])(?:{spelled})(?![^{_BESIDE}])"


def _spelled(word: str) -> str:
    return "".join(_any_of(_APOSTROPHES, letter) or _any_of(_HYPHENS, letter) or re.escape(letter) for letter in word)


def _any_of(alike: str, letter: str) -> str:
    return f"[{re.escape(alike)}]" if letter in alike else ""
