"""Reset tokens for tests."""

import jwt


def reset_token(**claims: object) -> str:
    """A token of Ada's with these claims."""
    return jwt.encode({"email": "ada@portal.test", **claims}, "k" * 32, algorithm="HS256")
