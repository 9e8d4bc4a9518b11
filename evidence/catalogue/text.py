"""The catalogue as text for a terminal of 100 columns, and as Markdown for a page."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import get_args

from evidence.catalogue.entry import Entry
from evidence.catalogue.tables import SentenceRow, State, StatementRow, Tables
from testkit.invariants import IN_EVERY_SCENARIO, INVARIANTS, Invariant

WIDTH = 100


def as_text(tables: Tables) -> str:
    """The catalogue, readable at 100 columns."""
    lines = [_summary(tables), ""]
    for chapter in tables.chapters:
        lines += [f"{chapter.title}  ({chapter.path})", "=" * len(chapter.title)]
        for entry, variants in _scenarios(chapter.entries):
            lines += _wrapped(entry.title if len(variants) == 1 else entry.sentence, first="  ", indent="    ")
            if len(variants) > 1:
                lines += _wrapped(f"in {_list(variants)}", first=" " * 6, indent=" " * 8)
            lines += _wrapped(entry.source, first=" " * 6, indent=" " * 8)
            lines += _wrapped("; ".join(entry.marks), first="      [", indent=" " * 8, end="]")
        lines.append("")
    lines += _invariants()
    lines += ["", "Documented sentences", "====================", _states(tables.sentences)]
    for row in tables.sentences:
        named = f"{row.sentence.id:<7} {row.sentence.text} — {row.state}"
        lines += _wrapped(named, first="", indent=" " * 8)
        if reason := row.sentence.open or row.sentence.no_scenario:
            lines += _wrapped(reason, first=" " * 10, indent=" " * 10)
        for scenario in _checking(row):
            lines += _wrapped(scenario, first=" " * 8 + "· ", indent=" " * 10)
    lines += ["", "Statements of good practice", "===========================", _states(tables.statements)]
    for statement in tables.statements:
        about = statement.statement
        lines += _wrapped(f"{about.text} — {statement.state}", first=f"{about.number:>4}  ", indent=" " * 6)
        if reason := about.deviation or about.not_checkable:
            lines += _wrapped(reason, first=" " * 8, indent=" " * 8)
        for covering in _covering(statement):
            lines += _wrapped(covering, first="        · ", indent=" " * 10)
    return "\n".join(lines)


def as_markdown(tables: Tables) -> str:
    """The catalogue as a page."""
    lines = ["# Catalogue", "", "Printed by `pytest --catalogue=markdown`; don't edit.", "", _summary(tables), ""]
    for chapter in tables.chapters:
        lines += [f"## {chapter.title}", "", f"`{chapter.path}`", ""]
        lines += _table(
            ("Scenario", "Holds the portal to", "Marks"),
            (
                (_with(entry, _list(variants)), entry.source, "; ".join(entry.marks))
                for entry, variants in _scenarios(chapter.entries)
            ),
        )
    lines += [f"## {IN_EVERY_SCENARIO}", "", "Watched in all traffic and pages, judged at each scenario's end.", ""]
    lines += _table(
        ("Invariant", "Holds the portal to", "Marks"), ((one.sentence, one.source, _marks(one)) for one in INVARIANTS)
    )
    lines += ["## Documented sentences", "", "By their ids in [the portal's facts](../docs/portal.md).", ""]
    lines += [_states(tables.sentences), ""]
    lines += _table(
        ("Id", "Sentence", "State", "Scenarios"),
        (
            (
                row.sentence.id,
                row.sentence.text,
                _state(row, row.sentence.open or row.sentence.no_scenario),
                "<br>".join(_checking(row)),
            )
            for row in tables.sentences
        ),
    )
    lines += ["## Statements of good practice", "", _states(tables.statements), ""]
    lines += _table(
        ("#", "Statement", "Sources", "State", "Scenarios"),
        (
            (
                str(row.statement.number),
                row.statement.text,
                ", ".join(row.statement.sources),
                _state(row, row.statement.deviation or row.statement.not_checkable),
                "<br>".join(_covering(row)),
            )
            for row in tables.statements
        ),
    )
    return "\n".join(lines).rstrip()


def _scenarios(entries: Iterable[Entry]) -> Iterator[tuple[Entry, list[str]]]:
    """Each scenario once, with its variants in words; variants with marks of their own are listed apart."""
    for _, same in groupby(entries, key=lambda entry: (entry.path, entry.line, entry.source, entry.marks)):
        variants = list(same)
        yield variants[0], [entry.variant for entry in variants if entry.variant]


def _invariants() -> list[str]:
    lines = [IN_EVERY_SCENARIO, "=" * len(IN_EVERY_SCENARIO)]
    for invariant in INVARIANTS:
        lines += _wrapped(invariant.sentence, first="  ", indent="    ")
        lines += _wrapped(invariant.source, first=" " * 6, indent=" " * 8)
        lines += _wrapped(_marks(invariant), first="      [", indent=" " * 8, end="]")
    return lines


def _marks(invariant: Invariant) -> str:
    numbers = ", ".join(map(str, invariant.statements))
    many = "s" if len(invariant.statements) > 1 else ""
    return f"hardening {invariant.id}" + (f"; statement{many} {numbers}" if numbers else "")


def _checking(row: SentenceRow) -> list[str]:
    return [*dict.fromkeys(f"{entry.chapter}: {entry.sentence}" for entry in row.entries), *_always(row)]


def _covering(row: StatementRow) -> list[str]:
    scenarios = [f"{entry.chapter}: {_with(entry, _count(variants))}" for entry, variants in _scenarios(row.entries)]
    return [*scenarios, *_always(row)]


def _always(row: SentenceRow | StatementRow) -> list[str]:
    return [f"{IN_EVERY_SCENARIO}: {one.sentence} ({one.id})" for one in row.invariants]


def _with(entry: Entry, words: str) -> str:
    return f"{entry.sentence} ({words})" if words else entry.sentence


def _list(variants: list[str]) -> str:
    return f"{_count(variants)}: {'; '.join(variants)}" if len(variants) > 1 else _count(variants)


def _count(variants: list[str]) -> str:
    return f"{len(variants)} variants" if len(variants) > 1 else "".join(variants)


def _summary(tables: Tables) -> str:
    entries = tables.entries
    documented = sum(entry.kind == "documented" for entry in entries)
    smoke = sum(entry.smoke for entry in entries)
    return (
        f"{len(entries)} scenarios in {len(tables.chapters)} chapters: {documented} documented, "
        f"{len(entries) - documented} hardening; {smoke} in the smoke check."
    )


def _states(rows: Iterable[SentenceRow | StatementRow]) -> str:
    found = Counter(row.state for row in rows)
    return ", ".join(f"{found[state]} {state}" for state in get_args(State) if found[state]) + "."


def _state(row: SentenceRow | StatementRow, reason: str | None) -> str:
    return f"{row.state}: {reason}" if reason else row.state


def _wrapped(text: str, *, first: str, indent: str, end: str = "") -> list[str]:
    return textwrap.wrap(text + end, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    cells = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    lines = [head, tuple("---" for _ in head), *cells]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]
