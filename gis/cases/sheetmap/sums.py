"""Totals of a sheet against the rows that they are totals of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from boundaries.read.grid import Grid
from boundaries.refusal import Fault


@dataclass(frozen=True, slots=True)
class _Held:
    row: int
    figures: Mapping[int, int]
    at: int
    opens: bool


@dataclass(slots=True)
class Sums:
    """Adds up rows, and holds every total against what it may be the total of.

    A total stands below its rows or above them, of its group or of the whole sheet. It
    is told only where it is none of these: nothing says which of them it should be.
    """

    _rows: list[Mapping[int, int]] = field(default_factory=list)
    _held: list[_Held] = field(default_factory=list)

    def add(self, figures: Mapping[int, int]) -> None:
        """Count the figures of one row, by column."""
        self._rows.append(figures)

    def hold(
        self, row: int, figures: Mapping[int, int], *, opens: bool = False
    ) -> None:
        """Keep a total, to be held against the rows; `opens` where a group begins."""
        self._held.append(_Held(row, figures, len(self._rows), opens))

    def faults(self, grid: Grid) -> Iterator[Fault]:
        """Give ``map-total-differs`` for each total that no rows add up to."""
        marks = sorted({0, len(self._rows), *(held.at for held in self._held)})
        groups = sorted({0, len(self._rows), *(h.at for h in self._held if h.opens)})
        for held in self._held:
            spans = {(0, len(self._rows)), (0, held.at)}
            for edges in (marks, groups):
                spans |= {(m, held.at) for m in edges if m < held.at}
                spans |= {(held.at, m) for m in edges if m > held.at}
            for column, seen in held.figures.items():
                sums = {self._sum(span, column) for span in spans}
                if seen not in sums:
                    facts = {
                        "seen": seen,
                        "counted": self._sum(self._near(held), column),
                    }
                    yield grid.placed(
                        held.row, column, Fault("map-total-differs", facts)
                    )

    def _near(self, held: _Held) -> tuple[int, int]:
        before = [h.at for h in self._held if h.at < held.at]
        if held.opens or held.at == 0:
            after = [h.at for h in self._held if h.at > held.at]
            return held.at, min(after, default=len(self._rows))
        return max(before, default=0), held.at

    def _sum(self, span: tuple[int, int], column: int) -> int:
        return sum(row.get(column, 0) for row in self._rows[slice(*span)])
