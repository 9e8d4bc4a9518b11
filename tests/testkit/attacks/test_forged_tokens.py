"""Forged tokens: a verifier that skips one check accepts the one made for it, and a careful one accepts none."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from urllib.request import urlopen

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.utils import base64url_decode

from testkit.attacks.bad_token import MALFORMED
from testkit.attacks.forged_tokens import (
    FORGERIES,
    Forgery,
    forged,
    secrets_of,
    signed_with_secret,
    with_later_expiry,
    with_payload_of,
)
from testkit.attacks.signing_keys import ForeignKeys, served_keys
from testkit.secrets.jwt import jwt_header, jwt_payload

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLAIMS = {"email": "ada@portal.test", "exp": 2_000_000_000}
TOKEN = jwt.encode(CLAIMS, KEY, algorithm="RS256", headers={"kid": "portal"})


@pytest.fixture(scope="module")
def keys() -> Iterator[ForeignKeys]:
    """The attacker's keys."""
    with served_keys() as published:
        yield published


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_careful_server_refuses_each_forgery(forgery: Forgery, keys: ForeignKeys) -> None:
    forged = forgery.made_from(TOKEN, keys)

    assert forged != TOKEN
    with pytest.raises(jwt.InvalidTokenError):
        jwt.decode(forged, KEY.public_key(), algorithms=["RS256"])


@pytest.mark.parametrize("name", FORGERIES)
def test_what_is_no_jwt_can_not_be_forged(name: str, keys: ForeignKeys) -> None:
    with pytest.raises(pytest.fail.Exception, match="Expected a JWT from the portal"):
        forged(name, "opaque-token", keys)


@pytest.mark.parametrize("name", MALFORMED)
def test_no_malformed_token_equals_the_valid_one(name: str) -> None:
    assert MALFORMED[name](TOKEN) != TOKEN


@pytest.mark.parametrize("name", ["alg none", "alg None", "alg NONE", "alg none with the old signature"])
def test_an_unsigned_token_keeps_its_claims_and_its_key_s_name(name: str, keys: ForeignKeys) -> None:
    forged = FORGERIES[name].made_from(TOKEN, keys)

    assert jwt_payload(forged) == CLAIMS
    assert jwt_header(forged)["alg"].lower() == "none"
    assert jwt_header(forged)["kid"] == "portal"


def key_in_jwk(token: str) -> rsa.RSAPublicKey:
    """The key that the header itself carries."""
    return jwt.PyJWK(jwt_header(token)["jwk"]).key  # type: ignore[no-any-return]


def key_behind_jku(token: str) -> rsa.RSAPublicKey:
    """The key of the set that the header leads to."""
    with urlopen(jwt_header(token)["jku"]) as answer:  # noqa: S310 - the test's own server
        return jwt.PyJWKSet.from_dict(json.load(answer))[jwt_header(token)["kid"]].key  # type: ignore[no-any-return]


def key_in_x5c(token: str) -> rsa.RSAPublicKey:
    """The key of the certificate that the header carries."""
    return public_key_of(x509.load_der_x509_certificate(base64.b64decode(jwt_header(token)["x5c"][0])))


def key_behind_x5u(token: str) -> rsa.RSAPublicKey:
    """The key of the certificate that the header leads to."""
    with urlopen(jwt_header(token)["x5u"]) as answer:  # noqa: S310 - the test's own server
        return public_key_of(x509.load_pem_x509_certificate(answer.read()))


def public_key_of(certificate: x509.Certificate) -> rsa.RSAPublicKey:
    """The key a certificate is for."""
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("the attacker's key in jwk", key_in_jwk),
        ("the attacker's key set in jku", key_behind_jku),
        ("the attacker's certificate in x5c", key_in_x5c),
        ("the attacker's certificate in x5u", key_behind_x5u),
    ],
)
def test_a_server_that_takes_the_key_it_is_offered_accepts_the_forgery(
    name: str, offered: Callable[[str], rsa.RSAPublicKey], keys: ForeignKeys
) -> None:
    forged = FORGERIES[name].made_from(TOKEN, keys)

    assert jwt.decode(forged, offered(forged), algorithms=["RS256"]) == CLAIMS


@pytest.mark.parametrize("form", secrets_of(KEY.public_key()))
def test_a_server_that_takes_its_public_key_for_a_secret_accepts_the_forgery(form: str) -> None:
    secret = secrets_of(KEY.public_key())[form]
    forged = signed_with_secret(TOKEN, secret)

    content, _, signature = forged.rpartition(".")
    hmac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    assert hmac.verify(content.encode(), secret, base64url_decode(signature))
    assert jwt_header(forged)["alg"] == "HS256"
    assert jwt_payload(forged) == CLAIMS


def test_a_prolonged_token_has_its_claims_and_another_day() -> None:
    old = jwt.encode({**CLAIMS, "exp": 1_000_000_000}, KEY, algorithm="RS256")

    claims = jwt_payload(with_later_expiry(old))

    assert claims["email"] == CLAIMS["email"]
    assert claims["exp"] > time.time() + 80_000


def test_a_token_with_another_s_payload_keeps_its_own_signature() -> None:
    other = jwt.encode({**CLAIMS, "email": "eve@portal.test"}, KEY, algorithm="RS256")

    forged = with_payload_of(TOKEN, other)

    assert jwt_payload(forged)["email"] == "eve@portal.test"
    assert forged.rpartition(".")[2] == TOKEN.rpartition(".")[2]
