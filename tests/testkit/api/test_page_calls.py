"""The calls of a page, also after it has left its document."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Response

from testkit.api import endpoints
from testkit.api.page_call import PageCall, keep_answers
from testkit.api.page_calls import PageCalls
from testkit.network.interference import held_back
from tests.evidence.site import running_site

CALL = "() => fetch('/api/reset', { method: 'POST', body: '{}' }).then((answer) => answer.json())"
GONE = "Response body is not available for a response that was navigated away from."
NOT_KEPT = (
    "not verifiable: the page left its document before the answer of /api/reset was read; needs a browser that keeps it"
)


@pytest.fixture
def page(any_browser: Browser) -> Iterator[Page]:
    """A page of a small site, in each browser."""
    with running_site() as site, any_browser.new_context(base_url=site) as context:
        page = context.new_page()
        page.goto("/reset")
        yield page


def test_an_answer_can_be_read_after_its_document_was_left(page: Page) -> None:
    with PageCalls(page).expect("/api/reset") as call:
        page.evaluate(CALL)
    page.goto("/elsewhere")

    assert call.value.answer.envelope["WasSuccessful"] is False


def test_an_answer_that_was_not_read_in_time_is_read_later_or_not_verifiable(page: Page) -> None:
    with PageCalls(page).expect("/api/reset") as call:
        page.evaluate(CALL)
    page.goto("/elsewhere")
    unread = PageCall(call.value.request, call.value.response, bodies={})

    assert unread.status == call.value.answer.status
    assert late(unread) in (call.value.answer.envelope, NOT_KEPT)


def test_a_kept_answer_is_read_after_a_page_that_leaves_at_once(browser: Browser) -> None:
    with running_site() as site, browser.new_context(base_url=site) as context:
        page = context.new_page()
        keep_answers(page)
        page.goto("/reset")
        with page.expect_response("**/api/reset") as response:
            page.evaluate(f"({CALL})().then(() => location.replace('/elsewhere')) && null")
        page.wait_for_url("**/elsewhere")

        call = PageCall(response.value.request, response.value, bodies={})
        assert call.answer.envelope["WasSuccessful"] is False


def test_an_answer_that_never_ends_is_not_waited_for_without_a_limit(page: Page) -> None:
    page.set_default_timeout(1000)
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as threads:
        begun = threads.submit(begin_an_answer, server)
        with PageCalls(page).expect(endpoints.START_PASSWORD_RESET) as call:
            url = f"http://127.0.0.1:{server.getsockname()[1]}{endpoints.START_PASSWORD_RESET}"
            page.evaluate("url => fetch(url).then((answer) => answer.status)", url)
        said = late(call.value)
        begun.result().close()

    assert said == (
        f"not verifiable: the answer of {endpoints.START_PASSWORD_RESET} began with status 400 and did not end; "
        "needs a portal that sends the whole answer"
    )


def begin_an_answer(server: socket.socket) -> socket.socket:
    """Answer the first call with the beginning of a body; gives the connection, which stays open."""
    connection, _ = server.accept()
    connection.recv(10_000)
    connection.sendall(
        b"HTTP/1.1 400 Bad Request\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 100\r\n"
        b'Content-Type: application/json\r\n\r\n{"WasSuccessful"'
    )
    return connection


@pytest.mark.parametrize(
    "words",
    [
        "Protocol error (Network.getResponseBody): No data found for resource with given identifier\n" + GONE,
        "Protocol error (network.getData): no such network data\n" + GONE,
        "Response body for POST http://127.0.0.1/api/reset was evicted!",
    ],
    ids=["chromium", "firefox over BiDi", "Playwright's own firefox"],
)
def test_a_body_that_a_browser_no_longer_has_is_not_verifiable(
    page: Page, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    def gone(_: Response) -> str:
        raise Error(f"Response.text: {words}")

    with PageCalls(page).expect("/api/reset") as call:
        page.evaluate(CALL)
    monkeypatch.setattr(Response, "text", gone)

    assert late(PageCall(call.value.request, call.value.response, bodies={})) == NOT_KEPT


def late(call: PageCall) -> dict[str, Any] | str:
    """The envelope of the answer, or why the scenario is skipped."""
    try:
        return call.answer.envelope
    except pytest.skip.Exception as skipped:
        return str(skipped)


def test_a_call_that_must_follow_another_is_not_one_from_before(page: Page) -> None:
    fetch = "path => fetch(path).then((answer) => answer.status)"
    calls = PageCalls(page)

    with calls.expect("/api/session", after="/api/exchange") as call:
        page.evaluate(fetch, "/api/session?old")
        page.evaluate(fetch, "/api/exchange")
        page.evaluate(fetch, "/api/session?new")

    assert call.value.request.url.endswith("?new")


def test_the_first_line_about_a_call_that_is_missing_says_what_the_page_shows_instead(page: Page) -> None:
    calls = PageCalls(page, slow_answer_seconds=0.1)

    with pytest.raises(AssertionError) as failed, calls.expect("/api/session", "after a reload"):
        page.set_content("<h1>Sign in</h1>")

    first, second = str(failed.value).splitlines()
    assert first.startswith("Expected the page to call /api/session after a reload and to get an answer within ")
    assert first.endswith("it sent no such request, and shows 'Sign in'.")
    assert second == "Meanwhile it called nothing of the API."


@pytest.mark.parametrize("status", [409, 429])
def test_a_call_that_the_platform_limits_ends_the_scenario_as_limited(page: Page, status: int) -> None:
    page.route("**/api/reset", lambda route: route.fulfill(status=status, headers={"Retry-After": "1"}))

    with (
        pytest.raises(pytest.skip.Exception, match=rf"limited: the portal refused /api/reset to its page \({status}\)"),
        PageCalls(page).expect("/api/reset"),
    ):
        page.evaluate("() => fetch('/api/reset', { method: 'POST', body: '{}' }).then((answer) => answer.status)")


def test_a_limit_on_reset_requests_names_the_settings_for_mail(page: Page) -> None:
    page.route(f"**{endpoints.START_PASSWORD_RESET}", lambda route: route.fulfill(status=409))

    with (
        pytest.raises(pytest.skip.Exception, match="needs mails_per_minute, more customers or fewer workers"),
        PageCalls(page).expect(endpoints.START_PASSWORD_RESET),
    ):
        page.evaluate("path => fetch(path, { method: 'POST' }).then((it) => it.status)", endpoints.START_PASSWORD_RESET)


def test_a_refusal_by_the_portal_itself_is_an_answer(page: Page) -> None:
    refusal = {"status": 429, "content_type": "application/json", "body": '{"WasSuccessful": false}'}
    page.route("**/api/reset", lambda route: route.fulfill(**refusal))

    with PageCalls(page).expect("/api/reset") as call:
        page.evaluate(CALL)

    assert call.value.status == 429


A_MOMENT_AFTER = """async () => {
  const later = () => new Promise((done) => setTimeout(done, 200));
  await fetch("/api/sys/users/completePasswordReset", { method: "POST", body: "{}" }).then(later);
  fetch("/api/sys/users/exchange", { method: "POST" }).then(later).then(() => fetch("/api/public/coworkers/profiles"));
}"""
ACCEPTED = {"WasSuccessful": True, "Value": "a.b.c", "token": "a bearer token"}


def test_what_follows_from_an_answer_is_waited_for(page: Page) -> None:
    page.route("**/api/sys/users/*", lambda route: route.fulfill(json=ACCEPTED))
    calls = PageCalls(page)
    with page.expect_event("requestfinished"):
        page.evaluate(f"() => void ({A_MOMENT_AFTER})()")

    calls.wait_until_answered()

    assert [one.response() is not None for one in calls.seen] == [True, True, True]


def test_a_call_that_a_scenario_holds_back_is_not_waited_for(page: Page) -> None:
    calls = PageCalls(page)
    with held_back(page, "/api/token"):
        page.evaluate("() => void fetch('/api/token', { method: 'POST', body: '{}' })")
        began = time.monotonic()

        calls.wait_until_answered()

        assert time.monotonic() - began < calls.slow_answer_seconds


def test_a_call_that_begins_only_after_the_act_is_held_and_seen(page: Page) -> None:
    calls = PageCalls(page)
    with held_back(page, "/api/token"):
        page.evaluate("() => void setTimeout(() => fetch('/api/token', { method: 'POST', body: '{}' }), 200)")

    assert len(calls.made("/api/token")) == 1


def test_a_call_that_is_to_be_held_and_never_made_is_named(page: Page) -> None:
    page.set_default_timeout(200)

    with pytest.raises(AssertionError, match="Expected the page to call /api/token"), held_back(page, "/api/token"):
        pass


def test_nobody_is_signed_in_by_a_call_that_had_begun_before(page: Page) -> None:
    calls = PageCalls(page)
    with page.expect_request("**/profiles"):
        page.evaluate("() => void fetch('/api/public/coworkers/profiles')")

    calls.expect_nobody()
    calls.wait_until_answered()

    assert calls.signed_in_unexpectedly


def test_who_was_expected_to_be_signed_in_is_not_unexpected_later(page: Page) -> None:
    calls = PageCalls(page)
    with calls.expect(endpoints.PROFILES):
        page.evaluate("() => fetch('/api/public/coworkers/profiles')")

    calls.expect_nobody()

    assert not calls.signed_in_unexpectedly


def test_who_is_signed_in_too_early_is_still_unexpected_once_somebody_may_be(page: Page) -> None:
    calls = PageCalls(page)
    calls.expect_nobody()
    page.evaluate("() => fetch('/api/public/coworkers/profiles')")
    page.evaluate("() => fetch('/api/token', { method: 'POST', body: '{}' })")
    page.evaluate("() => fetch('/api/public/coworkers/profiles')")

    calls.newest(endpoints.PROFILES, since=[endpoints.TOKEN])

    assert calls.signed_in_unexpectedly


def test_a_call_from_before_a_sign_out_may_have_been_accepted(page: Page) -> None:
    calls = PageCalls(page)
    page.evaluate("() => fetch('/api/public/coworkers/profiles')")

    calls.expect_nobody_from_now()

    assert not calls.signed_in_unexpectedly
