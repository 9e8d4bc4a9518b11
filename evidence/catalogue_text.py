"""The catalogue as text for a terminal of 100 columns, and as Markdown for a page."""

import textwrap
from collections.abc import Iterable

from evidence.catalogue import State, StatementRow, Tables

WIDTH = 100
STATES: dict[State, str] = {
    "covered": "covered",
    "deviation": "recorded deviation",
    "not checkable": "not checkable from outside",
    "open": "OPEN",
}


def as_text(tables: Tables) -> str:
    """The catalogue, readable at 100 columns."""
    lines = [_summary(tables), ""]
    for chapter in tables.chapters:
        lines += [f"{chapter.title}  ({chapter.path})", "=" * len(chapter.title)]
        for row in chapter.rows:
            lines += _wrapped(row.entry.scenario, first="  ", indent="    ")
            lines += _wrapped(row.entry.source, first="      ", indent="      ")
            lines += _wrapped("; ".join(row.entry.marks), first="      [", indent="       ", end="]")
        lines.append("")
    lines += ["Statements of good practice", "===========================", _states(tables)]
    for statement in tables.statements:
        about = statement.statement
        lines += _wrapped(f"{about.text} — {STATES[statement.state]}", first=f"{about.number:>4}  ", indent=" " * 6)
        if reason := about.deviation or about.not_checkable:
            lines += _wrapped(reason, first=" " * 8, indent=" " * 8)
        for row in statement.rows:
            lines += _wrapped(f"{row.entry.chapter}: {row.entry.scenario}", first="        · ", indent=" " * 10)
    return "\n".join(lines)


def as_markdown(tables: Tables) -> str:
    """The catalogue as a page."""
    lines = ["# Catalogue", "", "Printed by `pytest --catalogue=markdown`; don't edit.", "", _summary(tables), ""]
    for chapter in tables.chapters:
        lines += [f"## {chapter.title}", "", f"`{chapter.path}`", ""]
        lines += _table(
            ("Scenario", "Holds the portal to", "Marks"),
            ((row.entry.scenario, row.entry.source, "; ".join(row.entry.marks)) for row in chapter.rows),
        )
    lines += ["## Statements of good practice", "", _states(tables), ""]
    lines += _table(
        ("#", "Statement", "Sources", "State", "Scenarios"),
        (
            (
                str(row.statement.number),
                row.statement.text,
                ", ".join(row.statement.sources),
                _state(row),
                "<br>".join(f"{covering.entry.chapter}: {covering.entry.scenario}" for covering in row.rows),
            )
            for row in tables.statements
        ),
    )
    return "\n".join(lines).rstrip()


def _summary(tables: Tables) -> str:
    rows = tables.rows
    documented = sum(row.entry.kind == "documented" for row in rows)
    smoke = sum(row.entry.smoke for row in rows)
    return (
        f"{len(rows)} scenarios in {len(tables.chapters)} chapters: {documented} documented, "
        f"{len(rows) - documented} hardening; {smoke} in the smoke check."
    )


def _states(tables: Tables) -> str:
    return ", ".join(f"{tables.count(state)} {words}" for state, words in STATES.items()) + "."


def _state(row: StatementRow) -> str:
    reason = row.statement.deviation or row.statement.not_checkable
    return f"{STATES[row.state]}: {reason}" if reason else STATES[row.state]


def _wrapped(text: str, *, first: str, indent: str, end: str = "") -> list[str]:
    return textwrap.wrap(text + end, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    cells = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    lines = [head, tuple("---" for _ in head), *cells]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]
