"""Which scenarios a changed file touches, as far as the code says it.

- A file of scenarios: itself.
- A page object: the scenarios that name it (`portal.dashboard`), themselves, in their fixtures or expectations.
- A module of fixtures, or one that it imports: the scenarios that receive one of its fixtures.
- A module that scenarios import: their files.

Where none of that finds any, the modules that import the changed one are looked at in the same way, and then theirs.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

WATCHED = ("e2e", "pages", "fixtures", "testkit", "harness", "evidence")
SMOKE = ("-m", "smoke", "e2e")
"""What runs where nothing is known of a change."""
_READ = ("e2e", "pages", "fixtures", "testkit")  # the harness and the evidence belong to every scenario
_EXPECTATIONS = "e2e/expectations.py"
_TYPES = "fixtures/__init__.py"
"""The module with the types that scenarios receive; each scenario imports it."""


def arguments_for(changed: Iterable[Path], root: Path) -> list[str]:
    """What pytest runs after these files have changed: files, scenarios, or the smoke scenarios."""
    code = _Code(root)
    found = {argument for path in changed for argument in code.touched_by(path)}
    if SMOKE[0] in found:
        return [*SMOKE]
    return sorted(one for one in found if "::" not in one or one.partition("::")[0] not in found)


class _Code:
    """The suite's code, as it is now."""

    def __init__(self, root: Path) -> None:
        self._root = root
        paths = (path for room in _READ for path in (root / room).rglob("*.py"))
        self._trees = {path.relative_to(root).as_posix(): tree for path in paths if (tree := _parsed(path))}

    def touched_by(self, changed: Path) -> list[str]:
        """The arguments of pytest for one changed file."""
        name = changed.relative_to(self._root).as_posix()
        if _has_scenarios(name):
            return [name] if changed.exists() else []
        modules = {name}
        if name.startswith("testkit/"):
            modules |= {one for one in self._importers({name}) if one.startswith("fixtures/") and one != _TYPES}
        seen = set(modules)
        while modules:
            if found := {one for module in modules for one in self._users(module)}:
                return sorted(found)
            modules = self._importers(modules) - seen
            seen |= modules
        return [*SMOKE]

    def _importers(self, modules: set[str]) -> set[str]:
        return {one for one, imported in self._imports.items() if imported & modules}

    def _users(self, module: str) -> Iterator[str]:
        """The scenarios that name what a module gives, and the files of scenarios that import it."""
        tree = self._trees.get(module)
        names = set(_functions(tree)) if tree and module.startswith(("fixtures/", _EXPECTATIONS)) else set()
        names |= {Path(module).stem} if module.startswith("pages/") else set()
        yield from (scenario for scenario, used in self._scenarios.items() if used & names)
        yield from filter(_has_scenarios, self._importers({module}))

    @cached_property
    def _scenarios(self) -> dict[str, set[str]]:
        """Each scenario with the names that it, its fixtures and its expectations use."""
        trees = (tree for name, tree in self._trees.items() if name.startswith(("fixtures/", _EXPECTATIONS)))
        shared = {function: names for tree in trees for function, names in _functions(tree).items()}
        return {
            f"{name}::{function}": _with_shared(names, shared)
            for name, tree in self._trees.items()
            if _has_scenarios(name)
            for function, names in _functions(tree).items()
            if function.startswith("test_")
        }

    @cached_property
    def _imports(self) -> dict[str, set[str]]:
        """The files that each file imports."""
        return {
            name: {found for one in _imported(tree) for found in (f"{one}.py", f"{one}/__init__.py") if found != name}
            for name, tree in self._trees.items()
        }


def _has_scenarios(name: str) -> bool:
    return name.startswith("e2e/") and Path(name).name.startswith("test_")


def _parsed(path: Path) -> ast.Module | None:
    """The code of a file; None while it is half written, or gone."""
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, FileNotFoundError):
        return None


def _functions(tree: ast.Module) -> dict[str, set[str]]:
    """Each function of a module with the names in it."""
    return {node.name: set(_names(node)) for node in tree.body if isinstance(node, ast.FunctionDef)}


def _names(function: ast.FunctionDef) -> Iterator[str]:
    """The arguments of a function (its fixtures), what it calls, attributes, and fixtures that a mark names."""
    for node in ast.walk(function):
        match node:
            case ast.arg(arg=name) | ast.Attribute(attr=name) | ast.Call(func=ast.Name(id=name)):
                yield name
    for decorator in function.decorator_list:
        yield from (str(one.value) for one in ast.walk(decorator) if isinstance(one, ast.Constant))


def _with_shared(names: set[str], shared: dict[str, set[str]]) -> set[str]:
    """These names, and those in each shared function that they name."""
    found, new = set(names), set(names)
    while new:
        new = {used for name in new for used in shared.get(name, ())} - found
        found |= new
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    """What a module imports, as paths without their ending."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                yield module.replace(".", "/")
                yield from (f"{module}.{one.name}".replace(".", "/") for one in names)
            case ast.Import(names=names):
                yield from (one.name.replace(".", "/") for one in names)
