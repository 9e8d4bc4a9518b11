"""What a refusal lets slip, and what it doesn't."""

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
def test_what_only_the_server_s_people_can_read_is_a_detail(text: str) -> None:
    assert refused_with(forged=text).details


@pytest.mark.parametrize(
    "text",
    [
        '{"WasSuccessful":false,"Value":null,"Status":400,"Message":"This link does not work.","Errors":null}',
        "Please select a new link from the page https://portal.test/home/reset. Error: try again at portal.test",
        "Token: The token is invalid, expired or already used.",
    ],
)
def test_what_a_member_can_read_is_none(text: str) -> None:
    assert not refused_with(forged=text).details


def test_answers_to_forgeries_are_gathered_by_what_they_say() -> None:
    refused = refused_with(one='{"Message":"No."}', two='{"Message":"No."}', three='{"Message":"Bad signature."}')

    assert sorted(refused.answers_to_forgeries.values()) == [["one", "two"], ["three"]]


def test_what_is_done_at_once_begins_together_and_gives_its_results_in_order() -> None:
    acts = [Mock(return_value=number) for number in range(4)]

    assert at_once(acts) == [0, 1, 2, 3]
