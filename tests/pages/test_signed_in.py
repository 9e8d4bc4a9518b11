"""What shows that a member is signed in, in each version and in other words."""

import pytest
from playwright.sync_api import Page

from pages import DashboardView, wording_for
from testkit.members.member import Member

ADA = Member("Ada Byron", "ada@example.com")
OPENS = """<script>
  const [button, list] = [document.querySelector("nav button"), document.querySelector("ul")];
  button.addEventListener("click", () => (list.hidden = !list.hidden));
</script>"""
VERSION_5 = f"""
<nav><button aria-label="avatar">A</button><ul hidden><li><button>Sign out</button></li></ul></nav>
<main><h1>Your dashboard</h1><h2>Get started</h2></main>{OPENS}
"""
VERSION_4 = f"""
<nav><button>Ada Byron</button><ul hidden role="menu"><li role="menuitem">Log out</li></ul></nav>
<main><h1>Hello Ada,</h1></main>{OPENS}
"""
MENU_IN_A_MENU = f"""
<nav><button>Account menu</button><ul hidden>
  <li><button onclick="this.nextElementSibling.hidden = false">Ada Byron</button><a hidden href="#">Sign out</a></li>
</ul></nav>
<main><h1>Today</h1></main>{OPENS}
"""
NATIVE_DETAILS = """
<nav><details><summary aria-label="Account menu">A</summary><p>Ada Byron</p><button>Abmelden</button></details></nav>
<main><h1>Heute</h1></main>
"""
WITHOUT_A_MENU = "<nav><a href='#'>Abmelden</a></nav><main><h1>Heute</h1></main>"
EMAIL_ALONE = "<main><h1>Today</h1><p>Signed in as ada@example.com</p></main>"
RESET = "<main><form><p>ada@example.com</p><label>Password <input type='password'></label></form></main>"
SIGNED_OUT = "<header><a href='#'>Sign in</a></header><main><h1>Welcome to Harbour House</h1></main>"


@pytest.mark.parametrize("html", [VERSION_5, VERSION_4, NATIVE_DETAILS, WITHOUT_A_MENU, EMAIL_ALONE])
def test_a_signed_in_member_is_recognised(page: Page, html: str) -> None:
    page.set_content(html)
    view = DashboardView(page, wording_for("de"))

    assert view.marks_of(ADA).count() > 0
    assert view.greeting_of_another_member(ADA).count() == 0


@pytest.mark.parametrize("html", [RESET, SIGNED_OUT])
def test_a_view_that_asks_for_a_password_or_to_sign_in_is_none(page: Page, html: str) -> None:
    page.set_content(html)
    view = DashboardView(page, wording_for())

    assert view.marks_of(ADA).count() == 0
    assert view.marks.count() == 0


def test_a_greeting_of_another_member_or_without_a_name_is_found(page: Page) -> None:
    view = DashboardView(page, wording_for())
    for greeting in ("Hello James,", "Hello ,", "Hello,"):
        page.set_content(f"<h1>{greeting}</h1>")
        assert view.greeting_of_another_member(ADA).count() == 1, greeting
    for heading in ("Hello there!", "Welcome to Harbour House", "Highlights", "Good morning"):
        page.set_content(f"<h1>{heading}</h1>")
        assert view.greeting_of_another_member(ADA).count() == 0, heading


@pytest.mark.parametrize("html", [VERSION_5, VERSION_4, MENU_IN_A_MENU, NATIVE_DETAILS, WITHOUT_A_MENU])
def test_the_way_to_sign_out_is_found_in_a_menu_or_not(page: Page, html: str) -> None:
    page.set_content(html)
    view = DashboardView(page, wording_for("de"))

    view.show_sign_out(ADA)

    assert view.sign_out_item.filter(visible=True).count() == 1
