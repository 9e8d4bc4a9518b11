"""The HTTP client: what it waits for, what it never repeats, and what it says of odd answers."""

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from testkit.api import endpoints, http
from testkit.api.answer import Answer
from testkit.api.client import PortalApi
from testkit.api.http import HttpClient
from testkit.mail.links.reset_link import ResetLink, find_reset_link
from testkit.settings.credentials import Credentials
from tests.testkit.mail.tokens import reset_token
from tests.web_server import WebServer, web_server

Given = tuple[int, dict[str, str], str]
"""Status, headers and body."""


@dataclass(frozen=True)
class Portal:
    """A portal that answers each call with the next of its answers, the last of them again and again."""

    server: WebServer
    answers: list[Given]


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A portal whose answers a test chooses."""
    answers: list[Given] = []
    with web_server(lambda *_: answers.pop(0) if len(answers) > 1 else answers[0]) as server:
        yield Portal(server, answers)


@pytest.fixture
def noted() -> list[int]:
    """The statuses in the journal."""
    return []


@pytest.fixture
def api(portal: Portal, noted: list[int]) -> PortalApi:
    """A client of that portal."""
    return PortalApi(
        portal.server.url,
        portal.server.url,
        Credentials(),
        HttpClient(note=lambda _m, _p, answer, _s: noted.append(answer.status)),
    )


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr("testkit.api.http.time.sleep", waited.append)
    return waited


def test_only_a_request_that_prepares_a_scenario_is_repeated_after_a_server_error(
    portal: Portal, api: PortalApi, noted: list[int], waits: list[float]
) -> None:
    portal.answers[:] = [(500, {}, ""), (503, {}, ""), (200, {}, "{}")]
    assert api.start_password_reset("ada@example.com", setup=True).status == 200
    assert (noted, waits) == ([500, 503, 200], [1.0, 1.0])

    portal.answers[:] = [(500, {}, ""), (200, {}, "{}")]
    assert api.start_password_reset("ada@example.com").status == 500


OK: Given = (200, {}, "{}")


@pytest.mark.parametrize(
    ("limited", "wait"),
    [
        ((409, {"Retry-After": "1"}, ""), 1.0),
        ((429, {}, "Too many requests. Wait 5 seconds."), 5.0),
        ((429, {"Retry-After": "Thu, 26 Nov 2020 18:00:00 GMT"}, ""), 0.1),
    ],
)
def test_a_limit_is_waited_for_as_the_portal_asks(
    portal: Portal,
    api: PortalApi,
    waits: list[float],
    noted: list[int],
    limited: Given,
    wait: float,
) -> None:
    portal.answers[:] = [limited, limited, OK]

    assert api.profiles().status == 200
    assert waits == [wait, wait]
    assert noted == [limited[0], limited[0], 200]


def test_a_limit_is_waited_for_three_times_at_most(portal: Portal, api: PortalApi, waits: list[float]) -> None:
    portal.answers[:] = [(409, {"Retry-After": "1"}, "")]

    assert (api.profiles().status, len(waits)) == (409, 3)
    with pytest.raises(pytest.skip.Exception, match="limited: the portal refused /api/public/coworkers/profiles"):
        api.http.limits.check_limits()


def test_a_call_that_may_have_used_up_a_token_is_sent_once(portal: Portal, api: PortalApi, waits: list[float]) -> None:
    portal.answers[:] = [(409, {"Retry-After": "1"}, "")]

    api.locations[api.api_url] = 1
    api.complete_password_reset("token", "password")
    api.exchange("token")
    with pytest.raises(pytest.skip.Exception, match="limited: the portal refuses more renewals"):
        api.refresh("token")

    assert len(portal.server.requests) == 3
    assert waits == []


@pytest.mark.parametrize(
    "limited", [(429, {}, '{"Message": "Too many."}'), (429, {"Retry-After": "3600"}, "")], ids=["no time", "an hour"]
)
def test_a_limit_without_a_short_time_is_not_waited_for(
    portal: Portal, api: PortalApi, waits: list[float], limited: Given
) -> None:
    portal.answers[:] = [limited]

    assert api.profiles().status == 429
    with pytest.raises(pytest.skip.Exception, match="limited: the portal refuses more reset requests for this address"):
        api.start_password_reset("ada@portal.test")
    assert waits == []


def test_scenarios_about_limits_see_the_limit(portal: Portal, api: PortalApi, waits: list[float]) -> None:
    portal.answers[:] = [(409, {"Retry-After": "1"}, ""), OK]

    assert replace(api.http, waits_for_limits=False).request("GET", api.api_url).status == 409
    api.http.limits.check_limits()
    assert waits == []


def test_every_sign_in_has_a_client_id_of_its_own(portal: Portal, api: PortalApi) -> None:
    portal.answers[:] = [OK]
    api.sign_in("ada@portal.test", "one")
    api.sign_in("ada@portal.test", "two")

    clients = {headers["client_id"] for _, headers in portal.server.requests}
    assert len(clients) == 2
    assert all(clients)


@pytest.mark.parametrize(
    ("answer", "signs_in"),
    [
        (OK, True),
        ((400, {}, '{"error": "invalid_grant"}'), False),
        ((400, {}, '{"error": "must_reset_password"}'), False),
    ],
)
def test_only_a_documented_refusal_is_a_refusal(
    portal: Portal, api: PortalApi, answer: Given, *, signs_in: bool
) -> None:
    portal.answers[:] = [answer]

    assert api.lets_in("ada@portal.test", "a password") is signs_in


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        ((500, {}, ""), pytest.fail.Exception, "found 500"),
        ((401, {}, ""), pytest.fail.Exception, "found 401 without a body"),
        ((400, {}, "{}"), pytest.fail.Exception, "found 400"),
        ((429, {}, "Slow down"), pytest.skip.Exception, "limited: the portal refuses more sign-ins"),
    ],
)
def test_any_other_answer_is_neither(
    portal: Portal, api: PortalApi, answer: Given, outcome: type[Exception], words: str
) -> None:
    portal.answers[:] = [answer]

    with pytest.raises(outcome, match=words):
        api.lets_in("ada@portal.test", "a password")


def test_another_portal_shares_limits_and_journal(portal: Portal, api: PortalApi, noted: list[int]) -> None:
    portal.answers[:] = [OK]

    other = api.at(f"{api.api_url}/other", api.admin_url, Credentials())
    other.profiles()

    assert other.http.limits is api.http.limits
    assert noted == [200]
    assert portal.server.requests[0][0] == f"/other{endpoints.PROFILES}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "401 without a body"),
        ('"Unauthorized"', "401 with the text 'Unauthorized'"),
        ("<html>", "401 without an envelope"),
        ('{"User": null}', "401 with the fields User"),
        ('{"Status": 401, "Errors": null, "User": 1}', "401 (Status: 401)"),
    ],
)
def test_an_odd_answer_is_described_in_words(text: str, words: str) -> None:
    answer = Answer(401, text, {}).register_secrets()

    assert str(answer) == words
    assert answer.at("User", "Email") is None
    with pytest.raises(pytest.fail.Exception, match=re.escape(f"answer, found {words}")):
        answer.required("access_token")


def test_half_an_emoji_is_shown_as_browsers_show_it() -> None:
    envelope = {"Message": "Too short \ud83d", "Errors": [{"Message": "Too short \ud83d"}, {"Message": 5}, None]}

    assert Answer(400, json.dumps(envelope), {}).messages == ["Too short \ufffd"]


def link(**claims: object) -> ResetLink:
    """A reset link whose token has these claims."""
    found = find_reset_link(f"https://portal.test/reset?token={reset_token(**claims)}")
    assert found is not None
    return found


def test_a_missing_expiry_is_named() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"its claim exp is missing\. Its claims are email"):
        _ = link().expires


def test_an_expiry_is_waited_for_when_it_is_seconds_away() -> None:
    expires = int(time.time())

    link(exp=expires).wait_until_expired()

    assert time.time() > expires + 1
    with pytest.raises(pytest.fail.Exception, match=r"Set variants\.short_lived_links"):
        link(exp=expires + 3600).wait_until_expired()


@pytest.mark.parametrize(
    ("errors", "message", "messages"),
    [
        ([{"Message": "Too short", "PropertyName": "Password"}], "Password: Too short", ["Too short"]),
        ("Too short\nNo digit", None, ["Too short", "No digit"]),
        ({"Password": ["Too short", "No digit"]}, None, ["Too short", "No digit"]),
        ({"code": "WEAK"}, "Too short", ["Too short"]),
        (None, None, []),
    ],
)
def test_messages_are_found_in_errors_of_any_form(errors: object, message: str | None, messages: list[str]) -> None:
    assert Answer(400, json.dumps({"Errors": errors, "Message": message}), {}).messages == messages


class OneCall(BaseHTTPRequestHandler):
    """A server that keeps a connection, and cuts it off at the second call on it."""

    protocol_version = "HTTP/1.1"
    answered = False

    def do_POST(self) -> None:
        """Answer, once for each connection."""
        if self.answered:
            self.close_connection = True
            return
        self.answered = True
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def test_a_connection_that_was_idle_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST_IDLE", 0.0)
    client = HttpClient()
    with ThreadingHTTPServer(("127.0.0.1", 0), OneCall) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"

        answers = [client.request("POST", url) for _ in range(3)]

        client.session.close()
        server.shutdown()
    assert [answer.status for answer in answers] == [204, 204, 204]


def test_an_address_where_nothing_answers_is_described_in_words() -> None:
    nowhere = PortalApi("http://127.0.0.1:1", "http://127.0.0.1:1", Credentials())

    with pytest.raises(pytest.fail.Exception, match=re.escape("http://127.0.0.1:1 (no connection, or it was cut off)")):
        nowhere.call("GET", endpoints.PROFILES)
