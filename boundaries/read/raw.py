"""A layer as its file has it, before anyone asks what it means."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.refusal import Fault, Refused

MOST_VERTICES = 200_000
MOST_PARTS = 10_000
MOST_FAULTS = 1000
_FURTHEST = 1e9  # no coordinate of a place is larger, in degrees or in metres


@dataclass(frozen=True, slots=True)
class Raw:
    """Columns and shapes of a layer, in the file's own coordinates.

    Parameters
    ----------
    columns : DataFrame, n rows, RangeIndex
        Values as the file types them.
    shapes : n geometries or None
    epsg
        What the file says; None where it says nothing or has only a name.
    notes
        What a reader should be told.
    crs_name
        Name of the coordinate system, where it has no code.
    box
        West, south, east and north of what the file says that it covers.
    day
        Of the data, ISO; "" where the file does not say.
    """

    columns: pd.DataFrame
    shapes: NDArray[np.object_]
    epsg: int | None
    notes: Sequence[Fault] = field(default_factory=tuple)
    crs_name: str = ""
    box: tuple[float, float, float, float] | None = None
    day: str = ""

    @classmethod
    def of_rows(
        cls,
        rows: Sequence[dict[str, Any]],
        shapes: NDArray[np.object_],
        epsg: int | None,
        notes: Sequence[Fault],
    ) -> Self:
        """Build from one mapping per feature; absent keys are missing values."""
        names = dict.fromkeys(name for row in rows for name in row)
        columns = {
            name: pd.Series([row.get(name) for row in rows], dtype=object)
            for name in names
        }
        frame = pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))
        return cls(frame, shapes, epsg, tuple(notes))


def normalise(raw: Raw, name: str) -> Raw:
    """Make the shapes flat and free of repeated vertices, and say so.

    Nothing that changes a border is repaired: a bow-tie stays one, for the check.

    Raises
    ------
    Refused
        ``layer-empty``; ``layer-broken`` with ``feature-vertices`` and
        ``feature-parts`` for features that are too large to be a boundary.
    """
    shapes = raw.shapes
    if not len(shapes):
        raise Refused("layer-empty", name=name)
    _refuse_giants(shapes, name)
    notes = list(raw.notes)
    high = shapely.has_z(shapes) | shapely.has_m(shapes)
    if high.any():
        shapes = shapely.force_2d(shapes)
        notes.append(Fault("note-z-dropped", {"count": int(high.sum())}))
    before = shapely.get_num_coordinates(shapes)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    on_earth = np.ones(len(shapes), dtype=bool)  # the others are refused later on
    on_earth[owner[~(np.abs(points) < _FURTHEST).all(axis=1)]] = False
    shapes = shapes.copy()
    shapes[on_earth] = shapely.remove_repeated_points(shapes[on_earth])
    fewer = int((before - shapely.get_num_coordinates(shapes)).sum())
    if fewer:
        notes.append(Fault("note-points-repeated", {"count": fewer}))
    return replace(raw, shapes=shapes, notes=tuple(notes))


def _refuse_giants(shapes: NDArray[np.object_], name: str) -> None:
    faults = [
        Fault(
            code, {"feature": int(place) + 1, "seen": int(counts[place]), "most": most}
        )
        for code, counts, most in (
            ("feature-vertices", shapely.get_num_coordinates(shapes), MOST_VERTICES),
            ("feature-parts", shapely.get_num_geometries(shapes), MOST_PARTS),
        )
        for place in np.flatnonzero(counts > most)
    ]
    if faults:
        count = len(faults)
        raise Refused(
            "layer-broken", faults=faults[:MOST_FAULTS], name=name, count=count
        )
