"""Groups that have no border: counted by level inside their commune, on paper."""

from collections import Counter
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from maps.palette import Swatch
from maps.prints.hatches import HATCHES
from maps.prints.labels import Box
from maps.prints.lettering import Halo, Look, width_of, write
from maps.prints.view import View
from maps.publication.counting import commune_of, counted_units
from maps.publication.legend import NO_REPORT, Entry, legend
from maps.publication.record import Publication

_SIZES = (7.0, 6.0, 5.0, 4.2, 3.4)
_KEY, _GAP, _LEADING = 1.7, 0.35, 1.5


@dataclass(frozen=True, slots=True)
class Chip:
    """A sign of one level: number, colour and pattern, and what stands beside it."""

    level: str
    swatch: Swatch
    text: str


def count_groups(publication: Publication) -> dict[str, list[tuple[Entry, int]]]:
    """Count the groups of each commune by level on the published day.

    Returns
    -------
    dict
        By code of a commune: worst level first, no report last, none of zero. A
        commune that holds no counted group is left out.
    """
    units = publication.units
    groups = counted_units(publication.ruleset, units)
    zones = publication.zones_of_day["zone"].reindex(groups).fillna(NO_REPORT)
    inside = [commune_of(units, code) for code in groups]
    seen = Counter(zip(inside, zones))
    order = sorted(legend(publication), key=lambda entry: -(entry.level or 0))
    return {
        commune: [(e, seen[commune, e.zone]) for e in order if seen[commune, e.zone]]
        for commune in sorted({*inside} - {""})
    }


def draw_tallies(
    axes: Axes,
    publication: Publication,
    communes: gpd.GeoDataFrame,
    view: View,
    k: float,
) -> list[Box]:
    """Draw the counts into each commune, as large as its widest place allows.

    Where not all fit, the worst level stands there and how many more there are; in
    the least room its number alone.

    Returns
    -------
    list of Box
        Room that is taken in each of `communes`.
    """
    tallies = count_groups(publication)
    taken = []
    for code, shape in zip(communes.index, communes.geometry):
        largest = max(shapely.get_parts(shape), key=lambda part: float(part.area))
        circle = shapely.maximum_inscribed_circle(largest)
        room = shapely.length(circle) * view.points_per_degree
        x, y = view.on_paper(np.array([circle.coords[0]]))[0]
        chips = [
            Chip(str(e.level or "–"), e.swatch, f"{count}")
            for e, count in tallies.get(str(code), [])
        ]
        taken.append(_place(axes, chips, Box(x, y, room, room), view, k))
    return taken


def _place(axes: Axes, chips: list[Chip], spot: Box, view: View, k: float) -> Box:
    """Draw the chips around a spot whose `width` is the radius that is free."""
    if not chips:
        return Box(spot.x, spot.y, 0, 0)
    for points in _SIZES:
        for columns in (3, 2, 1):
            size, rows = points * k, -(-len(chips) // columns)
            wide = max(_width(chip, size) for chip in chips)
            block = (columns * wide, rows * size * _LEADING)
            if columns <= len(chips) and np.hypot(*block) / 2 <= spot.width:
                return _draw(
                    axes, chips, Box(spot.x, spot.y, *block), columns, size, view
                )
    size, first = _SIZES[-1] * k, chips[0]
    more = f"{first.text} +{len(chips) - 1}" if len(chips) > 1 else first.text
    worst = Chip(first.level, first.swatch, more)
    if _width(worst, size) / 2 > spot.width:
        size, worst = min(size, spot.width), Chip(first.level, first.swatch, "")
    block = (_width(worst, size), size * _LEADING)
    return _draw(axes, [worst], Box(spot.x, spot.y, *block), 1, size, view)


def _draw(
    axes: Axes, chips: list[Chip], box: Box, columns: int, size: float, view: View
) -> Box:
    wide, high = box.width / columns, size * _LEADING
    for n, chip in enumerate(chips):
        left = box.x - box.width / 2 + (n % columns) * wide
        middle = box.y + box.height / 2 - (n // columns + 0.5) * high
        key, tall = _KEY * size, 1.25 * size
        corners = [(left, middle - tall / 2), (left + key, middle - tall / 2)]
        corners += [(left + key, middle + tall / 2), (left, middle + tall / 2)]
        outline = Outline(view.on_ground(np.array([*corners, corners[0]])), closed=True)
        swatch = chip.swatch
        look: Look = {"facecolor": swatch.fill, "hatchcolor": swatch.ink, "zorder": 6.8}
        look |= {"hatch": HATCHES[swatch.pattern], "ec": "#1A1A1A", "lw": 0.05 * size}
        axes.add_patch(PathPatch(outline, **look))
        spots = view.on_ground(
            np.array([(left + key / 2, middle), (left + key + _GAP * size, middle)])
        )
        look = {"face": "bold", "va": "center_baseline", "zorder": 7}
        around = Halo(swatch.fill, 0.2 * size)
        number: Look = {"colour": swatch.ink, "ha": "center", "halo": around}
        write(axes, tuple(spots[0]), chip.level, size, **number, **look)
        if chip.text:
            write(axes, tuple(spots[1]), chip.text, size, **look)
    return box


def _width(chip: Chip, size: float) -> float:
    if not chip.text:
        return _KEY * size
    return _KEY * size + 3 * _GAP * size + width_of(chip.text, size, "bold")
