"""Runs of the suite as teams start them, each with its own settings and its own folder for results."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evidence.report.results import Scenario, read_runs
from tests.whole_runs.one_run import ROOT, OneRun, start


@dataclass(frozen=True)
class Workspace:
    """A folder with settings and the results of the runs in it."""

    folder: Path

    @property
    def results(self) -> Path:
        """The folder of the results."""
        return self.folder / "results"

    def run(
        self,
        *arguments: str,
        settings: str = "",
        variables: Mapping[str, str] | None = None,
        suite: Path = ROOT,
    ) -> OneRun:
        """Start the suite, this one or a copy of it, with the project's settings or with these."""
        config = self.folder / "settings.toml"
        config.write_text(settings or (ROOT / "playwright.config.toml").read_text("utf-8"), "utf-8")
        given = ("--config", str(config), "--output", str(self.results), *arguments)
        return start(*given, environment=variables, folder=suite)

    def runs(self) -> list[Path]:
        """The folders of the runs, oldest first."""
        return sorted(path.parent for path in self.results.glob("*/results"))

    def scenarios(self) -> list[Scenario]:
        """Each scenario with its outcome."""
        return list(read_runs(self.runs()))
