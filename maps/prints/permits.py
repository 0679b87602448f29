"""Permits on paper: a QR code that a phone reads, and all that an officer compares.

Many on a sheet to be cut apart, or one on a page for a windscreen. The QR code keeps to
version 12 at error correction M with its quiet zone of four modules: the largest that
phones still read from a creased paper (ISO/IEC 18004, 7.3.8 for the quiet zone).
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

import numpy as np
import segno
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from maps.prints.lettering import DRAWING, clip, width_of, wrap, write
from maps.prints.sheet import PAPERS, open_page
from maps.words.desk_words import desk_words

Layout = Literal["many", "one"]
LARGEST_VERSION = 12
_QUIET = 4
_EDGE = 26.0
_COLUMNS, _ROWS = 2, 4
_GAP = 8.0
_STYLE = {"pdf.fonttype": 42, "pdf.compression": 9}
_CUT = "#8A8A8A"


@dataclass(frozen=True, slots=True)
class Printed:
    """One permit as it is printed; every text is Vietnamese.

    Parameters
    ----------
    text
        What the QR holds.
    code
        The 8 characters that are typed where it cannot be scanned.
    kind, purposes
        Names.
    bound
        Plate or masked identity.
    starts, ends
        Aware, half-open.
    limits
        Weekdays, hours, seats, route, each where it says anything.
    issuer, number
        Name of the unit that issues, number of the act.
    """

    text: str
    code: str
    kind: str
    purposes: str
    bound: str
    starts: datetime
    ends: datetime
    limits: Sequence[str]
    issuer: str
    number: str


def compose_permits(
    permits: Sequence[Printed], made: datetime, layout: Layout = "many"
) -> bytes:
    """Compose the sheets as PDF; the same permits and `made` give the same bytes.

    Raises
    ------
    Refused
        ``permit-qr-too-large`` where a code would be larger than phones read.
    """
    metadata = {
        "Title": desk_words("permits.print-title", "vi"),
        "Author": permits[0].issuer,
        "Creator": "vungxanh",
        "Producer": None,
        "CreationDate": made,
    }
    memory = io.BytesIO()
    with (
        DRAWING,
        style.context(["default", _STYLE]),
        PdfPages(memory, metadata=metadata) as pages,
    ):
        for figure in draw_permits(permits, layout):
            pages.savefig(figure)
    return memory.getvalue()


def draw_permits(permits: Sequence[Printed], layout: Layout) -> Iterator[Figure]:
    """Draw the pages one by one."""
    size = PAPERS["a4"]
    if layout == "one":
        for permit in permits:
            figure, page = open_page(size.short, size.long)
            _draw_large(page, permit)
            yield figure
        return
    at_once = _COLUMNS * _ROWS
    wide = (size.short - 2 * _EDGE - (_COLUMNS - 1) * _GAP) / _COLUMNS
    high = (size.long - 2 * _EDGE - (_ROWS - 1) * _GAP) / _ROWS
    for start in range(0, len(permits), at_once):
        figure, page = open_page(size.short, size.long)
        for place, permit in enumerate(permits[start : start + at_once]):
            row, column = divmod(place, _COLUMNS)
            left = _EDGE + column * (wide + _GAP)
            top = size.long - _EDGE - row * (high + _GAP)
            _draw_card(page, permit, (left, top - high, wide, high))
        yield figure


def code_groups(code: str) -> str:
    """Write a code in groups of four, as people read it out."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def instant_words(at: datetime, *, end: bool = False) -> str:
    """Write an instant in the clock of the place; a day ends at 24:00, not at 0:00."""
    here = at.astimezone(VIETNAM)
    if end and here.hour == here.minute == here.second == 0:
        return f"{here - timedelta(days=1):%d/%m/%Y} 24:00"
    return f"{here:%d/%m/%Y %H:%M}"


def qr_version(text: str) -> int:
    """Give the version of the QR code of a text.

    Raises
    ------
    Refused
        ``permit-qr-too-large`` beyond version 12.
    """
    return int(str(_qr(text).version))


def _qr(text: str) -> segno.QRCode:
    found = segno.make_qr(text, error="m", boost_error=False)
    if int(str(found.version)) > LARGEST_VERSION:
        raise Refused("permit-qr-too-large", seen=found.version, most=LARGEST_VERSION)
    return found


def _draw_qr(page: Axes, text: str, left: float, top: float, side: float) -> None:
    """Draw the code with its quiet zone into a square; dark runs are one shape."""
    cells = np.array([list(row) for row in _qr(text).matrix], dtype=bool)
    module = side / (len(cells) + 2 * _QUIET)
    page.add_patch(
        Rectangle((left, top - side), side, side, fc="#FFFFFF", ec="none", zorder=2)
    )
    points: list[tuple[float, float]] = []
    for row, line in enumerate(cells):
        y = top - (row + _QUIET) * module
        at = 0
        for dark, run in groupby(line):
            length = len(list(run))
            if dark:
                x = left + (at + _QUIET) * module
                right, low = x + length * module, y - module
                points += [(x, y), (right, y), (right, low), (x, low), (x, y)]
            at += length
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * (len(points) // 5)
    shape = PathPatch(Path(points, codes), fc="#000000", ec="none", lw=0, zorder=3)
    shape.set_antialiased(aa=False)
    page.add_artist(shape)  # measures no limits, as add_patch would, for a second


def _draw_card(
    page: Axes, permit: Printed, box: tuple[float, float, float, float]
) -> None:
    left, low, wide, high = box
    top = low + high
    page.add_patch(
        Rectangle((left, low), wide, high, fill=False, ec=_CUT, lw=0.5, ls=(0, (4, 3)))
    )
    side = 138.0
    _draw_qr(page, permit.text, left + 3, top - 3, side)
    beside = left + side + 8
    room = wide - side - 14
    at = top - 17
    write(page, (beside, at), clip(permit.bound, 15, room, "bold"), 15, face="bold")
    at -= 5
    for text, size, bold in (
        (permit.kind, 8.5, True),
        (permit.purposes, 7.5, False),
        (_words("print-from", at=instant_words(permit.starts)), 7.5, True),
        (_words("print-to", at=instant_words(permit.ends, end=True)), 7.5, True),
        *((limit, 7.0, False) for limit in permit.limits),
    ):
        for line in wrap(text, size, room, "bold" if bold else "plain")[:3]:
            at -= size + 2.5
            if at < low + 34:
                break
            write(page, (beside, at), line, size, face="bold" if bold else "plain")
    write(page, (left + 8, low + 34), code_groups(permit.code), 15, face="bold")
    write(page, (left + 8, low + 20), _fit(permit.issuer, 7.5, wide - 16), 7.5)
    number = _words("print-act", number=permit.number)
    write(page, (left + 8, low + 9), _fit(number, 7, wide - 16), 7)


def _draw_large(page: Axes, permit: Printed) -> None:
    width, height = page.get_xlim()[1], page.get_ylim()[1]
    middle, room = width / 2, width - 4 * _EDGE
    at = height - 62
    _centre(page, middle, at, permit.kind.upper(), 20, room)
    _centre(page, middle, at - 26, permit.purposes, 12, room, bold=False)
    size = min(64.0, 64 * room / max(width_of(permit.bound, 64, "bold"), 1))
    write(page, (middle, at - 96), permit.bound, size, face="bold", ha="center")
    side = 330.0
    _draw_qr(page, permit.text, middle - side / 2, at - 112, side)
    at -= 112 + side + 24
    _centre(page, middle, at, code_groups(permit.code), 26, room)
    starts = _words("print-from", at=instant_words(permit.starts))
    ends = _words("print-to", at=instant_words(permit.ends, end=True))
    _centre(page, middle, at - 34, starts, 16, room)
    _centre(page, middle, at - 56, ends, 16, room)
    at -= 78
    for limit in permit.limits:
        for line in wrap(limit, 11, room)[:2]:
            _centre(page, middle, at, line, 11, room, bold=False)
            at -= 15
    write(
        page, (2 * _EDGE, 58), _fit(permit.issuer, 12, room, bold=True), 12, face="bold"
    )
    number = _words("print-act", number=permit.number)
    write(page, (2 * _EDGE, 42), _fit(number, 10, room), 10)
    write(page, (2 * _EDGE, 28), _words("print-check"), 8)


def _centre(
    page: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    room: float,
    *,
    bold: bool = True,
) -> None:
    face: Literal["bold", "plain"] = "bold" if bold else "plain"
    write(page, (x, y), clip(text, size, room, face), size, face=face, ha="center")


def _fit(text: str, size: float, room: float, *, bold: bool = False) -> str:
    return clip(text, size, room, "bold" if bold else "plain")


def _words(key: str, **facts: object) -> str:
    return desk_words(f"permits.{key}", "vi", **facts)
