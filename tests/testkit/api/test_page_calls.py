"""The calls of a page, also of one that has gone on to another document."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from testkit.api.page_calls import PageCall, PageCalls
from tests.evidence.site import running_site

CALL = "() => fetch('/api/reset', { method: 'POST', body: '{}' }).then((answer) => answer.json())"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a small site."""
    with running_site() as site, browser.new_context(base_url=site) as context:
        page = context.new_page()
        page.goto("/reset")
        yield page


def test_an_answer_can_be_read_after_its_document_was_left(page: Page) -> None:
    with PageCalls(page).expect("/api/reset") as call:
        page.evaluate(CALL)
    page.goto("/elsewhere")

    assert call.value.answer.envelope["WasSuccessful"] is False


def test_an_answer_that_went_with_its_document_can_t_be_told(page: Page) -> None:
    with PageCalls(page).expect("/api/reset") as call:
        page.evaluate(CALL)
    page.goto("/elsewhere")
    unread = PageCall(call.value.request, call.value.response, bodies={})

    assert unread.status == call.value.answer.status
    with pytest.raises(pytest.skip.Exception, match="not verifiable"):
        _ = unread.answer


def test_a_call_that_must_follow_another_is_not_one_from_before(page: Page) -> None:
    fetch = "path => fetch(path).then((answer) => answer.status)"
    calls = PageCalls(page)

    with calls.expect("/api/session", after="/api/exchange") as call:
        page.evaluate(fetch, "/api/session?old")
        page.evaluate(fetch, "/api/exchange")
        page.evaluate(fetch, "/api/session?new")

    assert call.value.request.url.endswith("?new")
