"""What was measured, and the table it is read in."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

HEADINGS = ("measured", "target", "median", "spread", "ratio", "held")


@dataclass(frozen=True)
class Row:
    """One line: samples, what they are held against, and how much they may be."""

    name: str
    samples: tuple[float, ...]
    unit: str = "ms"
    against: tuple[float, ...] = ()
    """What the same moment's machine needed for the thing it is compared with."""
    most: float | None = None
    """The target: the highest ratio where there is something to compare with, else the highest median."""
    longer_by: float | None = None
    """Another form of target: how much the median may lie above the other."""

    @property
    def median(self) -> float:
        """The middle sample."""
        return statistics.median(self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        """Between what the middle half of the samples lies."""
        if len(self.samples) == 1:
            return self.samples[0], self.samples[0]
        low, _, high = statistics.quantiles(self.samples, n=4, method="inclusive")
        return low, high

    @property
    def ratio(self) -> float | None:
        """How many times what it is compared with."""
        return self.median / statistics.median(self.against) if self.against else None

    @property
    def held(self) -> bool | None:
        """Whether the target is kept; None where there is none."""
        if self.longer_by is not None:
            return self.median - statistics.median(self.against) <= self.longer_by
        if self.most is None:
            return None
        return (self.median if self.ratio is None else self.ratio) <= self.most

    @property
    def target(self) -> str:
        """The target, in words."""
        if self.longer_by is not None:
            return f"≤ {self.longer_by:g} {self.unit} more"
        if self.most is None:
            return ""
        return f"≤ {self.most:g} x" if self.against else f"≤ {self.most:g} {self.unit}"

    def cells(self) -> tuple[str, ...]:
        """The line as it is printed."""
        low, high = self.spread
        digits = 0 if self.unit in {"ms", "MB"} else 2
        return (
            self.name,
            self.target,
            f"{self.median:.{digits}f} {self.unit}",
            f"{low:.{digits}f}-{high:.{digits}f} (n={len(self.samples)})",
            f"{self.ratio:.2f} x" if self.ratio is not None else "",
            {True: "held", False: "NOT HELD", None: ""}[self.held],
        )

    def as_data(self) -> dict[str, Any]:
        """The line with everything that was seen."""
        return {**asdict(self), "median": self.median, "spread": self.spread, "ratio": self.ratio, "held": self.held}


def table(rows: Sequence[Row]) -> str:
    """All lines, in columns."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
