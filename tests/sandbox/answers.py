"""What several tests of the sandbox's API expect of an answer."""

from typing import Any

import jwt
import requests

DONE = {"WasSuccessful": True, "Value": None, "Status": 200, "Message": None, "Errors": None}


def assert_refused(answer: requests.Response, status: int = 400) -> None:
    """A refusal in an envelope, with a message."""
    body = answer.json()
    assert (answer.status_code, body["Status"], body["WasSuccessful"]) == (status, status, False)
    assert (body["Value"], body["Errors"]) == (None, None)
    assert body["Message"]


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a token, unverified."""
    return dict(jwt.decode(token, options={"verify_signature": False}))
