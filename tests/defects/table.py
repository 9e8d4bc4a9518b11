"""The result for each patch: at the terminal, as Markdown and as JSON."""

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from tests.defects.copies import ROOT
from tests.defects.judge import Verdict
from tests.defects.patches import Area, Defect
from tests.defects.portals import PortalVerdict

FOLDER = ROOT / "test-results"
HARDENING_SHARE = 0.95
"""The least share of hardening defects that has to be caught; of documented ones, all."""


@dataclass
class Table:
    """The results so far, printed one by one and then in total."""

    defects: Sequence[Defect]
    verdicts: list[Verdict] = field(default_factory=list)
    portals: list[PortalVerdict] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        """Add a result and print it."""
        self.verdicts.append(verdict)
        sign = "✓" if verdict.is_expected else "≈" if verdict.is_caught else "✗"
        self._print(f"{sign} {verdict.defect.id}  ({verdict.defect.area}, {verdict.seconds:.1f} s)")
        for line in caught_by(verdict):
            self._print(f"    {line}")

    def add_portal(self, verdict: PortalVerdict) -> None:
        """Add the result for a portal with harmless changes and print it."""
        self.portals.append(verdict)
        sign = "✓" if verdict.is_green else "✗"
        self._print(f"{sign} portal {verdict.name}: {len(verdict.patches)} harmless changes  ({verdict.seconds:.0f} s)")
        if verdict.problem:
            self._print(f"    {verdict.problem}")
        for alarm in verdict.alarms:
            by = " + ".join(alarm.patches) or "no change at all"
            self._print(f"    {by}: {alarm.failure.chapter} · {alarm.failure.scenario}")
            self._print(f"        {alarm.failure.message}")
        for failure in verdict.unsteady:
            self._print(f"    unsteady: {failure.chapter} · {failure.scenario}")
            self._print(f"        {failure.message}")

    @property
    def holds(self) -> bool:
        """Whether all documented defects were caught, nearly all hardening ones, and no change gave a false alarm."""
        documented, hardening = self._of_kind("documented"), self._of_kind("hardening")
        return (
            all(verdict.is_caught for verdict in documented)
            and sum(verdict.is_caught for verdict in hardening) >= HARDENING_SHARE * len(hardening)
            and all(verdict.is_green for verdict in self.portals)
        )

    def close(self) -> None:
        """Print the totals, and write the table beside the report."""
        self.verdicts.sort(key=lambda verdict: (verdict.defect.area, verdict.defect.id))
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "defects.json").write_text(json.dumps(self.as_data(), indent=1, ensure_ascii=False), "utf-8")
        (FOLDER / "defects.md").write_text(self.as_markdown(), "utf-8")
        self._print("")
        for line in self.totals():
            self._print(line)
        self._print("table: test-results/defects.md, defects.json")

    def totals(self) -> list[str]:
        """Caught of seeded by area, then by kind; false alarms; what is open."""
        lines = [f"{area:<15}{_share(self._in_area(area))}" for area in get_args(Area) if self._in_area(area)]
        lines += [f"{kind:<15}{_share(self._of_kind(kind))}" for kind in ("documented", "hardening")]
        lines += [f"unsteady: {failure.nodeid}" for portal in self.portals for failure in portal.unsteady]
        if self.portals:
            harmless = sum(len(portal.patches) for portal in self.portals)
            alarms = {name for portal in self.portals for alarm in portal.alarms for name in alarm.patches}
            lines.append(f"{'false alarms':<15}{len(alarms)} of {harmless} harmless changes")
        uncaught = [verdict.defect for verdict in self.verdicts if not verdict.is_caught]
        return lines + [f"open finding: {defect.id} ({defect.kind}): {defect.meets}" for defect in uncaught]

    def as_markdown(self) -> str:
        """The table as a document."""
        lines = ["# Seeded defects", "", "| defect | area | kind | caught by | seconds |", "|---|---|---|---|---|"]
        for verdict in self.verdicts:
            defect, found = verdict.defect, "<br>".join(_cell(line) for line in caught_by(verdict))
            lines.append(f"| **{defect.id}**: {_cell(defect.meets)} | {defect.area} | {defect.kind} | {found} | ")
            lines[-1] += f"{verdict.seconds:.1f} |"
        if self.portals:
            lines += [
                "",
                "# Harmless changes",
                "",
                "| portal | changes | false alarms | seconds |",
                "|---|---|---|---|",
            ]
        for portal in self.portals:
            alarms = [f"{' + '.join(one.patches) or 'no change'}: {one.failure.scenario}" for one in portal.alarms] or [
                "none"
            ]
            cells = [portal.name, ", ".join(portal.patches), portal.problem or "; ".join(alarms)]
            lines.append(f"| {' | '.join(map(_cell, cells))} | {portal.seconds:.0f} |")
        return "\n".join([*lines, "", "# Totals", "", "```", *self.totals(), "```", ""])

    def as_data(self) -> dict[str, Any]:
        """The table as plain data."""
        return {
            "holds": self.holds,
            "defects": [_verdict_data(verdict) for verdict in self.verdicts],
            "portals": [portal.as_data() for portal in self.portals],
        }

    def _of_kind(self, kind: str) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.defect.kind == kind]

    def _in_area(self, area: str) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.defect.area == area]

    def _print(self, line: str) -> None:
        width = shutil.get_terminal_size((160, 24)).columns if sys.stdout.isatty() else len(line)
        sys.stdout.write(line[:width] + "\n")
        sys.stdout.flush()


def caught_by(verdict: Verdict) -> list[str]:
    """The first scenario that failed and its message, or that none did."""
    if verdict.problem:
        return [verdict.problem]
    if verdict.failure is None:
        return [f"caught by none; the change had no visible effect: {verdict.defect.meets}"]
    failure = verdict.failure
    elsewhere = "" if verdict.is_expected else f" (expected of {verdict.defect.chapter[0]})"
    return [f"{failure.chapter} · {failure.scenario}{elsewhere}", failure.message]


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    defect, failure = verdict.defect, verdict.failure
    return {
        **defect.model_dump(include={"id", "area", "kind", "meets", "chapter"}),
        "caught": verdict.is_caught,
        "as_expected": verdict.is_expected,
        "by": {"nodeid": failure.nodeid, "message": failure.message} if failure else None,
        "problem": verdict.problem,
        "seconds": round(verdict.seconds, 1),
    }


def _share(verdicts: Sequence[Verdict]) -> str:
    return f"{sum(verdict.is_caught for verdict in verdicts)} of {len(verdicts)} caught"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
