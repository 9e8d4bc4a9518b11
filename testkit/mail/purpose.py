"""Whether a mail's subject says what it is about, in the languages that this suite reads."""

import re

_WORDS = {
    "en": r"passwor[dt]|passcode|reset|recover|access|account|sign|log|\bkeys?\b|forg[eo]t|\b(back|get|getting) in",
    "es": r"contraseña|clave|restablec|recuper|acceso|acceder|cuenta|sesión|olvid",
    "de": r"pass[wc]or|kennwort|zurücksetz|zugang|zugriff|konto|anmeld|login|vergessen",
    "fr": r"mot de passe|réinitialis|récupér|accès|accéder|compte|connexion|connect|oublié",
    "it": r"password|parola|reimpost|ripristin|recuper|accesso|accedi|account|dimenticat",
    "pt": r"senha|palavra-passe|password|redefin|recuper|acesso|acessar|aceder|conta|esquec",
}


def reads_subjects_in(language: str) -> bool:
    """Whether this suite knows what subjects in this language say."""
    return _primary(language) in _WORDS


def names_purpose(subject: str, language: str) -> bool:
    """Whether the subject mentions a password or access."""
    return bool(re.search(_WORDS[_primary(language)], subject, re.IGNORECASE))


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
