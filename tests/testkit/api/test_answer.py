"""Answers that are neither an acceptance nor a refusal, and malformed ones."""

import json
from collections.abc import Callable
from unittest.mock import Mock

import pytest

from e2e.expectations import expect_announced, expect_no_session, expect_readable
from fixtures import Portal
from testkit.api.answer import Answer
from testkit.api.judged import end_unless_judged
from testkit.secrets.vault import vault


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
    end_unless_judged(Answer(status, "{}", {}), "a request")


def test_a_server_error_is_neither_an_acceptance_nor_a_refusal() -> None:
    with pytest.raises(pytest.fail.Exception, match="to accept or refuse a request; found 500"):
        end_unless_judged(Answer(500, "", {}), "a request")


@pytest.mark.parametrize("status", [409, 429])
def test_a_rate_limit_is_neither_an_acceptance_nor_a_refusal(status: int) -> None:
    with pytest.raises(pytest.skip.Exception, match="limited"):
        end_unless_judged(Answer(status, "", {}), "a request")


@pytest.mark.parametrize("status", [200, 403, 429, 500])
def test_only_the_documented_refusal_says_that_there_is_no_session(status: int) -> None:
    with pytest.raises(AssertionError, match=f"found {status}"):
        expect_no_session(Answer(status, "", {}))


@pytest.mark.parametrize("expect", [expect_announced, expect_readable])
def test_a_refusal_without_a_message_can_be_neither_read_nor_heard(
    expect: Callable[[Portal, list[str]], None],
) -> None:
    with pytest.raises(AssertionError, match="to contain a message; it contains none"):
        expect(Mock(), [])


@pytest.mark.parametrize(
    "date", ["", "yesterday", "0", "Thu, 99 Foo 2026 99:99:99 GMT", "Thu, 01 Jan 1970 00:00:00 +9999999"]
)
def test_a_date_that_cannot_be_read_is_none(date: str) -> None:
    assert Answer(200, "", {"Date": date}).time_in("date") is None


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
def test_a_date_in_a_header_is_a_time(zone: str) -> None:
    assert Answer(200, "", {"Date": f"Thu, 01 Jan 1970 00:01:00 {zone}"}).time_in("date") == 60


@pytest.mark.parametrize("token", ["", "-", "n/a", ".."])
def test_what_is_too_short_for_a_token_is_none(token: str) -> None:
    body = {"Value": token, "token": token, "refresh_token": token, "User": {"AccessToken": token}}

    assert vault.redact(Answer(200, json.dumps(body), {}).register_secrets().text) == json.dumps(body)


@pytest.mark.parametrize("address", ["http://[::1", "https://a\u2100b/x", "http://x:99999999/y"])
def test_an_address_that_is_none_is_kept_out_of_reports_as_well(address: str) -> None:
    text = json.dumps({"error_description": f"Go to {address}/set-a-password/7f3Kq9ZrT2mW"})

    assert "7f3Kq9ZrT2mW" not in vault.redact(Answer(200, text, {}).register_secrets().text)
