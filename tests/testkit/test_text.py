"""Lists in the sentences of failures, and texts in Markdown."""

import pytest

from testkit.text import listed, plain


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["too short", "it's common"], "'too short', 'it's common'"),
        (['<button> "Sign in"', "a button"], """<button> "Sign in", 'a button'"""),
        ([200, 401], "200, 401"),
        ([["Message"], ["Message", "Code"]], "'Message', 'Message', 'Code'"),
        ({"the new password": ["local storage", "cookies"]}, "the new password: 'local storage', 'cookies'"),
        (
            {"https://portal.test/a": 404, "https://portal.test/b": 500},
            "https://portal.test/a: 404; https://portal.test/b: 500",
        ),
        ([], "nothing"),
    ],
)
def test_values_are_listed_without_brackets_and_braces(values: object, words: str) -> None:
    assert listed(values) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('<button> "Sign in"\nis `first`', "`<button>` \"Sign in\" is 'first'"),
        ("<a><b onclick='x'>, 1 < 2 > 0", "`<a><b onclick='x'>`, 1 `< 2 >` 0"),
        ("less than <", "less than `<`"),
    ],
)
def test_tags_are_code_in_markdown(text: str, shown: str) -> None:
    assert plain(text) == shown
