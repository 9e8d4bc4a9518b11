"""Answers to bad tokens: internal details in them, and calls made at the same moment."""

from unittest.mock import Mock

import pytest

from testkit.api.answer import Answer
from testkit.attacks.bad_token import RefusedTokens
from testkit.attacks.concurrent_use import at_once


def refused_with(**texts: str) -> RefusedTokens:
    """Refusals with these answers."""
    answers = {name: Answer(400, text, {}) for name, text in texts.items()}
    return RefusedTokens(answers, frozenset(answers))


@pytest.mark.parametrize(
    "text",
    [
        "Traceback (most recent call last)",
        '"StackTrace":"   at System.IdentityModel.Tokens.Validate(String token)"',
        "jwt.exceptions.InvalidSignatureError: Signature verification failed",
        "IDX10503: Signature validation failed",
        'File "/srv/portal/tokens.py", line 12',
        "C:\\\\inetpub\\\\portal\\\\web.config",
        "SELECT Id FROM Users WHERE Token = 'x'",
        "unexpected kid",
    ],
)
def test_an_internal_detail_is_found(text: str) -> None:
    assert refused_with(forged=text).details


@pytest.mark.parametrize(
    "text",
    [
        '{"WasSuccessful":false,"Value":null,"Status":400,"Message":"This link does not work.","Errors":null}',
        "Please select a new link from the page https://portal.test/home/reset. Error: try again at portal.test",
        "Token: The token is invalid, expired or already used.",
    ],
)
def test_a_message_for_members_is_not_a_detail(text: str) -> None:
    assert not refused_with(forged=text).details


def test_forgeries_are_grouped_by_their_answer() -> None:
    refused = refused_with(one='{"Message":"No."}', two='{"Message":"No."}', three='{"Message":"Bad signature."}')

    assert sorted(refused.answers_to_forgeries.values()) == [["one", "two"], ["three"]]


def test_concurrent_results_are_in_the_order_of_the_acts() -> None:
    acts = [Mock(return_value=number) for number in range(4)]

    assert at_once(acts) == [0, 1, 2, 3]
