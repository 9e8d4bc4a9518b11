"""What a scenario says of itself in its code: chapter, title, source, statements and marks."""

import hashlib
import inspect
import re
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

import pytest

from evidence.catalogue.statements import read_statements

Kind = Literal["documented", "hardening"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ACRONYMS = ("api", "hmac", "html", "http", "https", "id", "json", "jwt", "smtp", "ui", "url")


@dataclass(frozen=True)
class Entry:
    """A scenario in one environment and one browser project. Plain data, so that a worker's reports can carry it."""

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
    reported_with: str = ""
    """The setting that makes a failure a finding, because it says that the deviation is known."""
    project: str = ""
    """The browser project, if it is a parameter of the scenario."""
    environment: str = ""
    """The environment, if the run has more than one."""

    @property
    def function(self) -> str:
        """The name of its function, without its parameters."""
        return self.node_id.rpartition("::")[2].partition("[")[0]

    @property
    def id(self) -> str:
        """The short id of a hardening scenario, for `accepted`; the same for all its variants, wherever they stand."""
        return f"H-{hashlib.sha256(self.function.encode()).hexdigest()[:5]}" if self.kind == "hardening" else ""

    @property
    def title(self) -> str:
        """Its title in every report: its sentence, with its variant if it has any."""
        return f"{self.sentence} ({self.variant})" if self.variant else self.sentence

    @property
    def key(self) -> tuple[str, int, str]:
        """Identifies a scenario wherever it runs; sorts in the order of the code."""
        return self.path, self.line, self.title

    @property
    def marks(self) -> tuple[str, ...]:
        """Its marks in words."""
        numbers = ", ".join(str(number) for number in self.statements)
        marks = [f"{self.kind} {self.id}".strip()]
        if numbers:
            marks.append(f"statement{'s' if ',' in numbers else ''} {numbers}")
        if self.smoke:
            marks.append("smoke")
        if self.sandbox:
            marks.append(f"sandbox only: {self.sandbox}")
        if self.reported_with:
            marks.append(f"a finding with {self.reported_with}")
        return tuple(marks)

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain data."""
        return {**asdict(self), "statements": list(self.statements)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """An entry from plain data."""
        return cls(**{**data, "statements": tuple(data["statements"])})


_ENTRY = pytest.StashKey[Entry]()


def is_scenario(node: pytest.Item | pytest.Collector) -> bool:
    """Whether this is a scenario (a test under e2e/) and not one of the suite's own tests."""
    return node.path.is_relative_to(node.config.rootpath / "e2e")


def entry_of(item: pytest.Item) -> Entry:
    """The entry of a scenario, which must pass `problems`."""
    if _ENTRY not in item.stash:
        item.stash[_ENTRY] = _read(item)
    return item.stash[_ENTRY]


def problems(item: pytest.Item) -> list[str]:
    """What is missing in a scenario, in one sentence each."""
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
    if any(not _text(mark) for mark in _nearest(item, "reported_with")):
        found.append(f"{name}: reported_with(setting) needs the setting that says the deviation is known.")
    found += [f"{name}: statement({number!r}) is none of the {len(known)} statements." for number in unknown]
    if any(not _text(mark) for mark in _nearest(item, "sandbox")):
        found.append(f"{name}: sandbox(reason) needs the reason why it can't run elsewhere.")
    return found


def sentence(name: str, docstring: str = "") -> str:
    """A scenario's sentence: its docstring, or else the name of its function in words."""
    if docstring.strip():
        return " ".join(docstring.split()).removesuffix(".")
    words = name.removeprefix("test_").replace("_", " ")
    words = re.sub(r"(?<=\w) s\b", "'s", words)
    words = re.sub(r"(?<=n) t\b", "'t", words)
    words = re.sub(rf"\b({'|'.join(ACRONYMS)})\b", lambda word: word[0].upper(), words)
    return words[:1].upper() + words[1:]


def _read(item: pytest.Item) -> Entry:
    path, line, _ = item.location
    name = item.originalname if isinstance(item, pytest.Function) else item.name
    docstring = inspect.getdoc(item.function) if isinstance(item, pytest.Function) else ""
    project, environment = (_parameter(item, name) for name in ("browser_name", "target_name"))
    kind = _nearest(item, *KINDS)[0]
    sandbox = _nearest(item, "sandbox")
    reported_with = _nearest(item, "reported_with")
    return Entry(
        node_id=item.nodeid,
        path=path.replace("\\", "/"),
        line=line or 0,
        chapter=_chapter(item),
        sentence=sentence(name, docstring or ""),
        variant=_variant(item, project, environment),
        kind="documented" if kind.name == "documented" else "hardening",
        source=_text(kind),
        statements=tuple(sorted(set(_named_statements(item)))),
        smoke=item.get_closest_marker("smoke") is not None,
        sandbox=_text(sandbox[0]) if sandbox else None,
        reported_with=_text(reported_with[0]) if reported_with else "",
        project=project,
        environment=environment,
    )


def _chapter(item: pytest.Item) -> str:
    module = item.getparent(pytest.Module)
    lines = (getattr(module and module.obj, "__doc__", None) or "").strip().splitlines()
    return lines[0].removesuffix(".") if lines else ""


def _nearest(item: pytest.Item, *names: str) -> list[pytest.Mark]:
    """The marks of these names at the closest level: a scenario's own override its chapter's."""
    for node in reversed(item.listchain()):
        marks = [mark for mark in node.own_markers if mark.name in names]
        if marks:
            return marks
    return []


def _named_statements(item: pytest.Item) -> list[int]:
    return [number for mark in item.iter_markers("statement") for number in mark.args]


def _text(mark: pytest.Mark) -> str:
    return str(mark.args[0]).strip() if mark.args else ""


def _parameter(item: pytest.Item, name: str) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get(name, "")) if callspec else ""


def _variant(item: pytest.Item, *places: str) -> str:
    """What distinguishes a scenario's variants, in words: its pytest id without project and environment."""
    words = getattr(getattr(item, "callspec", None), "id", "")
    for place in filter(None, places):
        # An id joins its parts by hyphens; remove only the first part of this name.
        words = re.sub(rf"(^|-){re.escape(place)}(?=-|$)", "", words, count=1).removeprefix("-")
    return str(words).replace("_", " ")
