"""A drawn shape laid on the borders of units: what nearly is a border becomes one."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import METRES_PER_DEGREE
from gis.perimeters.edit import flat


@dataclass(frozen=True, slots=True)
class Snapped:
    """A shape on the borders of units.

    Parameters
    ----------
    shape
        Polygon or MultiPolygon, EPSG:4326; empty where nothing is left.
    whole, cut
        Codes of units that it holds whole, and of those that it cuts.
    """

    shape: shapely.Geometry
    whole: tuple[str, ...]
    cut: tuple[str, ...]


_NOTHING = Snapped(shapely.MultiPolygon(), (), ())


def snap(units: gpd.GeoDataFrame, shape: shapely.Geometry, metres: float) -> Snapped:
    """Snap a drawn shape to the borders of units.

    Parameters
    ----------
    units
        Drawn, of one level, a coverage, EPSG:4326.
    shape
        Valid Polygon or MultiPolygon.
    metres
        How near a border is meant.

    Returns
    -------
    Snapped
        Inside the units only. Where its outline follows a border it is that border,
        point for point: no gap and no overlap.

    Notes
    -----
    Its edges are drawn to the borders' own points first (GEOS snapping). What is left
    between outline and border is then a sliver, all of it within `metres` of the
    border: one inside is given to the unit's other side, one outside is taken off, as
    long as the drawn part has more than slivers elsewhere.
    """
    near = metres / METRES_PER_DEGREE
    own = units.geometry.to_numpy()
    met = np.flatnonzero(shapely.intersects(own, shape))
    if not len(met):
        return _NOTHING
    shapes = own[met]
    drawn = _drawn_to(shape, shapes, near)
    codes = np.array([str(code) for code in units.index[met]], dtype=object)
    held = [_held(drawn, one, near) for one in shapes]
    kept = _kept(held, shapes, near)
    parts = [one for one in kept if one is not None]
    if not parts:
        return _NOTHING
    whole = np.array([one is own for one, own in zip(kept, shapes)], dtype=bool)
    cut = np.array([one is not None for one in kept], dtype=bool) & ~whole
    united = flat(shapely.union_all(np.array(parts, dtype=object)))
    if united is None:
        return _NOTHING
    return Snapped(united, tuple(codes[whole].tolist()), tuple(codes[cut].tolist()))


def _drawn_to(
    shape: shapely.Geometry, shapes: NDArray[np.object_], near: float
) -> shapely.Geometry:
    """Draw edges to the points of borders; as it was where that would break it."""
    west, south, east, north = shapely.bounds(shape) + 2 * np.array(
        [-near, -near, near, near]
    )
    borders = shapely.clip_by_rect(
        shapely.multilinestrings(shapely.get_parts(shapely.boundary(shapes)).tolist()),
        west,
        south,
        east,
        north,
    )
    snapped: shapely.Geometry = shapely.snap(shape, borders, near)
    if shapely.is_valid(snapped) and not shapely.is_empty(snapped):
        return snapped
    return shape


def _held(
    drawn: shapely.Geometry, unit: shapely.Geometry, near: float
) -> shapely.Geometry | None:
    """Give the part of a unit that is held, slivers along its border evened out."""
    inside = flat(shapely.intersection(unit, drawn))
    if inside is None:
        return None
    band = shapely.buffer(shapely.boundary(unit), near, quad_segs=4)
    outside = _thick(flat(shapely.difference(unit, inside)), band)
    if outside is None:
        return unit
    return flat(shapely.difference(unit, outside))


def _kept(
    held: list[shapely.Geometry | None], shapes: NDArray[np.object_], near: float
) -> list[shapely.Geometry | None]:
    """Take off slivers, but not from a unit where they are all that was drawn."""
    bands = [
        None
        if one is None or one is unit
        else shapely.buffer(shapely.boundary(unit), near, quad_segs=4)
        for one, unit in zip(held, shapes)
    ]
    thick = [
        one if band is None else _thick(one, band) for one, band in zip(held, bands)
    ]
    return thick if any(one is not None for one in thick) else held


def _thick(
    shape: shapely.Geometry | None, band: shapely.Geometry
) -> shapely.Geometry | None:
    """Leave out the parts that lie whole within a band."""
    if shape is None:
        return None
    parts = shapely.get_parts(shape)
    shapely.prepare(band)
    kept = parts[~shapely.contains(band, parts)]
    if len(kept) == len(parts):
        return shape
    return flat(shapely.union_all(kept)) if len(kept) else None
