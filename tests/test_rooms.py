"""The rooms of the suite: which may import which, where fixtures live, and how large files and folders may be."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 300
"""Lines of Python that are read in one go (rule 10 of CONTRIBUTING.md)."""
FULLEST_FOLDER = 12
MAY_IMPORT = {
    "sandbox": {"sandbox"},
    "testkit": {"testkit"},
    "pages": {"pages"},
    "evidence": {"evidence", "testkit"},
    "harness": {"harness", "evidence", "testkit", "pages"},
    "fixtures": {"fixtures", "harness", "evidence", "testkit", "pages"},
    "e2e": {"e2e", "fixtures", "pages", "testkit"},
}
"""The rooms that each room may import from; the tests may import all of them."""
ROOMS = {*MAY_IMPORT, "tests"}


def modules(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every module of these rooms, with its syntax tree."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def imported_rooms(tree: ast.Module) -> set[str]:
    """The rooms that a module imports from, wherever in it the import stands."""
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {name.partition(".")[0] for name in names} & ROOMS


def is_fixture(decorator: ast.expr) -> bool:
    """Whether this decorator makes a function a pytest fixture."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called) in {"pytest.fixture", "fixture"}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_from_the_rooms_below_it(room: str) -> None:
    wrong = {
        f"{path} imports {found}" for path, tree in modules(room) for found in imported_rooms(tree) - MAY_IMPORT[room]
    }

    assert not wrong


def test_fixtures_live_in_the_fixtures_room() -> None:
    rooms = sorted(ROOMS - {"fixtures", "tests"})
    found = [
        f"{path}: {node.name}"
        for path, tree in modules(*rooms)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and any(map(is_fixture, node.decorator_list))
    ]

    assert found == []


def test_every_fixture_module_is_registered() -> None:
    registered = (ROOT / "fixtures" / "plugins.py").read_text(encoding="utf-8")
    missing = [
        str(path)
        for path, tree in modules("fixtures")
        if any(isinstance(node, ast.FunctionDef) and any(map(is_fixture, node.decorator_list)) for node in tree.body)
        and f'"{".".join(path.with_suffix("").parts)}"' not in registered
    ]

    assert missing == [], "name them in fixtures/plugins.py"


def test_no_file_is_too_long() -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path, _ in modules(*sorted(ROOMS))}

    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_folder_holds_too_many_files() -> None:
    counts = Counter(path.parent for path, _ in modules(*sorted(ROOMS)))

    assert {str(folder): count for folder, count in counts.items() if count > FULLEST_FOLDER} == {}
