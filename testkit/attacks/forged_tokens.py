"""Tokens that an attacker derives from a real one, which a server with incomplete checks accepts (RFC 8725)."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from jwt.utils import base64url_encode

from testkit.attacks.broken_links import SIGNATURE, with_changed_character, with_payload
from testkit.attacks.signing_keys import ForeignKeys
from testkit.secrets.jwt import is_jwt, jwt_header, jwt_payload

ONE_DAY = 86_400


@dataclass(frozen=True)
class Forgery:
    """A way to make a token without the portal's key; the claims stay those of the real token."""

    name: str
    made_from: Callable[[str, ForeignKeys], str]


def with_later_expiry(token: str) -> str:
    """The token with an expiry one day ahead and its old signature."""
    claims = {**jwt_payload(token), "exp": int(time.time()) + ONE_DAY}
    return with_payload(token, json.dumps(claims, separators=(",", ":")).encode())


def with_payload_of(token: str, other: str) -> str:
    """The token with the payload of another one and its old signature."""
    header, _, signature = token.split(".")
    return f"{header}.{other.split('.')[1]}.{signature}"


def unsigned(token: str, algorithm: str, *, signature: str = "") -> str:
    """The token with a header that declares it unsigned."""
    return f"{_head(token, alg=algorithm)}.{token.split('.')[1]}.{signature}"


def signed_with_secret(token: str, secret: bytes) -> str:
    """The token signed as HS256 with this secret; PyJWT refuses public keys as secrets, so this does not use it."""
    content = f"{_head(token, alg='HS256')}.{token.split('.')[1]}"
    signature = hmac.new(secret, content.encode(), hashlib.sha256).digest()
    return f"{content}.{base64url_encode(signature).decode()}"


def signed_by_attacker(token: str, keys: ForeignKeys, **more: Any) -> str:
    """The token signed with the attacker's own key; `more` are header fields that point to that key."""
    header = {**jwt_header(token), **more}
    return jwt.encode(jwt_payload(token), keys.private, algorithm="RS256", headers={**header, "alg": "RS256"})


TAMPERED = (
    Forgery("one character of the header changed", lambda token, _: with_changed_character(token, 0)),
    Forgery("one character of the payload changed", lambda token, _: with_changed_character(token, 1)),
    Forgery("one character of the signature changed", lambda token, _: with_changed_character(token, SIGNATURE)),
    Forgery("later expiry with the old signature", lambda token, _: with_later_expiry(token)),
    Forgery("signature removed", lambda token, _: f"{token.rpartition('.')[0]}."),
    Forgery("signature cut short", lambda token, _: token[:-8]),
)
"""The portal's own token with its signature, or something that the signature covers, changed."""

UNSIGNED = (
    Forgery("alg none", lambda token, _: unsigned(token, "none")),
    Forgery("alg None", lambda token, _: unsigned(token, "None")),
    Forgery("alg NONE", lambda token, _: unsigned(token, "NONE")),
    Forgery("alg none with the old signature", lambda token, _: unsigned(token, "none", signature=_signature(token))),
)
"""Tokens that declare themselves unsigned."""

SELF_SIGNED = (
    Forgery("signed with an empty secret", lambda token, _: signed_with_secret(token, b"")),
    Forgery("signed with a guessable secret", lambda token, _: signed_with_secret(token, b"secret")),
    Forgery("signed with the attacker's key", signed_by_attacker),
    Forgery("the attacker's key in jwk", lambda token, keys: signed_by_attacker(token, keys, jwk=keys.jwk)),
    Forgery(
        "the attacker's key set in jku",
        lambda token, keys: signed_by_attacker(token, keys, jku=keys.jwks_url, kid=keys.key_id),
    ),
    Forgery("the attacker's certificate in x5c", lambda token, keys: signed_by_attacker(token, keys, x5c=[keys.x5c])),
    Forgery(
        "the attacker's certificate in x5u",
        lambda token, keys: signed_by_attacker(token, keys, x5u=keys.certificate_url),
    ),
)
"""Tokens with a valid signature by a key that is not the portal's."""

FORGERIES: Mapping[str, Forgery] = {one.name: one for one in (*TAMPERED, *UNSIGNED, *SELF_SIGNED)}


def forged(name: str, token: str, keys: ForeignKeys) -> str:
    """The portal's own token, forged in this way; fails where it is no JWT."""
    if not is_jwt(token):
        pytest.fail(f"Expected a JWT from the portal, to forge it; found {len(token)} other characters.", pytrace=False)
    return FORGERIES[name].made_from(token, keys)


def secrets_of(public_key: Any) -> dict[str, bytes]:
    """The published forms of a public key, which a server may mistake for an HMAC secret."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {
        "PEM": pem,
        "DER": public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    }


def _head(token: str, **changed: str) -> str:
    header = {**jwt_header(token), **changed}
    return base64url_encode(json.dumps(header, separators=(",", ":")).encode()).decode()


def _signature(token: str) -> str:
    return token.rpartition(".")[2]
