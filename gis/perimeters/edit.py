"""Drawn shapes cut, split and merged; nothing of the land is lost or counted twice."""

import numpy as np
import shapely

from boundaries.refusal import Refused

_LOST = 1e-12
"""Of a shape's area: less than this is the rounding of an edge."""


def cut_out(shape: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    """Take `other` out of `shape`: a bite, or a hole where it lies inside.

    Parameters
    ----------
    shape, other
        Valid Polygon or MultiPolygon, in one plane or both in EPSG:4326.

    Raises
    ------
    Refused
        ``drawing-cut-nothing`` where they do not overlap; ``drawing-cut-all`` where
        nothing would be left.
    """
    left = flat(shapely.difference(shape, other))
    if left is None:
        raise Refused("drawing-cut-all")
    if shapely.area(shape) - shapely.area(left) <= _LOST * shapely.area(shape):
        raise Refused("drawing-cut-nothing")
    return left


def split_by(
    shape: shapely.Geometry, line: shapely.Geometry
) -> tuple[shapely.Geometry, ...]:
    """Split a shape along a line.

    Parameters
    ----------
    shape
        Valid Polygon or MultiPolygon.
    line
        LineString or MultiLineString.

    Returns
    -------
    tuple of Polygon
        The pieces, which together are the shape, from west to east.

    Raises
    ------
    Refused
        ``drawing-split-nothing`` where the line runs through no part of it from edge
        to edge.
    """
    parts = shapely.get_parts(shape)
    pieces: list[shapely.Geometry] = []
    for part in parts:
        edges = shapely.union_all(np.array([shapely.boundary(part), line]))
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
        shapely.prepare(part)
        inside = shapely.contains(part, shapely.point_on_surface(faces))
        pieces.extend(faces[inside] if inside.sum() > 1 else [part])
    if len(pieces) == len(parts):
        raise Refused("drawing-split-nothing")
    return tuple(sorted(pieces, key=_west_first))


def merge(shape: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    """Put two shapes together; where they overlap, the land is counted once."""
    both = np.array([shape, other], dtype=object)
    return shapely.union_all(both)


def flat(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Give the polygons of a shape, without lines and points; None for none."""
    parts = shapely.get_parts(shape)
    kept = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    kept = kept[shapely.area(kept) > 0]
    if not len(kept):
        return None
    first: shapely.Geometry = kept[0]
    return first if len(kept) == 1 else shapely.multipolygons(kept)


def _west_first(shape: shapely.Geometry) -> tuple[float, ...]:
    return tuple(float(edge) for edge in shapely.bounds(shape))
