"""A small suite with the catalogue's and the verdicts' plugins, for pytest to be run on."""

from pathlib import Path

import pytest

from evidence.verdicts.plugin import Rules

HOUSE = Path(__file__).parents[2]
CONFTEST = """
import pytest

pytest_plugins = ["evidence.catalogue.plugin", "evidence.verdicts.plugin", "evidence.verdicts.summary"]

@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    from evidence.verdicts.plugin import RULES, Rules

    config.stash[RULES] = {{rules.environment: rules for rules in {rules!r}}}
"""
SETTINGS = """
[pytest]
pythonpath = {house}
addopts = --import-mode=importlib --strict-markers -p no:cacheprovider {unneeded}
filterwarnings = ignore::pytest.PytestAssertRewriteWarning
markers =
    documented
    hardening
    statement
    smoke
    sandbox
    reported_with
"""
# A third of the time of a run goes on plugins that have nothing to do here. Hypothesis' own refuses to be loaded in a
# process that has already used Hypothesis.
UNNEEDED = " ".join(
    f"-p no:{name}" for name in ("playwright", "mailpit", "faker", "anyio", "random_order", "hypothesispytest")
)


def run_scenarios(
    pytester: pytest.Pytester, scenarios: str, *arguments: str, rules: tuple[Rules, ...]
) -> pytest.RunResult:
    """Run pytest on one file of scenarios, in an environment with these rules."""
    pytester.makeconftest(CONFTEST.format(rules=rules))
    pytester.makefile(".ini", pytest=SETTINGS.format(house=HOUSE, unneeded=UNNEEDED))
    file = pytester.path / "e2e" / "test_a_chapter.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text(scenarios, encoding="utf-8")
    # Workers are processes of their own anyway; without them, this process is good enough and quicker.
    return pytester.runpytest_subprocess(*arguments) if "-n" in arguments else pytester.runpytest_inprocess(*arguments)
