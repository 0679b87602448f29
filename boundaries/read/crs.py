"""Coordinate systems of files: which are allowed, how they become EPSG:4326.

References
----------
EPSG registry; `crs.toml` holds the list. VN-2000 reaches WGS 84 by two published
operations that differ by 0.7 to 0.8 m; one is pinned and named in the notes.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.enums import TransformDirection
from pyproj.transformer import TransformerGroup

from boundaries.measure import STORED
from boundaries.refusal import Refused

Shapes = NDArray[np.object_]
Points = NDArray[np.float64]
_VN2000 = 4756
_METRES_FROM = 1000.0
_EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Listed:
    """One coordinate system that a file may be in.

    Parameters
    ----------
    box
        Where its land must lie: west, south, east, north in degrees.
    meridian, spread
        Middle meridian, and how far from it a file may reach, in degrees.
    """

    epsg: int
    name: str
    vn2000: bool = False
    metres: bool = False
    box: tuple[float, float, float, float] = _EVERYWHERE
    meridian: float | None = None
    spread: float = 0.0

    def holds(self, points: Points) -> NDArray[np.bool_]:
        """Say which `points` (n x 2, lon and lat) its files may reach."""
        lon, lat = points[:, 0], points[:, 1]
        west, south, east, north = self.box
        held = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        if self.meridian is not None:
            held &= np.abs(lon - self.meridian) <= self.spread
        return np.asarray(held)


@cache
def listed() -> dict[int, Listed]:
    """Read the list of coordinate systems, by EPSG code."""
    return {
        row["epsg"]: Listed(**{**row, "box": tuple(row.get("box", _EVERYWHERE))})
        for row in _table()["crs"]
    }


def require_listed(epsg: int | None, *, name: str, seen: str = "") -> Listed:
    """Give the listed system of a file, or say why it is not taken.

    Parameters
    ----------
    epsg
        The code that the file or the user names; None where there is none.
    name
        The file, for the sentence.
    seen
        The system's name in the file, where it has no code.

    Raises
    ------
    Refused
        ``crs-missing``, ``crs-deprecated``, ``crs-not-listed``.
    """
    if epsg is None and not seen:
        raise Refused("crs-missing", name=name)
    if epsg in _table()["deprecated"]:
        raise Refused("crs-deprecated", name=name, seen=f"EPSG:{epsg}")
    found = None if epsg is None else listed().get(epsg)
    if found is None:
        known = f"EPSG:{epsg}" if epsg is not None else seen
        raise Refused("crs-not-listed", name=name, seen=known)
    return found


def operation() -> str:
    """Give the name of the pinned operation from VN-2000 to WGS 84."""
    return str(_table()["operation"])


def to_stored(shapes: Shapes, source: Listed, *, name: str) -> Shapes:
    """Bring shapes to EPSG:4326, lon and lat; coordinates out of range are refused.

    Parameters
    ----------
    shapes : n geometries in `source`, x east and y north; missing ones stay missing
    source
        The system that the file is in.
    name
        The file, for the sentence.

    Raises
    ------
    Refused
        ``coords-swapped``, ``coords-projected``, ``coords-degrees``,
        ``coords-outside``: with the first feature, what was seen there, and a guess.
        Axes are never swapped here.
    """
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.isfinite(points).all(axis=1)
    points, owner = points[finite], owner[finite]
    moved = into_stored(points, source)
    wrong = ~source.holds(moved)
    if wrong.any():
        first = int(np.argmax(wrong))
        _refuse_place(points[wrong], int(owner[first]) + 1, source, name)
    if source.epsg == STORED:
        return shapes
    return np.asarray(shapely.transform(shapes, lambda xy: into_stored(xy, source)))


def into_stored(points: Points, source: Listed) -> Points:
    """Bring points (n x 2) from `source` to EPSG:4326, wherever they land."""
    if source.epsg == STORED or not len(points):
        return points
    if source.vn2000:
        degrees = points
        if source.metres:
            degrees = _apply(_transformer(source.epsg, _VN2000), points)
        return _apply(_pinned(), degrees)
    return _apply(_transformer(source.epsg, STORED), points)


def out_of_stored(points: Points, target: Listed) -> Points:
    """Bring points (n x 2) from EPSG:4326 to `target`: `into_stored` backwards."""
    if target.epsg == STORED or not len(points):
        return points
    if target.vn2000:
        degrees = _apply(_pinned(), points, backwards=True)
        if target.metres:
            return _apply(_transformer(target.epsg, _VN2000), degrees, backwards=True)
        return degrees
    return _apply(_transformer(target.epsg, STORED), points, backwards=True)


def _refuse_place(wrong: Points, feature: int, source: Listed, name: str) -> None:
    x, y = (float(value) for value in wrong[0])
    facts: dict[str, Any] = {
        "name": name,
        "feature": feature,
        "x": x,
        "y": y,
        "crs": source.name,
    }
    if source.holds(into_stored(wrong[:, ::-1], source)).all():
        raise Refused("coords-swapped", **facts)
    if source.metres and np.abs(wrong[0]).max() <= 180:  # noqa: PLR2004 - degrees
        raise Refused("coords-degrees", **facts)
    if not source.metres and np.abs(wrong[0]).max() >= _METRES_FROM:
        raise Refused("coords-projected", **facts, guesses=_guesses(wrong[:1]))
    raise Refused("coords-outside", **facts)


def _guesses(point: Points) -> list[str]:
    """Name the listed systems in which `point` would lie well, axes as given."""
    return [
        f"EPSG:{one.epsg}"
        for one in listed().values()
        if one.metres and one.holds(into_stored(point, one)).all()
    ]


def _apply(
    transformer: pyproj.Transformer, points: Points, *, backwards: bool = False
) -> Points:
    way = TransformDirection.INVERSE if backwards else TransformDirection.FORWARD
    moved = transformer.transform(points[:, 0], points[:, 1], direction=way)
    return np.column_stack(moved)


@cache
def _transformer(source: int, target: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


@cache
def _pinned() -> pyproj.Transformer:
    group = TransformerGroup(_VN2000, STORED, always_xy=True)
    for transformer in group.transformers:
        if operation() in transformer.description:
            return transformer
    raise ValueError(f"PROJ does not offer {operation()}")


@cache
def _table() -> dict[str, Any]:
    file = resources.files("boundaries.read") / "crs.toml"
    return tomllib.loads(file.read_text("utf-8"))
