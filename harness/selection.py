"""What paths, `-k`, `-m` and `marks` select: unknown ones are refused, and similar names are printed."""

import re
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

import pytest

from evidence.verdicts.plugin import check_readable
from harness.run import RUN

MOST_NAMED = 5
NEAR = 0.7
_OPERATORS = {"and", "or", "not", "True", "False", "None"}
_ARGUMENTS = re.compile(r"\([^()]*=[^()]*\)")
_TEST = re.compile(r"(?m)^def (test_\w+)")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Refuse paths that don't exist, expressions that can't be read, and markers that nothing has.

    Only now all plugins have registered their markers. A run crashes where its workers
    refuse an expression.
    """
    if hasattr(config, "workerinput"):
        return
    for argument in config.args:
        _check_exists(argument, config)
    known = [re.split(r"\W", line, maxsplit=1)[0] for line in config.getini("markers")]
    check_readable("-k", config.option.keyword)
    check_readable("-m", config.option.markexpr)
    asked = {"-m": config.option.markexpr}
    if RUN in config.stash:
        asked |= {f"environments.{name}.marks": one.marks for name, one in config.stash[RUN].environments.items()}
    for where, expression in asked.items():
        for marker in markers_in(expression):
            if marker not in known:
                raise pytest.UsageError(
                    f"{where} {expression!r}: no scenario is marked {marker}. "
                    f"Did you mean {' or '.join(get_close_matches(marker, known) or ['smoke'])}?"
                )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config, exitstatus: int) -> None:
    """If nothing was selected, print what was searched for and the scenarios with similar names."""
    words = config.option.keyword
    named = [argument for argument in config.args if "::" in argument]
    if exitstatus != pytest.ExitCode.NO_TESTS_COLLECTED or not (words or config.option.markexpr or named):
        return
    asked = [f"{option} {value!r}" for option, value in (("-k", words), ("-m", config.option.markexpr)) if value]
    terminalreporter.line(f"No scenario matches {' with '.join([*named, *asked])}; `make catalogue` lists them all.")
    for name in nearest(words, config.rootpath / "e2e"):
        terminalreporter.line(f"  near: {name}")


def _check_exists(argument: str, config: pytest.Config) -> None:
    """Refuse a file, a folder or a test that is not there: workers would say that there is nothing to run."""
    name, *inside = argument.split("::")
    path = Path(config.invocation_params.dir, name)
    scenarios = config.rootpath / "e2e"
    if config.option.pyargs:
        return
    if not path.exists():
        files = {one.name: one for one in (*scenarios.rglob("test_*.py"), *scenarios.glob("*/"))}
        near = [files[one].relative_to(config.rootpath).as_posix() for one in get_close_matches(path.name, files)]
        raise pytest.UsageError(f"{name}: there is no such file or folder. {_near(near)}")
    test = inside[-1].partition("[")[0] if inside else ""
    if (
        path.is_file()
        and test
        and not re.search(rf"^\s*(?:def|class) {re.escape(test)}\b", path.read_text("utf-8"), re.MULTILINE)
    ):
        found = nearest(test.removeprefix("test_").replace("_", " "), scenarios)
        raise pytest.UsageError(f"{name} has no test {test}. {_near(found)}")


def _near(names: list[str]) -> str:
    near = f"Near: {'; '.join(names)}. " if names else ""
    return f"{near}`make catalogue` lists the scenarios."


def markers_in(expression: str) -> list[str]:
    """The markers that an expression names."""
    return [name for name in re.findall(r"[A-Za-z_]\w*", _ARGUMENTS.sub("", expression)) if name not in _OPERATORS]


def nearest(words: str, folder: Path) -> list[str]:
    """The scenarios whose names have words like these, the best first."""
    wanted = [word for word in re.findall(r"[a-z0-9]+", words.lower()) if word not in _OPERATORS]
    names = [name for path in sorted(folder.rglob("test_*.py")) for name in _TEST.findall(path.read_text("utf-8"))]
    scored = sorted(((_likeness(wanted, name.split("_")[1:]), name) for name in names), reverse=True)
    return [name.removeprefix("test_").replace("_", " ") for score, name in scored[:MOST_NAMED] if score >= NEAR]


def _likeness(wanted: list[str], words: list[str]) -> float:
    """How well each wanted word is met by one of these: 1 where all are among them."""
    best = [max(SequenceMatcher(None, one, word).ratio() for word in words) for one in wanted]
    return sum(best) / len(best) if best else 0.0
