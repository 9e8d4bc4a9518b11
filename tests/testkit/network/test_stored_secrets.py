"""Secrets in the browser's storage and in the page's text, at the end of a scenario."""

import pytest
from playwright.sync_api import Page

from testkit.api import endpoints
from testkit.api.page_calls import PageCalls
from testkit.network.invariants import Watch
from testkit.secrets.vault import vault
from tests.testkit.network.conftest import NOT_STORED, PASSWORD, SESSION, broken

RESET_TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyZXNldCJ9.c2lnbmF0dXJlLW9mLWl0"
ONE_TIME_TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvbmNlIn0.c2lnbmF0dXJlLW9mLWl0"
COMPLETED = {"WasSuccessful": True, "Value": ONE_TIME_TOKEN, "Status": 200, "Message": None, "Errors": None}


def test_a_password_as_text_of_the_page_is_named(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.evaluate("secret => { document.body.append(`${secret} can't be used`) }", PASSWORD)

    watch.before_close(page.context)

    assert {(one.invariant.id, one.where) for one in watch.breaches()} == {
        ("password-on-page", "a password in the page")
    }


def test_a_password_in_its_field_is_no_text_of_the_page(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    page.get_by_label("New password").evaluate("field => { field.type = 'text' }")
    page.get_by_label("New password").fill(PASSWORD)

    watch.before_close(page.context)

    assert not broken(watch)


@pytest.mark.parametrize(
    ("script", "place"),
    [
        ("localStorage.draft = secret", "local storage"),
        ("sessionStorage.draft = secret", "session storage"),
        ("history.replaceState({ draft: secret }, '')", "the tab's history"),
        ("window.name = secret", "the window's name"),
        ("document.cookie = secret", "a cookie"),
        (
            """new Promise((stored) => {
                const opening = indexedDB.open("drafts", 1);
                opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { autoIncrement: true });
                opening.onsuccess = () => {
                    const writing = opening.result.transaction("drafts", "readwrite");
                    writing.objectStore("drafts").add({ secret });
                    writing.oncomplete = () => stored(opening.result.close());
                };
            })""",
            "a database",
        ),
    ],
)
def test_a_password_in_the_storage_is_named(watched: tuple[Page, Watch], script: str, place: str) -> None:
    page, watch = watched
    page.evaluate(f"async secret => {{ await ({script}) }}", PASSWORD)

    watch.before_close(page.context)

    assert {(one.invariant.id, one.where) for one in watch.breaches()} == {
        ("secret-in-storage", f"a password in {place}")
    }


def test_a_password_in_a_cookie_that_scripts_cannot_see_is_named(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    cookie = {"Set-Cookie": f"attempt={PASSWORD}; HttpOnly; Path=/"}
    page.route("**/elsewhere", lambda route: route.fulfill(body="", headers=cookie))
    page.evaluate("() => fetch('/elsewhere')")

    watch.before_close(page.context)

    assert {one.where for one in watch.breaches()} == {"a password in a cookie"}


def reset_by(page: Page, *, after: str = "") -> None:
    """Let the page complete a reset and exchange its token, as the portal's does, and then run this script."""
    page.route(
        f"**{endpoints.COMPLETE_PASSWORD_RESET}", lambda route: route.fulfill(json=COMPLETED, headers=NOT_STORED)
    )
    page.route("**/exchange*", lambda route: route.fulfill(json=SESSION, headers=NOT_STORED))
    page.evaluate(
        """async ([complete, exchange, token, oneTime, after]) => {
            localStorage.pending = token;
            const ask = (path, body) => fetch(path, { method: "POST", body }).then((answer) => answer.text());
            await ask(complete, JSON.stringify({ Token: token }));
            await ask(`${exchange}?token=${oneTime}`);
            eval(after);
        }""",
        [endpoints.COMPLETE_PASSWORD_RESET, endpoints.EXCHANGE, RESET_TOKEN, ONE_TIME_TOKEN, after],
    )


@pytest.fixture
def resetting(watched: tuple[Page, Watch]) -> tuple[Page, Watch]:
    """The page of a scenario that has a reset link."""
    page, watch = watched
    vault.add("reset token", RESET_TOKEN)
    watch.calls.append(PageCalls(page))
    return page, watch


def test_a_reset_token_that_is_stored_once_it_is_used_up_is_named(resetting: tuple[Page, Watch]) -> None:
    page, watch = resetting
    reset_by(page)

    watch.before_close(page.context)

    assert {(one.invariant.id, one.where) for one in watch.breaches()} == {
        ("secret-in-storage", "a reset token in local storage")
    }


@pytest.mark.parametrize(
    "after",
    [
        "delete localStorage.pending",
        "requestAnimationFrame(() => delete localStorage.pending)",
        f"history.pushState(null, '', '?again={RESET_TOKEN}')",
    ],
    ids=["forgotten", "forgotten a moment later", "opened again"],
)
def test_a_reset_token_that_is_forgotten_or_was_opened_again_is_not(resetting: tuple[Page, Watch], after: str) -> None:
    page, watch = resetting
    reset_by(page, after=after)

    watch.before_close(page.context)

    assert not broken(watch)


def test_a_second_tab_may_keep_the_token_of_its_link(resetting: tuple[Page, Watch]) -> None:
    page, watch = resetting
    page.context.new_page().goto(page.url)
    reset_by(page)

    watch.before_close(page.context)

    assert not broken(watch)
