"""The day in one picture for the phone: 1080 x 1350, the same bytes for the same."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import segno
import shapely
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.layers import simplify_together
from maps.national.islands import Archipelago, archipelagos
from maps.national.legend_rows import Row, legend_rows
from maps.national.record import National
from maps.national.statements import say_judged, say_missing, say_stamp, say_stamp_why
from maps.national.words import figure, fill
from maps.national.zones import NO_REPORT, letters_of, zones_of
from maps.palette import COLOURS, Swatch
from maps.prints.lettering import INK, Face, Halo, Look, width_of, wrap, write
from maps.prints.map import LAND, LAND_EDGE, SEA
from maps.prints.map import fill as patch_of
from maps.words.phrases import day_words, say_notices

WIDTH, HEIGHT = 1080, 1350
_DPI = 100
_POINT = 72 / _DPI
_EDGE = 36
_STYLE = {"hatch.linewidth": 0.4}
_MAP_TOP, _MAP_FOOT, _MAP_LEFT = 1104, 128, 18
_SIDE = 560
_LEGEND = 500  # above the boxes of the islands and the code
_RED, _PAPER = "#B00000", "#FFFFFF"
_CITY = "Thành phố "


def write_picture(national: National, path: Path) -> None:
    """Write ``picture.png``."""
    with style.context(["default", _STYLE]):
        drawn = draw_picture(national)
        memory = io.BytesIO()
        drawn.savefig(memory, format="png", dpi=_DPI, metadata={"Software": None})
    path.write_bytes(memory.getvalue())


def draw_picture(national: National) -> Figure:
    """Draw title, map, archipelagos in boxes, counts, notices and QR code."""
    drawn = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI))
    page = drawn.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    page.set_axis_off()
    page.add_patch(Rectangle((0, 0), WIDTH, HEIGHT, fc=SEA, ec="none", zorder=0))
    page.add_patch(Rectangle((0, 1120), WIDTH, 230, fc=_PAPER, ec="none", zorder=4))
    page.add_patch(Rectangle((0, 0), WIDTH, _MAP_FOOT, fc=_PAPER, ec="none", zorder=4))
    _draw_title(page, national)
    _draw_map(page, national)
    low = _draw_legend(page, legend_rows(national), 1090)
    _draw_islands(page, national, min(low - 18, 620))
    _draw_code(page, national)
    _draw_foot(page, national)
    return drawn


def _put(
    page: Axes,
    at: tuple[float, float],
    text: str,
    pixels: float,
    *,
    face: Face = "plain",
    colour: str = INK,
    ha: str = "left",
    halo: Halo | None = None,
) -> None:
    points = pixels * _POINT
    write(page, at, text, points, face=face, colour=colour, halo=halo, ha=ha, zorder=8)


def _fitting(text: str, pixels: float, wide: float, face: Face) -> float:
    """Give the letters' size, smaller where the line would be too long."""
    long = width_of(text, pixels * _POINT, face) / _POINT
    return pixels if long <= wide else pixels * wide / long


def _draw_title(page: Axes, national: National) -> None:
    stamp, why = say_stamp(national)["vi"], say_stamp_why(national)["vi"]
    title = national.title["vi"]
    _put(page, (_EDGE, 1282), title, _fitting(title, 46, 1008, "bold"), face="bold")
    day = fill("picture-day", "vi", day=day_words(national.day))
    _put(page, (_EDGE, 1226), day, 40, face="bold", colour="#0C4A44")
    units, of = national.reported(national.day)
    told = fill("picture-reported", "vi", n=figure(units, "vi"), of=figure(of, "vi"))
    colour = _RED if national.state == "proposed" else "#0C4A44"
    wide = width_of(stamp, 30 * _POINT, "bold") / _POINT + 32
    box = Rectangle(
        (WIDTH - _EDGE - wide, 1214), wide, 50, fill=False, ec=colour, lw=2.5, zorder=8
    )
    page.add_patch(box)
    middle = WIDTH - _EDGE - wide / 2
    _put(page, (middle, 1228), stamp, 30, face="bold", colour=colour, ha="center")
    said = f"{told}. {why}"
    _put(page, (_EDGE, 1182), said, _fitting(said, 25, 1008, "plain"))
    judged = say_judged(national)["vi"]
    _put(page, (_EDGE, 1142), judged, _fitting(judged, 25, 1008, "bold"), face="bold")


@dataclass(frozen=True, slots=True)
class _View:
    """Where the land stands on the picture: pixels of one degree, and its middle."""

    scale: float
    squeeze: float
    middle: NDArray[np.float64]

    def on_page(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn n lon and lat into pixels of the picture."""
        pixels: NDArray[np.float64] = (places - self.middle) * self.scale
        pixels *= np.array([self.squeeze, 1.0])
        pixels += np.array([(_MAP_LEFT + _SIDE) / 2, (_MAP_TOP + _MAP_FOOT) / 2])
        return pixels


def _view_of(shapes: NDArray[np.object_]) -> _View:
    """Fit shapes into the left of the picture, below the title."""
    extent = np.array([100.0, 0.0, 101.0, 1.0])  # of no land at all
    if len(shapes):
        extent = shapely.total_bounds(shapes)
    middle = (extent[:2] + extent[2:]) / 2
    squeeze = _squeeze(float(middle[1]))
    wide, high = np.maximum(extent[2:] - extent[:2], 1e-6)
    across = (_SIDE - 2 * _MAP_LEFT) / (wide * squeeze)
    scale = min(across, (_MAP_TOP - _MAP_FOOT) / high)
    return _View(float(scale), squeeze, middle)


def _squeeze(lat: float) -> float:
    """Give the length of a degree of longitude beside one of latitude."""
    return float(np.cos(np.radians(lat)))


def _draw_map(page: Axes, national: National) -> None:
    """Draw the communes by zone, each zone as one shape, and the province borders."""
    shapes = national.units.geometry.to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    boxed = {code for group in archipelagos() for code in group.units}
    view = _view_of(shapes[there & ~national.units.index.isin(boxed)])
    if national.context is not None:
        for shape in national.context.geometry:
            around = shapely.transform(shape, view.on_page)
            page.add_patch(
                patch_of(_plain(LAND), around, ec=LAND_EDGE, lw=0.6, zorder=1)
            )
    thin = simplify_together(shapes[there], 0.7 / view.scale)
    thin = shapely.make_valid(shapely.transform(thin, view.on_page))
    letters = letters_of(national)[there, -1]
    for zone in zones_of(national):
        own = thin[letters == zone.letter]
        if len(own):
            whole = shapely.union_all(own)
            page.add_patch(patch_of(zone.swatch, whole, lw=0, zorder=2))
    share_of = national.share_of[there]
    cities = []
    for number, share in enumerate(national.shares):
        own = thin[share_of == number]
        if len(own):
            whole = shapely.union_all(own)
            _draw_border(page, whole)
            if share.name.startswith(_CITY):
                cities.append((share.name.removeprefix(_CITY), whole))
    _name_cities(page, cities)


def _draw_border(page: Axes, shape: BaseGeometry) -> None:
    for colour, line in (("#FFFFFF", 1.6), ("#0A1A1E", 0.7)):
        border: PathPatch = patch_of(_plain("none"), shape)
        border.set(fill=False, hatch=None, ec=colour, lw=line * _POINT, zorder=3)
        page.add_patch(border)


def _name_cities(page: Axes, cities: list[tuple[str, BaseGeometry]]) -> None:
    """Name the cities that are provinces; a name steps aside for one before it."""
    taken: list[shapely.Polygon] = []
    for name, shape in cities:
        middle = shapely.point_on_surface(shape)
        half = width_of(name, 19 * _POINT, "bold") / _POINT / 2 + 4
        for shift in (0, 25, -25, 50, -50):
            y = middle.y + shift
            box = shapely.box(middle.x - half, y - 6, middle.x + half, y + 18)
            if not any(box.intersects(other) for other in taken):
                taken.append(box)
                at = (middle.x, y)
                around = Halo("#FFFFFF", 3.0)
                _put(page, at, name, 19, face="bold", ha="center", halo=around)
                break


def _plain(colour: str) -> Swatch:
    return Swatch(colour, INK, "plain", "", "")


def _draw_legend(page: Axes, rows: list[Row], top: float) -> float:
    """Write each level with its count; give where the next thing may stand.

    Many rows stand closer and smaller: the boxes of the islands need their place.
    """
    right = WIDTH - _EDGE
    wide = (right - _SIDE) * _POINT
    lines = [[] if r.swatch else wrap(r.name, 21 * _POINT, wide, "bold") for r in rows]
    needed = sum(28 * len(title) + 8 if title else 56 for title in lines)
    k = min(1.0, _LEGEND / needed)
    for row, title in zip(rows, lines):
        if row.swatch is None:
            for line in title:
                top -= 28 * k
                _put(page, (_SIDE, top), line, 21 * k, face="bold")
            top -= 8 * k
            continue
        top -= 56 * k
        box = patch_of(row.swatch)
        box.set_transform(_box_at(page, _SIDE, top, 64 * k, 44 * k))
        box.set(ec="#24343A", lw=1.0, zorder=7)
        page.add_patch(box)
        inside = Halo(row.swatch.fill, 4.0)
        colour, at = row.swatch.ink, (_SIDE + 32 * k, top + 13 * k)
        look: Look = {"face": "bold", "colour": colour, "ha": "center", "halo": inside}
        _put(page, at, row.sign, 26 * k, **look)
        count = width_of(row.count, 28 * k * _POINT, "bold") / _POINT
        room = right - _SIDE - 78 * k - count - 14
        name = _fitting(row.name, 25 * k, room, "plain")
        _put(page, (_SIDE + 78 * k, top + 13 * k), row.name, name)
        _put(page, (right, top + 12 * k), row.count, 28 * k, face="bold", ha="right")
    return top


def _box_at(page: Axes, x: float, y: float, wide: float, high: float) -> Transform:
    return Affine2D().scale(wide, high).translate(x, y) + page.transData


def _draw_islands(page: Axes, national: National, top: float) -> None:
    """Draw each archipelago in a box in the sea, with its name and country."""
    letters = dict(zip(national.units.index, letters_of(national)[:, -1]))
    levels = {zone.letter: zone for zone in zones_of(national)}
    for number, group in enumerate(archipelagos()):
        told = [levels[letters[code]] for code in group.units if code in letters]
        worst = max(told, key=lambda zone: zone.level, default=None)
        swatch = worst.swatch if worst else COLOURS[NO_REPORT]
        _draw_group(page, group, swatch, (_SIDE + number * 244, top - 216))


def _draw_group(
    page: Axes, group: Archipelago, swatch: Swatch, corner: tuple[float, float]
) -> None:
    left, low = corner
    wide, high = 236, 216
    frame = Rectangle(corner, wide, high, fc=SEA, ec="#14262B", lw=1.4, zorder=6)
    page.add_patch(frame)
    points = np.array(group.points)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    shorter = np.array([_squeeze(float(middle[1])), 1.0])
    reach = np.ptp(points, axis=0) * shorter
    scale = min((wide - 40) / reach[0], (high - 108) / reach[1])
    spots = (points - middle) * scale * shorter
    spots += np.array([left + wide / 2, low + 76 + (high - 84) / 2])
    for x, y in spots:
        dot = Circle((x, y), 4, fc=swatch.fill, ec="#0A1A1E", lw=0.9, zorder=7)
        page.add_patch(dot)
    name, country = group.name["vi"].split(" (")
    _put(page, (left + wide / 2, low + 40), name, 19, face="bold", ha="center")
    _put(page, (left + wide / 2, low + 13), f"({country}", 19, ha="center")


def _draw_code(page: Axes, national: National) -> None:
    """Draw the QR code: the link, or what names this very publication."""
    n = national
    text = n.link or (
        f"vungxanh national {n.day.isoformat()} v{n.version} {n.fingerprint[:16]}"
    )
    cells = np.array([list(row) for row in segno.make(text, micro=False).matrix])
    side = 4 if len(cells) > 33 else 5  # noqa: PLR2004 - larger codes get smaller cells
    whole = (len(cells) + 8) * side
    left, low = WIDTH - _EDGE - whole, _MAP_FOOT + 12
    page.add_patch(Rectangle((left, low), whole, whole, fc=_PAPER, ec="none", zorder=6))
    for row, column in np.argwhere(cells):
        x = left + (column + 4) * side
        y = low + whole - (row + 5) * side
        module = Rectangle((x, y), side, side, fc="#000000", ec="none", zorder=7)
        module.set_antialiased(aa=False)
        page.add_patch(module)
    words = fill("picture-scan" if n.link else "picture-check", "vi")
    lines = wrap(words, 23 * _POINT, (left - _SIDE - 16) * _POINT)
    for number, line in enumerate(lines):
        _put(page, (left - 14, low + whole - 30 - 30 * number), line, 23, ha="right")


def _draw_foot(page: Axes, national: National) -> None:
    """Write the notices and the source under the map."""
    n = national
    missing = say_missing(n)
    told = sum(bool(share.path) for share in n.shares)
    source = fill(
        "picture-source",
        "vi",
        n=told,
        by=f" {n.drafted_by}." if n.drafted_by else "",
        version=n.version,
        code=n.fingerprint[:16],
    )
    texts = [*([missing["vi"]] if missing else []), *say_notices(n.notices), source]
    pixels, lines = 22.0, [""]
    while True:
        lines = wrap(" ".join(texts), pixels * _POINT, (WIDTH - 2 * _EDGE) * _POINT)
        if len(lines) * pixels * 1.25 <= _MAP_FOOT - 12 or pixels < 14:  # noqa: PLR2004 - the least that can be read
            break
        pixels -= 1
    most = int((_MAP_FOOT - 12) / (pixels * 1.25))
    for number, line in enumerate(lines[:most]):
        y = _MAP_FOOT - 2 - (number + 1) * pixels * 1.25
        _put(page, (_EDGE, y), line, pixels)
