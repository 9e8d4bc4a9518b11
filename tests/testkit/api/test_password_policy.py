"""What the server says of a password that a policy may refuse."""

import json
from unittest.mock import Mock

import pytest

from testkit.api.answer import Answer
from testkit.api.password_policy import SHORT, PolicyChecker
from testkit.members.member import Member
from testkit.secrets.vault import vault


def policy_that_answers(status: int) -> PolicyChecker:
    """A policy whose server answers each password with this status."""
    portal_api = Mock(**{"complete_password_reset.return_value": Answer(status, "", {})})
    return PolicyChecker(
        Member("Ada Byron", "ada@portal.test"), vault.add("password", "Long-enough-71"), portal_api, Mock()
    )


def test_a_limited_password_is_neither_accepted_nor_refused() -> None:
    with pytest.raises(pytest.skip.Exception, match="limited: "):
        policy_that_answers(429).refusal_of(SHORT)


def test_a_server_error_is_neither_an_acceptance_nor_a_refusal() -> None:
    with pytest.raises(pytest.fail.Exception, match="neither accepted nor refused"):
        policy_that_answers(500).refusal_of(SHORT)


def test_a_policy_of_length_and_names_has_several_rules_to_break() -> None:
    policy = policy_that_answers(200)

    def answer(_token: str, password: str) -> Answer:
        said = ["Too short."] * (len(password) < 12) + ["Not your name."] * ("byron" in password.lower())
        errors = [{"Message": message, "PropertyName": "Password"} for message in said]
        return Answer(400 if said else 200, json.dumps({"WasSuccessful": not said, "Errors": errors}), {})

    policy.portal_api.complete_password_reset.side_effect = answer  # type: ignore[attr-defined]

    refusal = policy.several_refusals()

    assert refusal is not None
    assert refusal.messages == ["Too short.", "Not your name."]
