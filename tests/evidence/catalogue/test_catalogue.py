"""The catalogue: read from the code, kept complete, and printed without starting anything."""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.catalogue.entry import Entry, sentence
from evidence.catalogue.sentences import Sentence, read_sentences
from evidence.catalogue.statements import read_statements
from evidence.catalogue.tables import SentenceRow, catalogue_tables
from testkit.invariants import INVARIANTS
from tests.evidence.verdict_suite import run_scenarios

ROOT = Path(__file__).parents[3]
CHAPTER = '''"""A chapter.

More about it.
"""

import pytest

pytestmark = [pytest.mark.hardening("OWASP FP: of the whole chapter"), pytest.mark.statement(9)]


@pytest.fixture(params=["chromium", "phone"])
def browser_name(request):
    raise RuntimeError("a browser was started")


@pytest.mark.smoke
@pytest.mark.statement(31)
@pytest.mark.documented("Complete Password Reset: sets the new password")
def test_the_member_s_password_isn_t_sent_to_the_api(browser_name):
    pass


@pytest.mark.sandbox("it moves the server's clock")
@pytest.mark.parametrize("token", ["none", ""], ids=["no_token", "token | empty"])
def test_a_token_is_refused(browser_name, token):
    pass
'''
INCOMPLETE = '''"""A chapter."""
import pytest

def test_no_kind():
    pass

@pytest.mark.documented
def test_no_source():
    pass

@pytest.mark.documented("a")
@pytest.mark.hardening("b")
def test_both():
    pass

@pytest.mark.statement(51)
@pytest.mark.hardening("b")
def test_statement():
    pass

@pytest.mark.sandbox
@pytest.mark.hardening("b")
def test_no_reason():
    pass
'''


def entry(number: int, *statements: int, node_id: str = "", project: str = "") -> Entry:
    """An entry of a made-up chapter."""
    return Entry(
        node_id=node_id or f"e2e/test_a.py::test_{number}",
        path="e2e/test_a.py",
        line=number,
        chapter="A",
        sentence=f"Scenario {number}",
        kind="hardening",
        source="OWASP FP",
        statements=statements,
        project=project,
    )


def test_the_catalogue_is_printed_and_nothing_else_happens(pytester: pytest.Pytester) -> None:
    result = run_scenarios(pytester, CHAPTER, "--catalogue", rules=())

    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "3 scenarios in 1 chapters: 1 documented, 2 hardening; 1 in the smoke check.",
            "A chapter  (e2e/test_a_chapter.py)",
            "  The member's password isn't sent to the API",
            "      Complete Password Reset: sets the new password",
            "      [[]documented; statements 9, 31; smoke[]]",
            "  A token is refused",
            "      in 2 variants: no token; token | empty",
            "      OWASP FP: of the whole chapter",
            "      [[]hardening H-?????; statement 9; sandbox only: it moves the server's clock[]]",
            "Documented sentences",
            "D-2.2   Recovery is a page or a modal dialog. — without a scenario",
            "          Both are allowed, so neither can be required.",
            "Statements of good practice",
            "7 covered, 2 recorded deviation, * not checkable from outside, * OPEN.",
            "   9  *— covered",
            "        · A chapter: A token is refused (2 variants)",
        ],
        consecutive=False,
    )
    assert max(len(line) for line in result.outlines) <= 100
    assert "test session starts" not in result.stdout.str()


def test_the_catalogue_can_be_a_markdown_page(pytester: pytest.Pytester) -> None:
    result = run_scenarios(pytester, CHAPTER, "--catalogue=markdown", rules=())

    assert result.outlines[0] == "# Catalogue"
    row = r"| A token is refused (2 variants: no token; token \| empty) | OWASP FP: of the whole chapter |"
    assert any(line.startswith(row) for line in result.outlines)


def test_the_committed_page_is_what_the_code_says() -> None:
    page = ROOT / "e2e" / "README.md"
    command = [sys.executable, "-m", "pytest", "--catalogue=markdown", "-p", "no:cacheprovider"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert said == page.read_text("utf-8"), "make catalogue ARGS=--catalogue=markdown > e2e/README.md"


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_scenarios_that_the_catalogue_can_t_list_are_refused_by_a_sentence_each(
    pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    result = run_scenarios(pytester, INCOMPLETE, *workers, rules=())

    assert result.ret != 0
    sentences = [
        "test_no_kind: mark it either documented(source) or hardening(source); it has neither.",
        "test_no_source: documented(source) needs the sentence that the scenario rests on.",
        "test_both: mark it either documented(source) or hardening(source); it has documented and hardening.",
        "test_statement: statement(51) is none of the 50 statements.",
        "test_no_reason: sandbox(reason) needs the reason why it can't run elsewhere.",
    ]
    result.stdout.fnmatch_lines([f"e2e/test_a_chapter.py::{one}" for one in sentences])


def test_a_chapter_without_a_title_is_refused_in_the_catalogue_too(pytester: pytest.Pytester) -> None:
    scenario = 'import pytest\n@pytest.mark.hardening("b")\ndef test_a(): pass\n'

    result = run_scenarios(pytester, scenario, "--catalogue", rules=())

    assert result.ret != 0
    assert "the first line of the file's docstring names the chapter; it is empty" in result.stderr.str()


def test_the_suite_s_own_tests_need_no_source(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_elsewhere="def test_a(): pass")

    result = run_scenarios(pytester, CHAPTER.replace("def test_", "def not_"), "-k", "test_elsewhere", rules=())

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("name", "docstring", "said"),
    [
        ("test_the_server_s_refusal_isn_t_shown", "", "The server's refusal isn't shown"),
        ("test_the_api_answers_with_a_jwt", "", "The API answers with a JWT"),
        ("test_this_is_the_member_s", "", "This is the member's"),
        ("test_a_one_time_token", "A one-time token\nisn't accepted twice.", "A one-time token isn't accepted twice"),
    ],
)
def test_a_title_is_the_docstring_or_the_name_in_words(name: str, docstring: str, said: str) -> None:
    assert sentence(name, docstring) == said


def test_each_hardening_scenario_has_an_id_of_its_own() -> None:
    files = [file.read_text(encoding="utf-8") for file in (ROOT / "e2e").rglob("test_*.py")]
    functions = [name for code in files for name in re.findall(r"^def (test_\w+)", code, re.MULTILINE)]

    ids = Counter(replace(entry(1), node_id=f"e2e/test_a.py::{name}[chromium]").id for name in functions)

    assert [id_ for id_, times in ids.items() if times > 1] == [], "rename one of the two scenarios"
    assert all(re.fullmatch(r"H-[0-9a-f]{5}", id_) for id_ in ids)
    assert replace(entry(1), kind="documented").id == ""


def test_there_are_the_fifty_statements_in_order_each_with_its_sources() -> None:
    statements = read_statements()

    assert list(statements) == list(range(1, 51))
    assert all(statement.text.endswith(".") and statement.sources for statement in statements.values())
    assert {number for number, statement in statements.items() if statement.deviation} == {25, 29}


def test_each_documented_sentence_of_the_portal_s_facts_is_in_the_catalogue_s_list() -> None:
    facts = (ROOT / "docs" / "portal.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`\[(D-\d+\.\d+)\]`", facts))

    assert set(read_sentences()) == documented


def test_each_documented_sentence_has_scenarios_or_says_why_it_has_none() -> None:
    sentences = read_sentences().values()

    assert not [one.id for one in sentences if not (one.scenarios or one.invariants or one.open or one.no_scenario)]
    assert not [one.id for one in sentences if one.no_scenario and (one.scenarios or one.invariants or one.open)]


def test_each_scenario_that_a_documented_sentence_names_exists_once() -> None:
    files = [file.read_text(encoding="utf-8") for file in (ROOT / "e2e").rglob("test_*.py")]
    functions = Counter(name for code in files for name in re.findall(r"^def (test_\w+)", code, re.MULTILINE))

    named = {(one.id, name) for one in read_sentences().values() for name in one.scenarios}
    assert not sorted((id_, name) for id_, name in named if functions[name] != 1)


def test_each_documented_scenario_is_named_by_the_sentence_that_it_checks() -> None:
    parts = [part for file in (ROOT / "e2e").rglob("test_*.py") for part in file.read_text("utf-8").split("\n\n\n")]
    documented = [part for part in parts if "@pytest.mark.documented(" in part]
    names = {name for part in documented for name in re.findall(r"^def (test_\w+)", part, re.MULTILINE)}

    assert len(names) > 100
    assert not sorted(names - {name for one in read_sentences().values() for name in one.scenarios})


def test_a_documented_sentence_is_covered_in_whole_in_part_or_not_at_all() -> None:
    text, checking = "A sentence.", [entry(1)]

    assert SentenceRow(Sentence("D-1", text), checking).state == "covered"
    assert SentenceRow(Sentence("D-1", text, open="A half of it."), checking).state == "partly covered"
    assert SentenceRow(Sentence("D-1", text, no_scenario="It can't be seen."), []).state == "without a scenario"
    assert SentenceRow(Sentence("D-1", text, open="All of it."), []).state == "OPEN"
    assert SentenceRow(Sentence("D-1", text), [], INVARIANTS[:1]).state == "covered"


def test_sentences_and_statements_name_existing_invariants() -> None:
    named = {id_ for one in read_sentences().values() for id_ in one.invariants}

    assert named <= {one.id for one in INVARIANTS}
    assert {number for one in INVARIANTS for number in one.statements} <= set(read_statements())


def test_every_mark_that_the_catalogue_reads_is_known_to_strict_markers() -> None:
    options = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]

    known = {mark.partition(":")[0].partition("(")[0] for mark in options["markers"]}
    assert {"documented", "hardening", "statement", "smoke", "sandbox"} <= known


def test_a_scenario_in_several_projects_is_listed_once() -> None:
    places = [entry(1, 9, node_id="a[chromium]", project="chromium"), entry(1, 9, node_id="a[phone]", project="phone")]

    tables = catalogue_tables(places)

    assert [entry.node_id for entry in tables.entries] == ["a[chromium]"]
    assert [entry.node_id for entry in tables.statements[8].entries] == ["a[chromium]"]


def test_a_statement_is_covered_deviation_not_checkable_or_open() -> None:
    tables = catalogue_tables([entry(1, 9, 29, 40), entry(2)])

    states = {row.statement.number: row.state for row in tables.statements}
    assert (states[9], states[29], states[40], states[39], states[1]) == (
        "covered",
        "recorded deviation",
        "covered",
        "not checkable from outside",
        "OPEN",
    )
