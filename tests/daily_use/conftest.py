"""Runs of the suite as teams start them, each with settings of its own and a folder for what it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from evidence.report.results import Scenario, read_runs
from tests.one_run import ROOT, OneRun, start


@dataclass(frozen=True)
class Desk:
    """Where somebody works with the suite: settings, and what its runs left."""

    folder: Path

    @property
    def results(self) -> Path:
        """What runs leave behind."""
        return self.folder / "results"

    def run(self, *arguments: str, settings: str = "", variables: Mapping[str, str] | None = None) -> OneRun:
        """Start the suite, with the project's own settings or with these."""
        config = self.folder / "settings.toml"
        config.write_text(settings or (ROOT / "playwright.config.toml").read_text("utf-8"), "utf-8")
        return start("--config", str(config), "--output", str(self.results), *arguments, environment=variables)

    def runs(self) -> list[Path]:
        """The folders of the runs, in the order in which they began."""
        return sorted(path.parent for path in self.results.glob("*/results"))

    def scenarios(self) -> list[Scenario]:
        """What became of each scenario."""
        return list(read_runs(self.runs()))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk of this test's own."""
    return Desk(tmp_path)
