"""Mails and messages in other languages than English."""

import re

import pytest

from sandbox.languages import SENTENCES, translated
from sandbox.portal.mail import spoken
from sandbox.portal.settings import LANGUAGES
from tests.sandbox.postbox import Postbox
from tests.sandbox.running import html_of, running, text_of


def test_numbers_and_values_survive_a_translation() -> None:
    assert translated("Use at least 10 characters.", "es") == "Usa al menos 10 caracteres."
    assert translated(spoken(5400), "de") == "1.5 Stunden"
    assert translated("Welcome to {location}", "de", location="{x} 7") == "Willkommen bei {x} 7"


def test_a_text_without_a_translation_stays_english() -> None:
    assert translated("There are {} of 7.", "es") == "There are {} of 7."
    assert translated("Hello {name},", "xx", name="Jo") == "Hello Jo,"


def test_every_language_of_a_wording_has_the_same_sentences_with_the_same_places() -> None:
    tables = [SENTENCES[language] for language in LANGUAGES.values()]
    places = re.compile(r"\{\w*\}")

    assert len({frozenset(table) for table in tables}) == 1
    wrong = [key for table in tables for key, text in table.items() if places.findall(key) != places.findall(text)]
    assert wrong == []


@pytest.mark.parametrize(
    ("wording", "subject", "weak"),
    [("spanish", "Restablece", "Usa al menos"), ("german", "Dein neues Kennwort", "Nimm mindestens")],
)
def test_mails_and_messages_are_in_the_location_s_language(
    postbox: Postbox, wording: str, subject: str, weak: str
) -> None:
    with running(postbox, "--version", "5", "--wording", wording) as sandbox:
        email = f"{wording}@example.com"
        sandbox.create(email)
        postbox.to(email)
        token = sandbox.reset_token(email)
        mail = postbox.to(email, 2)
        refused = sandbox.complete(token, "x").json()
        in_english = sandbox.complete(token, "x", headers={"Accept-Language": "en-GB"}).json()

    assert mail["Subject"].startswith(subject)
    assert f'lang="{LANGUAGES[wording]}"' in html_of(mail)  # type: ignore[index]
    assert "password" not in text_of(mail).replace("password-reset", "").lower()
    assert refused["Errors"][0]["Message"].startswith(weak)
    assert in_english["Errors"][0]["Message"].startswith("Use at least")
