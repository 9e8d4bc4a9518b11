"""Answers that are neither an acceptance nor a refusal, and malformed ones."""

import pytest

from e2e.expectations import expect_judged, expect_no_session
from testkit.api.answer import Answer


def test_an_answer_nested_deeper_than_python_reads_is_no_json() -> None:
    answer = Answer(200, "[" * 100_000, {}).register_secrets()

    assert answer.body is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("null", "null"),
        ('"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.signature"', "a token"),
        ('"sent"', "a text of 4 characters"),
        ("false", "a value that is no text"),
    ],
)
def test_a_value_is_described_without_its_content(value: str, kind: str) -> None:
    assert Answer(200, f'{{"Value": {value}}}', {}).kind_of_value == kind
    assert Answer(200, "{}", {}).kind_of_value == "no Value"


@pytest.mark.parametrize("status", [200, 400, 422])
def test_accepted_and_refused_are_both_a_judgement(status: int) -> None:
    expect_judged(Answer(status, "{}", {}), "a request")


def test_a_server_error_is_neither_an_acceptance_nor_a_refusal() -> None:
    with pytest.raises(AssertionError, match="to accept or refuse a request; found 500"):
        expect_judged(Answer(500, "", {}), "a request")


@pytest.mark.parametrize("status", [409, 429])
def test_a_rate_limit_is_neither_a_refusal_nor_a_missing_session(status: int) -> None:
    for expect in (expect_judged, expect_no_session):
        with pytest.raises(pytest.skip.Exception, match="limited"):
            expect(Answer(status, "", {}), "a request")


@pytest.mark.parametrize("status", [200, 403, 500])
def test_only_the_documented_refusal_says_that_there_is_no_session(status: int) -> None:
    with pytest.raises(AssertionError, match=f"found {status}"):
        expect_no_session(Answer(status, "", {}))
