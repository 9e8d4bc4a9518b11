"""The catalogue's tables: chapters of scenarios, documented sentences and statements of good practice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from evidence.catalogue.entry import Entry
from evidence.catalogue.sentences import Sentence, read_sentences
from evidence.catalogue.statements import Statement, read_statements
from testkit.invariants import INVARIANTS, Invariant

State = Literal[
    "covered", "partly covered", "recorded deviation", "not checkable from outside", "without a scenario", "OPEN"
]


@dataclass(frozen=True)
class Chapter:
    """A file of scenarios."""

    title: str
    path: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class StatementRow:
    """A statement of good practice, with the scenarios and invariants that check it."""

    statement: Statement
    entries: Sequence[Entry]
    invariants: Sequence[Invariant] = ()

    @property
    def state(self) -> State:
        """How far scenarios cover it; `OPEN` if nothing is said of it."""
        if self.statement.deviation:
            return "recorded deviation"
        if self.entries or self.invariants:
            return "covered"
        return "not checkable from outside" if self.statement.not_checkable else "OPEN"


@dataclass(frozen=True)
class SentenceRow:
    """A sentence that the vendor documents, with the scenarios and invariants that check it."""

    sentence: Sentence
    entries: Sequence[Entry]
    invariants: Sequence[Invariant] = ()

    @property
    def state(self) -> State:
        """Whether scenarios check all of it, a part of it or none of it."""
        if self.sentence.no_scenario:
            return "without a scenario"
        if not self.entries and not self.invariants:
            return "OPEN"
        return "partly covered" if self.sentence.open else "covered"


@dataclass(frozen=True)
class Tables:
    """The catalogue's three tables."""

    chapters: Sequence[Chapter]
    sentences: Sequence[SentenceRow]
    statements: Sequence[StatementRow]

    @property
    def entries(self) -> list[Entry]:
        """Every scenario once."""
        return [entry for chapter in self.chapters for entry in chapter.entries]


def catalogue_tables(entries: Iterable[Entry]) -> Tables:
    """The catalogue of these scenarios; one that runs in several projects or environments is listed once."""
    once: dict[tuple[str, int, str], Entry] = {}
    for entry in entries:
        once.setdefault(entry.key, entry)
    found = [once[key] for key in sorted(once)]
    chapters = [
        Chapter(chapter, path, list(inside))
        for (path, chapter), inside in groupby(found, key=lambda entry: (entry.path, entry.chapter))
    ]
    sentences = [
        SentenceRow(
            sentence,
            [entry for entry in found if entry.function in sentence.scenarios],
            [one for one in INVARIANTS if one.id in sentence.invariants],
        )
        for sentence in read_sentences().values()
    ]
    statements = [
        StatementRow(
            statement,
            [entry for entry in found if number in entry.statements],
            [one for one in INVARIANTS if number in one.statements],
        )
        for number, statement in read_statements().items()
    ]
    return Tables(chapters, sentences, statements)
