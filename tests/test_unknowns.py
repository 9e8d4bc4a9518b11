"""No address and no text of the sandbox is written into the suite."""

import re
from dataclasses import astuple
from pathlib import Path

import pytest

from sandbox.portal.settings import OTHER_ROUTES, VERSIONS
from tests.test_rooms import ROOT

ROOMS = ("e2e", "pages", "fixtures", "testkit", "harness")
SOURCES = {
    path.relative_to(ROOT): path.read_text(encoding="utf-8")
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*"))
    if path.suffix in {".py", ".js"}
}
FACTS = (ROOT / "docs" / "portal.md").read_text(encoding="utf-8")
CLIENT = ROOT / "sandbox" / "web" / "assets"
A_SENTENCE = 15
"""Characters: shorter texts are words that any portal has."""


def texts_of(folder: Path) -> set[str]:
    """The quoted texts in a folder of scripts."""
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.js"))
    return set(re.findall(r'"([^"\n]+)"', scripts))


def found(texts: set[str]) -> list[str]:
    """The places of these texts in the suite; what docs/portal.md says of portals may be used."""
    unknown = {text for text in texts if text not in FACTS}
    return [f"{path}: {text}" for path, source in SOURCES.items() for text in sorted(unknown) if text in source]


def test_the_suite_contains_no_route() -> None:
    routes = {*astuple(OTHER_ROUTES), *(route for one in VERSIONS.values() for route in astuple(one.routes))}

    assert len(routes) > 5
    assert found({route for route in routes if len(route) > 1}) == []


def test_the_suite_contains_no_location() -> None:
    assert found({"harbour", "Harbour"}) == []


def test_the_suite_contains_no_text_of_the_sandbox() -> None:
    texts = {text for text in texts_of(CLIENT / "wording") if len(text) >= A_SENTENCE and " " in text}

    assert len(texts) > 100
    assert found(texts) == []


def test_the_suite_contains_no_name_that_the_client_gives_to_what_it_stores_or_sends() -> None:
    constants = re.compile(r'^(?:export )?const [A-Z_]+ = "(\w+[.A-Z]\w+)";', re.MULTILINE)
    names = {name for path in CLIENT.rglob("*.js") for name in constants.findall(path.read_text(encoding="utf-8"))}

    assert names
    assert found(names) == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_has_sources(room: str) -> None:
    assert [path for path in SOURCES if path.parts[0] == room]
