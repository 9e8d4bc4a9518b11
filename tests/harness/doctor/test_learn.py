"""What the doctor learns of a portal by trying its controls: the ways back to sign-in, and out."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from harness.doctor.check import CheckContext
from harness.doctor.learning.learned import Control, Learned, controls
from harness.doctor.learning.sign_out import learn_sign_out
from harness.doctor.learning.ways import learn_sign_in_button, learn_way, learn_way_back, learn_way_to_recovery, submit
from harness.portal.targets import Target
from pages import ForgotPasswordView, ResetPasswordView, SignInView
from pages.overlays import INTERCEPTED
from testkit.api import endpoints
from testkit.members.member import Member
from testkit.settings.credentials import Credentials
from testkit.settings.model import Environment, Settings
from testkit.settings.sections import Project

PORTAL = "http://portal.example"
ADA = Member("Ada Byron", "ada@example.com")
SIGN_IN = "<form><input type=email><input type=password><button>Go</button></form>"
RECOVERY = """<a href="/help">Help</a><form><input type=email><button>Send</button></form><a href="/in">{back}</a>"""
HEADER = """<header><a href="/here">News</a>
  <button aria-expanded=false onclick="this.nextElementSibling.hidden = false">Language</button>
  <ul hidden><li><button>Suomi</button></ul></header>"""
MENU = """<button onclick="this.nextElementSibling.hidden = false">{name}</button><div hidden>{items}</div>"""
DETAILS = """<details><summary>{name}</summary>{items}</details>"""
LEAVE = """<a href="/in">Farewell</a>"""
LAYER = """<div style="position: fixed; inset: 0; z-index: 1; background: white">
  <button onclick="localStorage.closed = 1; this.parentElement.remove()">Fine</button></div>
  <script>if (localStorage.closed) document.querySelector("div").remove()</script>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of this test alone."""
    with browser.new_context() as context:
        yield context.new_page()


def learned_of(members: str = "api", **labels: str) -> Learned:
    """Nothing yet, of a portal with these labels."""
    environment = Environment.model_validate({"base_url": PORTAL, "members": members, "labels": labels})
    settings = Settings(environment="staging", projects={"chromium": Project()}, environments={"staging": environment})
    target = Target("staging", PORTAL, PORTAL, PORTAL, "http://127.0.0.1:9", "", "")
    return Learned(CheckContext("staging", environment, settings, Path(), (), Credentials(), target), showing=1_000)


def serve(page: Page, views: Mapping[str, str]) -> None:
    """Let the portal have these views; any other address has a heading alone."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(PORTAL)
        route.fulfill(content_type="text/html", body=views.get(path, "<h1>Elsewhere</h1>"))

    page.route(f"{PORTAL}/**", answer)
    page.set_default_timeout(1_000)


@pytest.mark.parametrize(
    ("html", "labels"),
    [
        (HEADER + LEAVE, {"sign_out": "Farewell"}),
        (HEADER + MENU.format(name="Me", items=LEAVE), {"account_menu": "Me", "sign_out": "Farewell"}),
        (HEADER + MENU.format(name="Ada Byron", items=LEAVE), {"sign_out": "Farewell"}),
        (HEADER + DETAILS.format(name="Me", items=LEAVE), {"account_menu": "Me", "sign_out": "Farewell"}),
        (
            HEADER + MENU.format(name="Me", items=MENU.format(name="More (2)", items=LEAVE)),
            {"account_menu": r"/^(Me|More \(2\))$/", "sign_out": "Farewell"},
        ),
    ],
    ids=["in sight", "in a menu", "in a menu with the member's name", "in native details", "in a menu in a menu"],
)
def test_the_way_to_sign_out_is_learned(page: Page, html: str, labels: dict[str, str]) -> None:
    serve(page, {"/here": html, "/in": SIGN_IN})
    page.goto(f"{PORTAL}/here")
    learned = learned_of()

    results = list(learn_sign_out(learned, page, ADA))

    assert [result.mark for result in results] == ["✓"]
    assert learned.labels == labels


def test_nothing_but_menus_is_tried_with_somebody_s_account(page: Page) -> None:
    serve(page, {"/here": HEADER + LEAVE, "/in": SIGN_IN})
    page.goto(f"{PORTAL}/here")
    learned = learned_of("pool")

    list(learn_sign_out(learned, page, ADA))

    assert learned.labels == {}
    assert learned.as_toml().endswith(
        'labels.sign_out is one of: link "News", button "Language", link "Farewell", button "Suomi"'
    )


def test_a_layer_is_noticed_before_its_own_buttons_are_tried(page: Page) -> None:
    serve(page, {"/here": LAYER + HEADER + "<a href='/in'>Ingang</a>", "/in": SIGN_IN})
    page.goto(f"{PORTAL}/here")
    begin = partial(page.goto, f"{PORTAL}/here")

    with pytest.raises(PlaywrightTimeoutError, match=INTERCEPTED):
        learn_way("sign_in", learned_of(), begin, SignInView(page, learned_of().wording, PORTAL).email)


@pytest.mark.parametrize(
    ("backs", "learned_labels"),
    [
        (["Back to login", "Back to login"], {}),
        (["Never mind", "Never mind"], {"back_to_sign_in": "Never mind"}),
        (["Back to login", "Never mind"], {"back_to_sign_in": "/^(Back to login|Never mind)$/"}),
    ],
)
def test_the_way_back_may_have_another_name_on_each_view(
    page: Page, backs: list[str], learned_labels: dict[str, str]
) -> None:
    views = {f"/{number}": RECOVERY.format(back=back) for number, back in enumerate(backs)}
    serve(page, {**views, "/in": SIGN_IN})
    learned = learned_of()

    for path in views:
        open_view(page, path)
        form = ForgotPasswordView(page, learned.wording).email
        list(learn_way_back(learned, page, "recovery", partial(open_view, page, path), form))

    assert learned.labels == learned_labels


def open_view(page: Page, path: str) -> None:
    """Open a view of the portal."""
    page.goto(PORTAL + path)


ASKS = """
<form onsubmit="fetch('{path}', {{ method: 'POST' }}); return false"><input type=email><button>Go</button></form>
"""


def learn_recovery(page: Page, learned: Learned) -> None:
    """Learn the way from the sign-in view at `/in` to recovery."""

    def open_sign_in() -> SignInView:
        again = SignInView(page, learned.wording, PORTAL, "/in")
        again.open()
        return again

    open_sign_in()
    learn_way_to_recovery(learned, page, open_sign_in, ForgotPasswordView(page, learned.wording).email)


def test_a_form_for_a_magic_link_is_not_taken_for_recovery_and_a_header_is_tried_last(page: Page) -> None:
    header = [Control("link", f"Page {number}") for number in range(40)]
    view = "".join(f'<a href="/">{one.name}</a>' for one in header) + SIGN_IN
    links = '<a href="/magic">Sign in by mail</a><a href="/lost">Lost it</a>'
    recovery = ASKS.format(path=endpoints.START_PASSWORD_RESET)
    serve(page, {"/in": view + links, "/magic": ASKS.format(path="/api/magic"), "/lost": recovery})
    learned = learned_of()
    learned.at_start = header

    learn_recovery(page, learned)

    assert learned.labels == {"forgot_password": "Lost it"}
    assert page.url == f"{PORTAL}/lost"


@pytest.mark.parametrize("ask", ["Stuur", "Reset password"], ids=["both unknown", "one known by its words"])
def test_the_button_of_a_view_without_a_form_element_is_learned_on_each_view(page: Page, ask: str) -> None:
    buttons = '<button aria-pressed=false>Toon</button><button onclick="{click}">{name}</button>'
    field = "<main><input type={type}>" + buttons + "</main>"
    sends = "fetch('{}', {{ method: 'POST' }})".format
    lost = field.format(type="email", name=ask, click=sends(endpoints.START_PASSWORD_RESET))
    reset = field.format(type="password", name="Bewaar", click=sends(endpoints.COMPLETE_PASSWORD_RESET))
    serve(page, {"/in": SIGN_IN + '<a href="/lost">Kwijt</a>', "/lost": lost, "/reset": reset})
    learned = learned_of()

    learn_recovery(page, learned)
    open_view(page, "/reset")
    view = ResetPasswordView(page, learned.wording)
    submit(learned, view, lambda: view.enter_password("secret"), endpoints.COMPLETE_PASSWORD_RESET)

    assert learned.labels == {"forgot_password": "Kwijt", "reset_password": f"/^({ask}|Bewaar)$/"}


@pytest.mark.parametrize(
    ("start", "label"),
    [("<h1>Welcome</h1>", "Open sesame"), ("<a href='/in'>Log in</a>", "/^(Log in|Open sesame)$/")],
    ids=["alone", "beside a way in that is known by its words"],
)
def test_the_button_that_signs_in_is_learned_where_a_script_submits(page: Page, start: str, label: str) -> None:
    sends = f"fetch('{endpoints.TOKEN}', {{ method: 'POST' }})"
    buttons = f'<button type=button>Eye</button><button type=button onclick="{sends}">Open sesame</button>'
    serve(page, {"/": start, "/in": SIGN_IN.replace("<button>Go</button>", buttons)})
    learned = learned_of()
    open_view(page, "/")
    learned.at_start = controls(page)

    def open_sign_in() -> SignInView:
        open_view(page, "/in")
        return SignInView(page, learned.wording, PORTAL)

    learn_sign_in_button(learned, open_sign_in(), open_sign_in)

    assert learned.labels == {"sign_in": label}
    assert open_sign_in().sign_in_button.all_inner_texts() == ["Open sesame"]


def test_a_control_that_a_script_adds_to_the_view_is_learned(page: Page) -> None:
    link = '<a href="/lost">Lost it</a>'
    adds = f"<script>setTimeout(() => document.body.insertAdjacentHTML('beforeend', '{link}'), 200)</script>"
    serve(page, {"/in": SIGN_IN + adds, "/lost": ASKS.format(path=endpoints.START_PASSWORD_RESET)})
    learned = learned_of()

    learn_recovery(page, learned)

    assert learned.labels == {"forgot_password": "Lost it"}


def test_a_label_that_a_person_has_to_choose_is_named_with_its_candidates(page: Page) -> None:
    serve(page, {"/in": SIGN_IN + '<a href="/help">Help</a><a href="/lost"><img src="/key.svg" alt=""></a>'})
    learned = learned_of()

    with pytest.raises(pytest.fail.Exception, match=r"leads to password recovery: choose labels\.forgot_password"):
        learn_recovery(page, learned)

    candidates = 'button "Go", link "Help", link without a name, so no label fits it'
    assert learned.as_toml() == f"# labels.forgot_password is one of: {candidates}"


def test_labels_that_the_settings_have_are_kept() -> None:
    learned = learned_of(forgot_password="Lost it")
    learned.labels["sign_out"] = "Farewell"

    given: dict[str, Any] = {"is_changing": learned.is_changing, "toml": learned.as_toml()}

    assert given == {"is_changing": True, "toml": 'labels = { forgot_password = "Lost it", sign_out = "Farewell" }'}
