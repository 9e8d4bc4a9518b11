"""Passwords: how they are stored, which ones the location accepts; and the codes of an authenticator app."""

import hmac
import secrets
import string
import time
import unicodedata
from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from sandbox.portal.members import Member
from sandbox.portal.settings import PasswordRules

# Real hashes, but cheap ones (a few milliseconds): a sandbox is signed in to thousands of times a night.
_hasher = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
_nobodys_hash = _hasher.hash(secrets.token_urlsafe())

SHORTEST_PERSONAL_WORD = 4
COMMON_WORDS = frozenset(
    """
    password passwort passcode welcome qwerty qwertyuiop asdfgh asdfghjkl zxcvbnm letmein administrator admin iloveyou
    football baseball dragon monkey sunshine princess superman batman starwars whatever changeme changethis secret
    summer winter spring autumn january february december monday friday master shadow michael jordan hello login
    default temporary company office coworking member members portal trustnoone abcdef abcdefgh
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
_LOOKALIKES = str.maketrans("@4831!0$57+", "aabeiiosstt")


def hash_password(password: str) -> str:
    """The password as it is kept."""
    return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether this is the password that was kept; as slow if there is none, so that the time reveals nothing."""
    try:
        _hasher.verify(password_hash or _nobodys_hash, password)
    except VerifyMismatchError:
        return False
    return password_hash is not None


def temporary_password() -> str:
    """A password for the first sign-in only."""
    return secrets.token_urlsafe(12)


def broken_rules(password: str, rules: PasswordRules, member: Member) -> list[str]:
    """A sentence for every rule that the password breaks: the published ones first, then those only known here."""
    return [*_published(password, rules), *_unpublished(password, member)]


def _published(password: str, rules: PasswordRules) -> Iterator[str]:
    categories = {unicodedata.category(character) for character in password}
    if len(password) < rules.minimum_length:
        yield f"Use at least {rules.minimum_length} characters."
    if len(password) > rules.maximum_length:
        yield f"Use at most {rules.maximum_length} characters."
    if rules.uppercase and "Lu" not in categories:
        yield "Use at least one uppercase letter."
    if rules.lowercase and "Ll" not in categories:
        yield "Use at least one lowercase letter."
    if rules.digit and "Nd" not in categories:
        yield "Use at least one digit."
    if rules.symbol and not any(_is_symbol(character) for character in password):
        yield "Use at least one symbol, such as ! or ?."


def _unpublished(password: str, member: Member) -> Iterator[str]:
    if _is_common(password):
        yield "This password is too common: others would guess it. Choose something less usual."
    if any(word in password.casefold() for word in _personal_words(member)):
        yield "Leave your name and your email address out of your password."
    if is_password(password, member.password_hash):
        yield "Choose a password that differs from your current one."


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character)[0] not in "LN" and not character.isspace()


def _is_common(password: str) -> bool:
    # `Password123!` and `P@ssw0rd!` are the same bad idea.
    core = password.casefold().strip(string.digits + string.punctuation + " ")
    return core in COMMON_WORDS or core.translate(_LOOKALIKES) in COMMON_WORDS


def _personal_words(member: Member) -> list[str]:
    words = [*member.full_name.split(), member.email.partition("@")[0]]
    return [word.casefold() for word in words if len(word) >= SHORTEST_PERSONAL_WORD]


STEP_SECONDS = 30


def code_at(secret: bytes, seconds: float) -> str:
    """The six digits that an app with this secret shows at that time."""
    counter = int(seconds // STEP_SECONDS).to_bytes(8)
    digest = hmac.digest(secret, counter, "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def is_code(secret: bytes, code: str) -> bool:
    """Whether the code is good now, or was a moment ago: typing takes time."""
    now = time.time()
    return any(hmac.compare_digest(code_at(secret, now - age).encode(), code.encode()) for age in (0, STEP_SECONDS))
