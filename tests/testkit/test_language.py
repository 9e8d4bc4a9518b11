"""The language of a short text."""

import pytest

from testkit.language import in_another_language, is_known, is_recognized

LEAST = {
    "en": "Use at least 10 characters.",
    "es": "Usa al menos 10 caracteres.",
    "fr": "Utilisez au moins 10 caractères.",
    "de": "Nimm mindestens einen Großbuchstaben.",
    "it": "Usa almeno un carattere di questo tipo.",
    "pt": "Use pelo menos 10 caracteres.",
}


@pytest.mark.parametrize("language", LEAST)
def test_only_texts_of_other_languages_are_found(language: str) -> None:
    others = {name: text for name, text in LEAST.items() if name != language}

    assert is_recognized(LEAST[language], language)
    assert in_another_language([LEAST[language], "OK", "Password123!"], language) == []
    assert LEAST["en" if language != "en" else "es"] in in_another_language(others.values(), f"{language}-XX")


def test_a_language_without_words_in_the_suite() -> None:
    assert is_known("pt-BR")
    assert not is_known("nl")
