"""Which of a page's requests count as sent to other sites."""

import pytest
from playwright.sync_api import Page

from testkit.network.invariants import Watch
from testkit.network.traffic import TrafficRecorder

CLICKS = "http://clicks.test"


@pytest.mark.parametrize(
    ("script", "foreign"),
    [
        ("location.href = address", []),
        ("fetch(address).catch(() => null)", [CLICKS]),
        ("document.body.append(Object.assign(document.createElement('iframe'), { src: address }))", [CLICKS]),
    ],
    ids=["a click", "a call", "a frame"],
)
def test_a_click_on_a_link_to_another_site_is_no_request_of_the_page(
    watched: tuple[Page, Watch], script: str, foreign: list[str]
) -> None:
    page, watch = watched
    page.route(f"{CLICKS}/**", lambda route: route.fulfill(body="on its way"))
    traffic = TrafficRecorder(page, watch.own)

    with page.expect_event("requestfinished", lambda request: request.url.startswith(CLICKS)):
        page.evaluate(f"address => {{ {script} }}", f"{CLICKS}/c/4fTq8ZkPz1")

    assert traffic.foreign_origins() == foreign
