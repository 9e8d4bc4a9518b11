"""What the server says of a password that a policy may refuse."""

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
