"""The measured values, and the table that shows them."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

HEADINGS = ("measured", "target", "median", "spread", "ratio", "met")


@dataclass(frozen=True)
class Row:
    """One line: samples, what they are compared with, and their target."""

    name: str
    samples: tuple[float, ...]
    unit: str = "ms"
    against: tuple[float, ...] = ()
    """Samples of what it is compared with, taken at the same time."""
    most: float | None = None
    """The target: the highest ratio if it is compared with something, else the highest median."""
    at_most_longer: float | None = None
    """Another kind of target: by how much the median may exceed the other."""

    @property
    def median(self) -> float:
        """The median."""
        return statistics.median(self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        """The range of the middle half of the samples."""
        if len(self.samples) == 1:
            return self.samples[0], self.samples[0]
        low, _, high = statistics.quantiles(self.samples, n=4, method="inclusive")
        return low, high

    @property
    def ratio(self) -> float | None:
        """The ratio to what it is compared with; None where it is compared with nothing."""
        return self.median / statistics.median(self.against) if self.against else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.at_most_longer is not None:
            return self.median - statistics.median(self.against) <= self.at_most_longer
        if self.most is None:
            return None
        return (self.median if self.ratio is None else self.ratio) <= self.most

    @property
    def target(self) -> str:
        """The target, in words."""
        if self.at_most_longer is not None:
            return f"≤ {self.at_most_longer:g} {self.unit} more"
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
            {True: "met", False: "MISSED", None: ""}[self.met],
        )

    def as_data(self) -> dict[str, Any]:
        """The line as plain data, with every sample."""
        return {**asdict(self), "median": self.median, "spread": self.spread, "ratio": self.ratio, "met": self.met}


def table(rows: Sequence[Row]) -> str:
    """All lines, in columns."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
