"""`--watch`: what a change touches, and a watching process from its start to Ctrl-C."""

from pathlib import Path

import pytest

from harness.watch.touched import SMOKE, arguments_for

CODE = {
    "e2e/expectations.py": "def expect_signed_in(portal):\n    portal.dashboard.greeting\n",
    "e2e/mail/test_mail.py": "from testkit.html import links\n\ndef test_links(mailbox):\n    links(mailbox.wait())\n",
    "e2e/test_reset.py": (
        "def test_signed_in(portal, member):\n    expect_signed_in(portal)\n\n"
        "def test_error(portal):\n    portal.reset_password.open()\n"
    ),
    "pages/dashboard.py": "from pages.controls import button\n",
    "pages/reset_password.py": "",
    "pages/controls.py": "def button(): ...\n",
    "fixtures/portal.py": "from pages.dashboard import x\n\ndef portal(): ...\n",
    "fixtures/members.py": "from testkit.member import Member\n\ndef member(mailbox): ...\n",
    "fixtures/mailboxes.py": "def mailbox(): ...\n",
    "testkit/member.py": "",
    "testkit/html.py": "",
    "testkit/unused.py": "",
    "harness/plugin.py": "",
}
SIGNED_IN, ERROR = "e2e/test_reset.py::test_signed_in", "e2e/test_reset.py::test_error"
LINKS = "e2e/mail/test_mail.py::test_links"


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A small suite with the rooms of the real one."""
    for name, text in CODE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("e2e/test_reset.py", ["e2e/test_reset.py"]),
        ("pages/reset_password.py", [ERROR]),
        ("pages/dashboard.py", [SIGNED_IN]),
        ("pages/controls.py", [SIGNED_IN]),
        ("e2e/expectations.py", [SIGNED_IN]),
        ("fixtures/portal.py", [ERROR, SIGNED_IN]),
        ("fixtures/mailboxes.py", [LINKS, SIGNED_IN]),
        ("testkit/member.py", [SIGNED_IN]),
        ("testkit/html.py", ["e2e/mail/test_mail.py"]),
        ("testkit/unused.py", [*SMOKE]),
        ("harness/plugin.py", [*SMOKE]),
        ("e2e/test_deleted.py", []),
    ],
)
def test_a_change_touches_the_scenarios_that_use_it(suite: Path, changed: str, expected: list[str]) -> None:
    assert arguments_for([suite / changed], suite) == expected


def test_several_changes_touch_what_each_of_them_does_and_no_scenario_twice(suite: Path) -> None:
    changed = [suite / "e2e/test_reset.py", suite / "pages/reset_password.py", suite / "fixtures/mailboxes.py"]

    assert arguments_for(changed, suite) == [LINKS, "e2e/test_reset.py"]


def test_a_file_that_is_half_written_touches_what_it_did(suite: Path) -> None:
    page = suite / "pages/reset_password.py"
    page.write_text("def set_password(", encoding="utf-8")

    assert arguments_for([page], suite) == [ERROR]
