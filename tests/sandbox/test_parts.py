"""Parts of the portal whose faults a test over HTTP could not locate."""

import time

import jwt
import pytest

from sandbox.portal.limits import RequestLimit
from sandbox.portal.mail import spoken
from sandbox.portal.members import Member
from sandbox.portal.passwords import broken_rules, code_at, hash_password, is_code, is_password
from sandbox.portal.settings import PasswordRules
from sandbox.portal.tokens import ALGORITHM, ISSUER, Purpose, TokenMint, TokenRefusedError

JO = Member(1001, "Jo-Ann Bloggs", "annabel@example.com", (1,))
GOOD = "Plugh-Xyzzy-42"


@pytest.fixture(scope="module")
def mint() -> TokenMint:
    """One key for all tests of tokens, since generating a key is slow."""
    return TokenMint()


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("Plugh-X-4", "10 characters"),
        ("Plugh-4" * 73 + "xx", "512 characters"),
        ("plugh-xyzzy-42", "uppercase"),
        ("PLUGH-XYZZY-42", "lowercase"),
        ("Plugh-Xyzzy-fo", "digit"),
        ("PlughXyzzy 42", "symbol"),
        ("Password123!", "common"),
        ("P@ssw0rd-2026", "common"),
        ("Welcome-2026!", "common"),
        ("Plugh-BLOGGS-42", "name"),
        ("Plugh-annabel-42X", "email"),
    ],
)
def test_a_password_that_breaks_one_rule_gets_the_message_of_that_rule(password: str, rule: str) -> None:
    messages = broken_rules(password, PasswordRules(), JO)

    assert len(messages) == 1
    assert rule in messages[0]


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "Plugh-Xy-4",
        "Plugh-4" * 73 + "x",
        "Pl-4😀😀😀😀😀😀",
        "Ünder-çé-4",
        "My-password-is-42-X",
        "Jo-42-Plugh",
        "  Plugh-42  ",
    ],
)
def test_a_password_that_breaks_no_rule_is_accepted(password: str) -> None:
    assert broken_rules(password, PasswordRules(), JO) == []


def test_the_current_password_breaks_a_rule() -> None:
    member = Member(1, "Al", "al@example.com", (1,), password_hash=hash_password(GOOD))

    assert len(broken_rules(GOOD, PasswordRules(), member)) == 1
    assert broken_rules(f"{GOOD}!", PasswordRules(), member) == []


def test_rules_that_are_off_are_not_applied() -> None:
    lenient = PasswordRules(minimum_length=1, uppercase=False, lowercase=False, digit=False, symbol=False)

    assert broken_rules("\t", lenient, JO) == []


def test_a_stored_password_is_hashed_and_salted() -> None:
    first, second = hash_password(GOOD), hash_password(GOOD)

    assert first != second
    assert first.startswith("$argon2id$")
    assert is_password(GOOD, first)
    assert not is_password(GOOD + " ", first)
    assert not is_password(GOOD, None)


def test_a_token_is_good_for_its_purpose_and_location_until_it_ends(
    mint: TokenMint, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_700_000_000.25
    monkeypatch.setattr(time, "time", lambda: now)
    token = mint.issue(Purpose.RESET, JO, 1, 0.5)
    assert mint.read(Purpose.RESET, token, 1).member_id == JO.id

    for purpose, location in ((Purpose.EXCHANGE, 1), (Purpose.BEARER, 1), (Purpose.RESET, 2)):
        with pytest.raises(TokenRefusedError):
            mint.read(purpose, token, location)
    monkeypatch.setattr(time, "time", lambda: now + 0.49)
    assert mint.read(Purpose.RESET, token, 1).member_id == JO.id
    monkeypatch.setattr(time, "time", lambda: now + 0.5)
    with pytest.raises(TokenRefusedError):
        mint.read(Purpose.RESET, token, 1)


@pytest.mark.parametrize(
    ("changed", "algorithm"),
    [({}, "RS512"), ({"iss": "another"}, ALGORITHM), ({"exp": None}, ALGORITHM), ({"jti": None}, ALGORITHM)],
    ids=["another algorithm", "another issuer", "no end", "no id"],
)
def test_a_token_with_the_right_signature_but_wrong_contents_is_refused(
    mint: TokenMint, changed: dict[str, str | None], algorithm: str
) -> None:
    claims = {"iss": ISSUER, "aud": "reset", "sub": "1001", "jti": "x", "iat": 1, "exp": 4_000_000_000, "BusinessId": 1}
    claims = {name: value for name, value in {**claims, **changed}.items() if value is not None}
    token = jwt.encode(claims, mint._key, algorithm=algorithm)  # noqa: SLF001 - no scenario has the portal's key

    with pytest.raises(TokenRefusedError):
        mint.read(Purpose.RESET, token, 1)


def test_a_changed_character_anywhere_is_refused(mint: TokenMint) -> None:
    token = mint.issue(Purpose.RESET, JO, 1, 60)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = [token[:-1] + other for other in alphabet if other != token[-1]]
    middle = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(0, len(token), 7)]

    for changed in [*last, *middle, f"{token}=", f" {token}", f"{token}\n", "", "a.b.c", "…"]:
        with pytest.raises(TokenRefusedError):
            mint.read(Purpose.RESET, changed, 1)


def test_the_codes_of_an_authenticator_are_those_of_the_standard() -> None:
    secret = b"12345678901234567890"  # RFC 6238, appendix B; six of its eight digits

    assert [code_at(secret, at) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_a_code_is_good_for_its_half_minute_and_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = b"12345678901234567890"
    for now, good in ((1111111080, True), (1111111139, True), (1111111140, False), (1111111079, False)):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        assert is_code(secret, "081804") is good


def test_requests_are_limited_by_address_within_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    limit = RequestLimit(requests=2, seconds=10)

    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now += 9.9
    assert not limit.allows("a")
    now += 0.1
    assert limit.allows("a")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3600, "1 hour"), (7200, "2 hours"), (900, "15 minutes"), (60, "1 minute"), (0.5, "0.5 seconds")],
)
def test_a_lifetime_is_written_in_words(seconds: float, words: str) -> None:
    assert spoken(seconds) == words
