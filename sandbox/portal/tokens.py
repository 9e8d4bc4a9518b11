"""Signed tokens (JWT): for the reset link, for the one-time exchange, and as bearer of a session."""

import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from sandbox.portal.members import Member

ALGORITHM = "RS256"
ISSUER = "members-portal"
TOKEN_BYTES = 16  # 128 random bits in each


class Purpose(StrEnum):
    """What a token is for; it is the token's audience, so that none can stand in for another."""

    RESET = "reset"
    EXCHANGE = "exchange"
    BEARER = "bearer"


class TokenRefusedError(Exception):
    """The token is foreign, for another purpose, or no longer valid; callers learn no more than that."""


@dataclass(frozen=True)
class Claims:
    """What a verified token says."""

    member_id: int
    token_id: str


class TokenMint:
    """Issues and verifies tokens, with a key that lives as long as the process."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._key_id = secrets.token_hex(8)

    def issue(
        self, purpose: Purpose, member: Member, business_id: int, seconds: float, token_id: str | None = None
    ) -> str:
        """A token of this member, good for this purpose at this location for that long."""
        now = time.time()
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": purpose,
            "sub": str(member.id),
            "iat": round(now, 3),
            "exp": round(now + seconds, 3),
            "jti": token_id or secrets.token_urlsafe(TOKEN_BYTES),
            "BusinessId": business_id,
        }
        if purpose is Purpose.RESET:
            claims["email"] = member.email  # the view shows whose password it is
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self._key_id})

    def issue_one_time(self, purpose: Purpose, member: Member, business_id: int, seconds: float) -> str:
        """A token that works once, and only until the member is given a newer one."""
        member.current_tokens[purpose] = secrets.token_urlsafe(TOKEN_BYTES)
        return self.issue(purpose, member, business_id, seconds, member.current_tokens[purpose])

    def read(self, purpose: Purpose, token: str, business_id: int) -> Claims:
        """The token's claims, after all checks; raises `TokenRefusedError`."""
        try:
            claims = jwt.decode(
                token,
                self._key.public_key(),
                algorithms=[ALGORITHM],
                audience=purpose,
                issuer=ISSUER,
                # PyJWT cuts `exp` down to whole seconds; links can live for less than one here.
                options={"require": ["exp", "iat", "sub", "jti"], "verify_exp": False},
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise TokenRefusedError from error
        if claims["exp"] <= time.time() or claims.get("BusinessId") != business_id:
            raise TokenRefusedError
        return Claims(int(claims["sub"]), claims["jti"])

    def public_keys(self) -> dict[str, list[dict[str, Any]]]:
        """The key set that others verify tokens with (RFC 7517)."""
        key = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": self._key_id, "use": "sig", "alg": ALGORITHM}]}


def is_current(purpose: Purpose, token_id: str, member: Member) -> bool:
    """Whether this is the member's newest token of that purpose, and not used yet."""
    return member.current_tokens.get(purpose) == token_id
