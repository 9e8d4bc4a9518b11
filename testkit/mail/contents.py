"""What a mail and its link contain: recipients, secrets, reset links, a purpose, a temporary password."""

import json
import re
from collections.abc import Iterator
from email import message_from_bytes

from pytest_mailpit import MailpitClient, Message, quote

from testkit.language import primary
from testkit.mail.links.reset_link import ResetLink
from testkit.secrets.vault import vault

_HASH = re.compile(r"\$(2[abxy]?|argon2\w*|scrypt|pbkdf2[\w-]*|[156])\$|\b(bcrypt|pbkdf2)_sha\d+\$")
RECENT = 500
"""How many of the newest mails are looked at: more than other scenarios receive meanwhile."""
TAIL = 30  # characters of a token's signature, unique to one mail


def recipients_of(link: ResetLink, mailpit: MailpitClient) -> set[str]:
    """All recipients of mails with this link, including Bcc and further mails."""
    # Mailpit reads a leading hyphen as "not".
    mails = mailpit.search_all(quote(link.token.rpartition(".")[2][-TAIL:].lstrip("-")))
    return {someone.address.lower() for mail in mails for someone in (*mail.to, *mail.cc, *mail.bcc)}


def recipients_containing(text: str, mailpit: MailpitClient) -> set[str]:
    """All recipients, of any mail, whose address contains this text."""
    newest = mailpit.messages(limit=RECENT).messages
    addresses = {someone.address.lower() for mail in newest for someone in (*mail.to, *mail.cc, *mail.bcc)}
    return {address for address in addresses if text.lower() in address}


def passwords_in(message: Message) -> list[str]:
    """The passwords in this mail, as their placeholders."""
    return [
        found
        for found in vault.leaks(f"{message.subject}\n{message.text}\n{message.html}".encode())
        if "password" in found
    ]


def secrets_in(link: ResetLink) -> list[str]:
    """The secrets in the token's payload: passwords, other tokens, hashes."""
    payload = json.dumps(link.claims, ensure_ascii=False)
    return [*vault.leaks(payload.encode()), *(["a password hash"] if _HASH.search(payload) else [])]


def stated_languages(message: Message, raw: bytes) -> set[str]:
    """The languages that a mail says it is in, by `lang` and Content-Language."""
    headers = [str(part["Content-Language"] or "") for part in message_from_bytes(raw).walk()]
    return {primary(language) for language in (*_LANG.findall(message.html), *headers) if language}


_LANG = re.compile(r"<html\b[^>]*\blang\s*=\s*[\"']?([A-Za-z-]+)", re.IGNORECASE)
_WORDS = {
    "en": r"passwor[dt]|pass ?(phrase|code)|secret (code|word|phrase)|reset|recover|access|account|sign|log|\bkeys?\b"
    r"|forg[eo]t|\b(back|get|getting) in",
    "es": r"contraseña|clave|restablec|recuper|acceso|acceder|cuenta|sesión|olvid|código secreto|llave",
    "de": r"passwor|passphrase|kennwort|zurücksetz|zugang|zugriff|konto|anmeld|login|vergessen|geheim|schlüssel",
    "fr": r"mot de passe|réinitialis|récupér|accès|accéder|compte|conne[cx]|oublié|code secret|\bcl(?:é|ef)s?\b",
    "it": r"password|parola|reimpost|ripristin|recuper|accesso|accedi|account|dimenticat|codice segreto|chiav[ei]",
    "pt": r"senha|palavra-passe|password|redefin|recuper|acesso|acessar|aceder|conta|esquec|código secreto|chave",
}


def names_purpose(subject: str, language: str) -> bool:
    """Whether the subject mentions a password or access, in this language or in English.

    A visitor's choice of a language changes the pages; mails stay in that of the member or the location.
    """
    return any(re.search(_WORDS[one], subject, re.IGNORECASE) for one in (primary(language), "en"))


def names_location(text: str, location: str) -> bool:
    """Whether a text contains the location's name, or a longer word of it."""
    words = [word for word in re.findall(r"\w+", location.lower()) if len(word) >= TELLING]
    return any(word in text.lower() for word in [location.lower(), *words])


TELLING = 4  # letters; shorter words of a name, such as articles, occur anywhere
SHORTEST = 6
# Mailpit turns HTML without a text part into text with stars around bold words.
_AROUND = "*\"'`.,:;!?()<>[]{}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_PASSWORD = re.compile(r"pass(wor|phrase|code|e\b)|kennwort|contraseña|clave|parola|senha", re.IGNORECASE)
_KINDS = (r"[a-z]", r".[A-Z]", r"[0-9]", r"[^\w\s]|_")  # a capital at the beginning makes no password of a word


def password_like_words(text: str) -> Iterator[str]:
    """Words that may be a password, most likely first: the closer after a word for it, the likelier."""
    words = text.split()
    named = [place for place, word in enumerate(words) if _PASSWORD.search(word)]

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
