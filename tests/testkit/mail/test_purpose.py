"""The purpose of a mail is read from its subject in each language of the suite."""

import pytest

from testkit.mail.contents import names_purpose


@pytest.mark.parametrize(
    ("language", "subject", "expected"),
    [
        ("en", "Reset your password", True),
        ("en-GB", "Getting back into your account", True),
        ("en", "Choose a new passphrase", True),
        ("de", "Deine neue Passphrase", True),
        ("es", "Restablece tu contraseña", True),
        ("de", "Dein neues Kennwort", True),
        ("fr", "Réinitialisez votre mot de passe", True),
        ("it", "Reimposta la password", True),
        ("pt-BR", "Redefina sua senha", True),
        ("fr", "Choisissez un nouveau code secret", True),
        ("fr", "Votre clé du jardin", True),
        ("it", "Il tuo nuovo codice segreto", True),
        ("es", "Reset your password", True),
        ("en", "Restablece tu contrase\u00f1a", False),
        ("en", "A message from Harbour House", False),
        ("es", "Un mensaje de Harbour House", False),
    ],
)
def test_a_subject_names_its_purpose_or_not(language: str, subject: str, expected: bool) -> None:  # noqa: FBT001
    assert names_purpose(subject, language) is expected
