"""A column of a sheet: what is written flows down until it is full."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from maps.prints.lettering import Face, wrap, write

_LEADING = 1.28


@dataclass
class Column:
    """A column on a page whose coordinates are points.

    Parameters
    ----------
    page
        Axes over the whole sheet.
    left, top, width, bottom
        The column, in points; `top` moves down as it is written.
    k
        Size of letters and lines, 1 on A4.
    """

    page: Axes
    left: float
    top: float
    width: float
    bottom: float
    k: float

    @property
    def room(self) -> float:
        """Give what is left, in points."""
        return self.top - self.bottom

    def part(self, height: float) -> "Column":
        """Cut the lowest `height` points off as a column of its own."""
        border = self.bottom + height
        foot = Column(self.page, self.left, border, self.width, self.bottom, self.k)
        self.bottom = border + 4 * self.k
        return foot

    def skip(self, height: float) -> None:
        """Leave `height` points (A4) free."""
        self.top -= height * self.k

    def head(self, text: str) -> None:
        """Write a heading with a line under it."""
        self.put(text, 8, face="bold")
        ends = (self.left, self.left + self.width)
        line = self.top + 0.5 * self.k
        self.page.add_line(Line2D(ends, (line, line), color="#000000", lw=0.5 * self.k))
        self.skip(3)

    def height_of(self, text: str, size: float, indent: float = 0) -> float:
        """Measure what `put` would take, in points."""
        lines = wrap(text, size * self.k, self.width - indent * self.k)
        return len(lines) * size * self.k * _LEADING

    def put(
        self,
        text: str,
        size: float = 6.5,
        *,
        indent: float = 0,
        face: Face = "plain",
        colour: str = "#1A1A1A",
    ) -> None:
        """Write a paragraph; what does not fit is cut and ends with dots."""
        points = size * self.k
        lines = wrap(text, points, self.width - indent * self.k, face)
        fits = max(int(self.room / (points * _LEADING)), 0)
        if fits < len(lines):
            lines = lines[:fits]
            if lines:
                lines[-1] = f"{lines[-1][:-1]}…"
        for line in lines:
            self.top -= points * _LEADING
            spot = (self.left + indent * self.k, self.top + 0.3 * points)
            write(self.page, spot, line, points, face=face, colour=colour)

    def centre(self, text: str, size: float, face: Face = "plain") -> None:
        """Write one line in the middle of the right half, as signatures stand."""
        points = size * self.k
        self.top -= points * _LEADING
        spot = (self.left + 0.66 * self.width, self.top + 0.3 * points)
        write(self.page, spot, text, points, face=face, ha="center")
