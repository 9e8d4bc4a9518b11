"""A member's name is found in a page's text in any script, and not inside of other words."""

from unicodedata import normalize

import pytest
from playwright.sync_api import Page

from pages import DashboardView, wording_for
from pages.names import name_pattern
from testkit.members.member import Member

FOUND = [
    ("Zoé", "Hello Zoé,"),
    ("Zoé", normalize("NFD", "Hello Zoé,")),
    ("O'Neil", "Hello O\u2019Neil!"),
    ("Jean-Luc", "Hello Jean\u2011Luc"),
    ("Mary Ann", "Hello Mary\u00a0Ann,"),
    ("J", "Hello J,"),
    ("שרה", "Hello \u200fשרה\u200f,"),
    ("محمد", "Hello محمد"),
    ("太郎", "Hello 太郎さん"),
    ("Łukasz", "Hello Łukasz"),
]
NOT_FOUND = [("Zoé", "Hello Zoélie,"), ("J", "Hello James,"), ("Ann", "Hello Joann,"), ("Lé", "Hello Théo Léger,")]


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_a_name_is_found(page: Page, name: str, text: str) -> None:
    page.set_content(f"<h1>{text}</h1>")
    member = Member(name, "somebody@example.com")
    view = DashboardView(page, wording_for())

    assert page.get_by_text(name_pattern(name)).count() == 1
    assert view.greeting_of(member).count() == 1
    assert view.greeting_of_another_member(member).count() == 0


@pytest.mark.parametrize(("name", "text"), NOT_FOUND)
def test_a_part_of_another_name_is_not(page: Page, name: str, text: str) -> None:
    page.set_content(f"<h1>{text}</h1>")

    assert page.get_by_text(name_pattern(name)).count() == 0
    assert DashboardView(page, wording_for()).greeting_of_another_member(Member(name, "a@example.com")).count() == 1
