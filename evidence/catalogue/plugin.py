"""The catalogue, from the code: the scenarios of each chapter, and which of them check what is documented or asked for.

A pytest plugin: `--catalogue` prints it instead of running anything, and a scenario without its source is refused.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import pytest

from evidence.catalogue.entry import Entry, entry_of, is_scenario, problems
from evidence.catalogue.sentences import Sentence, read_sentences
from evidence.catalogue.statements import Statement, read_statements

State = Literal["covered", "partly covered", "deviation", "not checkable", "no scenario", "open"]
# What counts where one scenario ran in several places, and for a statement with several scenarios: the worst.
WORST_FIRST = ("error", "failed", "flaky", "finding", "accepted", "fixed", "passed", "skipped")
_COLLECTED = pytest.StashKey[dict[str, Entry]]()


@dataclass(frozen=True)
class Row:
    """A scenario, with how it ended in each place where it ran."""

    entry: Entry
    verdicts: Mapping[str, str]
    """By node id; a scenario that did not run is missing."""

    @property
    def verdict(self) -> str:
        """The worst of its verdicts; empty where it did not run."""
        return worst(self.verdicts.values())


@dataclass(frozen=True)
class Chapter:
    """A file of scenarios."""

    title: str
    path: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class StatementRow:
    """A statement of good practice, with the scenarios that name it."""

    statement: Statement
    rows: Sequence[Row]

    @property
    def state(self) -> State:
        """What the catalogue says of it; `open` is what nobody has looked at."""
        if self.statement.deviation:
            return "deviation"
        if self.rows:
            return "covered"
        return "not checkable" if self.statement.not_checkable else "open"

    @property
    def verdict(self) -> str:
        """The worst verdict of its scenarios; empty where none ran."""
        return worst(row.verdict for row in self.rows)


@dataclass(frozen=True)
class SentenceRow:
    """A sentence that the vendor documents, with the scenarios that check it."""

    sentence: Sentence
    rows: Sequence[Row]

    @property
    def state(self) -> State:
        """Whether scenarios check all of it, a part of it or none of it."""
        if self.sentence.no_scenario:
            return "no scenario"
        if not self.rows:
            return "open"
        return "partly covered" if self.sentence.open else "covered"


@dataclass(frozen=True)
class Tables:
    """The catalogue's three tables."""

    chapters: Sequence[Chapter]
    sentences: Sequence[SentenceRow]
    statements: Sequence[StatementRow]

    @property
    def rows(self) -> list[Row]:
        """Every scenario once."""
        return [row for chapter in self.chapters for row in chapter.rows]


def catalogue_tables(entries: Iterable[Entry], outcomes: Mapping[str, str] | None = None) -> Tables:
    """The catalogue of these scenarios, with the verdicts by node id where there are any."""
    outcomes = outcomes or {}
    rows: list[Row] = []
    for _, same in groupby(sorted(entries, key=lambda entry: entry.key), key=lambda entry: entry.key):
        places = list(same)
        ended = {entry.node_id: outcomes[entry.node_id] for entry in places if entry.node_id in outcomes}
        rows.append(Row(places[0], ended))
    chapters = [
        Chapter(chapter, path, list(inside))
        for (path, chapter), inside in groupby(rows, key=lambda row: (row.entry.path, row.entry.chapter))
    ]
    sentences = [
        SentenceRow(sentence, [row for row in rows if row.entry.function in sentence.scenarios])
        for sentence in read_sentences().values()
    ]
    statements = [
        StatementRow(statement, [row for row in rows if number in row.entry.statements])
        for number, statement in read_statements().items()
    ]
    return Tables(chapters, sentences, statements)


def worst(verdicts: Iterable[str]) -> str:
    """The verdict that counts among several; empty where there is none."""
    known = [verdict for verdict in verdicts if verdict in WORST_FIRST]
    return min(known, key=WORST_FIRST.index, default="")


def collected_entries(config: pytest.Config) -> dict[str, Entry]:
    """Every scenario that was collected, by node id, also if deselected; workers report at their end."""
    return config.stash.setdefault(_COLLECTED, {})


class _ListOnly(argparse.Action):
    """Remember the form of the listing, and make pytest collect only: so no portal, browser or inbox is started."""

    def __call__(self, _parser: Any, namespace: argparse.Namespace, values: Any, _option: str | None = None) -> None:
        namespace.catalogue = values
        namespace.collectonly = True


class _Printer:
    """Prints the catalogue and nothing else, so that it can go to a file."""

    def __init__(self, config: pytest.Config) -> None:
        self._writer = config.get_terminal_writer()
        self._form: str = config.option.catalogue

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            sys.stderr.write(f"{report.longreprtext}\n")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        from evidence.catalogue.text import as_markdown, as_text

        if not session.testsfailed:
            tables = catalogue_tables(entry_of(item) for item in session.items if is_scenario(item))
            self._writer.line(as_markdown(tables) if self._form == "markdown" else as_text(tables))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--catalogue`."""
    parser.getgroup("portal").addoption(
        "--catalogue",
        action=_ListOnly,
        nargs="?",
        const="text",
        choices=("text", "markdown"),
        help="Print what each scenario holds the portal to, and what covers each statement; runs nothing.",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let the catalogue take the terminal reporter's place."""
    if config.option.catalogue:
        config.pluginmanager.register(_Printer(config), "catalogue-printer")
        config.pluginmanager.unregister(name="terminalreporter")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    """Refuse scenarios without chapter, source or known statements, each by a sentence.

    As errors of their file: a `UsageError` while collecting is lost in pytest-xdist's workers.
    """
    report = yield
    if report.passed and is_scenario(collector):
        found = [sentence for item in report.result if isinstance(item, pytest.Item) for sentence in problems(item)]
        if found:
            report.outcome, report.longrepr, report.result = "failed", "\n".join(dict.fromkeys(found)), []
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Note every scenario before any is deselected."""
    collected_entries(config).update({item.nodeid: entry_of(item) for item in items if is_scenario(item)})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker collected to the process that reports: it collects nothing itself."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["catalogue"] = [entry.as_data() for entry in collected_entries(session.config).values()]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker collected; one that crashed hands over nothing, and the others have the same."""
    entries = [Entry.from_data(data) for data in getattr(node, "workeroutput", {}).get("catalogue", ())]
    collected_entries(node.config).update({entry.node_id: entry for entry in entries})
