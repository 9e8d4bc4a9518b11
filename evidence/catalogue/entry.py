"""One scenario as the catalogue lists it, read from its code: chapter, sentence, source, statements and marks."""

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

import pytest

from evidence.catalogue.statements import read_statements

Kind = Literal["documented", "hardening"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Parameters that say where a scenario runs, not what it is: pytest-playwright's and the suite's own.
PLACES = ("browser_name", "target_name")
ACRONYMS = ("api", "hmac", "html", "http", "https", "id", "json", "jwt", "smtp", "ui", "url")


@dataclass(frozen=True)
class Entry:
    """A scenario in one place: one environment, one browser. Plain data, so that it travels with a worker's reports."""

    node_id: str
    path: str
    line: int
    chapter: str
    sentence: str
    kind: Kind
    source: str
    variant: str = ""
    """Its parameters in words."""
    statements: tuple[int, ...] = ()
    smoke: bool = False
    sandbox: str | None = None
    """Why it can't run on a portal that isn't started for the run."""
    place: str = ""
    """Browser and environment, where it runs in more than one."""

    @property
    def function(self) -> str:
        """The name of its function, without its parameters."""
        return self.node_id.rpartition("::")[2].partition("[")[0]

    @property
    def scenario(self) -> str:
        """Its sentence, with what tells its variants apart."""
        return f"{self.sentence} ({self.variant})" if self.variant else self.sentence

    @property
    def key(self) -> tuple[str, int, str]:
        """The same for one scenario wherever it runs; sorts as chapters are written."""
        return self.path, self.line, self.scenario

    @property
    def marks(self) -> tuple[str, ...]:
        """Its marks in words."""
        numbers = ", ".join(str(number) for number in self.statements)
        marks: list[str] = [self.kind]
        if numbers:
            marks.append(f"statement{'s' if ',' in numbers else ''} {numbers}")
        if self.smoke:
            marks.append("smoke")
        if self.sandbox:
            marks.append(f"sandbox only: {self.sandbox}")
        return tuple(marks)

    def as_data(self) -> dict[str, Any]:
        """The entry as plain data."""
        return {**asdict(self), "statements": list(self.statements)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The entry that another process read."""
        return cls(**{**data, "statements": tuple(data["statements"])})


_ENTRY = pytest.StashKey[Entry]()


def is_scenario(node: pytest.Item | pytest.Collector) -> bool:
    """Whether this is a scenario: what lies under e2e/ is, the suite's own tests aren't."""
    return node.path.is_relative_to(node.config.rootpath / "e2e")


def entry_of(item: pytest.Item) -> Entry:
    """The entry of a scenario in which `problems` finds nothing."""
    if _ENTRY not in item.stash:
        item.stash[_ENTRY] = _read(item)
    return item.stash[_ENTRY]


def problems(item: pytest.Item) -> list[str]:
    """What the catalogue lacks in a scenario, in one sentence each."""
    name = item.nodeid
    found = (
        [] if _chapter(item) else [f"{name}: the first line of the file's docstring names the chapter; it is empty."]
    )
    kinds = _nearest(item, *KINDS)
    if len(kinds) != 1:
        marks = " and ".join(sorted(mark.name for mark in kinds)) or "neither"
        found.append(f"{name}: mark it either documented(source) or hardening(source); it has {marks}.")
    elif not _text(kinds[0]):
        found.append(f"{name}: {kinds[0].name}(source) needs the sentence that the scenario rests on.")
    known = read_statements()
    unknown = [number for number in _named_statements(item) if number not in known]
    found += [f"{name}: statement({number!r}) is none of the {len(known)} statements." for number in unknown]
    if any(not _text(mark) for mark in _nearest(item, "sandbox")):
        found.append(f"{name}: sandbox(reason) needs the reason why it can't run elsewhere.")
    return found


def sentence(name: str) -> str:
    """A scenario's name as the sentence it is."""
    words = name.removeprefix("test_").replace("_", " ")
    words = re.sub(r"(?<=\w) s\b", "'s", words)
    words = re.sub(r"(?<=n) t\b", "'t", words)
    words = re.sub(rf"\b({'|'.join(ACRONYMS)})\b", lambda word: word[0].upper(), words)
    return words[:1].upper() + words[1:]


def _read(item: pytest.Item) -> Entry:
    path, line, _ = item.location
    name = item.originalname if isinstance(item, pytest.Function) else item.name
    variant, place = _parameters(item)
    kind = _nearest(item, *KINDS)[0]
    sandbox = _nearest(item, "sandbox")
    return Entry(
        node_id=item.nodeid,
        path=path.replace("\\", "/"),
        line=line or 0,
        chapter=_chapter(item),
        sentence=sentence(name),
        variant=variant,
        kind="documented" if kind.name == "documented" else "hardening",
        source=_text(kind),
        statements=tuple(sorted(set(_named_statements(item)))),
        smoke=item.get_closest_marker("smoke") is not None,
        sandbox=_text(sandbox[0]) if sandbox else None,
        place=place,
    )


def _chapter(item: pytest.Item) -> str:
    module = item.getparent(pytest.Module)
    lines = (getattr(module and module.obj, "__doc__", None) or "").strip().splitlines()
    return lines[0].removesuffix(".") if lines else ""


def _nearest(item: pytest.Item, *names: str) -> list[pytest.Mark]:
    """The marks of these names where they stand closest: a scenario's own go before its chapter's."""
    for node in reversed(item.listchain()):
        marks = [mark for mark in node.own_markers if mark.name in names]
        if marks:
            return marks
    return []


def _named_statements(item: pytest.Item) -> list[int]:
    return [number for mark in item.iter_markers("statement") for number in mark.args]


def _text(mark: pytest.Mark) -> str:
    return str(mark.args[0]).strip() if mark.args else ""


def _parameters(item: pytest.Item) -> tuple[str, str]:
    """What tells a scenario's variants apart, in words, and where this one runs."""
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return "", ""
    words = item.callspec.id
    places = [str(item.callspec.params[name]) for name in PLACES if name in item.callspec.params]
    for place in places:
        # An id joins its parts by hyphens; a part of the same name elsewhere stays.
        words = re.sub(rf"(^|-){re.escape(place)}(?=-|$)", "", words, count=1).removeprefix("-")
    return words.replace("_", " "), ", ".join(places)
