"""One measure: ours, the limit, their ratio, and what was aimed at."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table.

    Attributes:
        what: What was measured.
        ours: Our figure.
        limit: The figure of the limit, taken in the same run; None when the aim is an absolute figure.
        limit_is: What the limit is.
        unit: Unit of both.
        aim: What the design asks for, in words.
    """

    what: str
    ours: float
    limit: float | None
    limit_is: str
    unit: str
    aim: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by the limit."""
        return None if not self.limit else self.ours / self.limit

    def as_json(self) -> dict[str, object]:
        """Give the figure for programs."""
        return {**asdict(self), "ratio": self.ratio}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A measure that could not be made here, and why."""

    what: str
    reason: str

    def as_json(self) -> dict[str, object]:
        """Give the absence for programs."""
        return asdict(self)


def table(lines: Sequence[Figure | Skipped]) -> str:
    """Write the lines for people."""
    rows = [("measure", "ours", "limit", "ratio", "unit", "limit is", "aim")]
    for line in lines:
        if isinstance(line, Skipped):
            rows.append((line.what, "-", "-", "-", "", f"not measured: {line.reason}", ""))
            continue
        ratio = "-" if line.ratio is None else f"{line.ratio:.2f}"
        limit = "-" if line.limit is None else f"{line.limit:,.1f}"
        rows.append((line.what, f"{line.ours:,.1f}", limit, ratio, line.unit, line.limit_is, line.aim))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
