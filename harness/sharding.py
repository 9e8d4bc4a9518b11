"""Shards: `--shard 1/3` runs a third of the scenarios, the same third on every machine.

Machines need no coordination: each sorts all scenarios in an order that depends on their names alone, and takes every
third. `python -m evidence merge RUN RUN …` makes one report of what they leave.
"""

import hashlib
import re
from dataclasses import dataclass

import pytest

from evidence.catalogue.entry import is_scenario


@dataclass(frozen=True)
class Shard:
    """One of several equal parts; the first is 1."""

    number: int
    of: int

    def picks(self, names: list[str]) -> set[str]:
        """The names in this shard; the hash puts neighbours, which often take equally long, into different shards."""
        scattered = sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())
        return set(scattered[self.number - 1 :: self.of])


def read_shard(text: str) -> Shard:
    """Parse `1/3`; raises `ValueError`."""
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise ValueError(f"--shard takes the number of a part and how many there are, such as 1/3; got {text!r}.")
    return Shard(int(found[1]), int(found[2]))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--shard`."""
    parser.getgroup("portal").addoption(
        "--shard", metavar="I/N", help="Run the I-th of N equal parts of the scenarios, one part per machine."
    )


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Refuse a wrong value before anything is started."""
    try:
        read_shard(config.getoption("shard") or "1/1")
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the other shards' scenarios, after all other deselection."""
    wanted = config.getoption("shard")
    if not wanted:
        return
    picked = read_shard(wanted).picks([item.nodeid for item in items if is_scenario(item)])
    others = [item for item in items if is_scenario(item) and item.nodeid not in picked]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]
