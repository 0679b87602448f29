"""The list of what mending changed: what, whose, how large, where."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.measure import areas
from boundaries.topology.faces import NOBODY, Faces

CHANGES = ["change", "unit", "others", "area_m2", "lon", "lat"]


def list_overlaps(
    faces: Faces, owner: NDArray[np.int64], codes: NDArray[np.object_]
) -> pd.DataFrame:
    """List the overlaps: who keeps each, who gives it up."""
    contested = faces.claims()[faces.claimed] > 1
    face, claimant = faces.claimed[contested], faces.claimant[contested]
    losing = claimant != owner[face]
    losers = pd.Series(codes[claimant[losing]]).groupby(face[losing]).agg(tuple)
    rows = losers.index.to_numpy(dtype=np.int64)
    return list_changes(
        "overlap",
        codes[owner[rows]],
        list(losers),
        faces.areas[rows],
        faces.places[rows],
    )


def list_gaps(
    faces: Faces,
    owner: NDArray[np.int64],
    gaps: NDArray[np.int64],
    codes: NDArray[np.object_],
    around: dict[int, tuple[str, ...]],
) -> pd.DataFrame:
    """List the gaps that were filled and the holes that were left."""
    taker = np.where(owner[gaps] == NOBODY, "", codes[owner[gaps]].astype(str))
    others = [
        tuple(code for code in around.get(int(gap), ()) if code != unit)
        for gap, unit in zip(gaps, taker)
    ]
    listed = list_changes("gap", taker, others, faces.areas[gaps], faces.places[gaps])
    listed.loc[listed["unit"] == "", "change"] = "hole"
    return listed


def list_moved(
    faces: Faces,
    owner: NDArray[np.int64],
    sound: NDArray[np.object_],
    made: NDArray[np.object_],
    codes: NDArray[np.object_],
) -> pd.DataFrame:
    """List what changed of each unit beyond overlaps and gaps."""
    changed = shapely.symmetric_difference(sound, made)
    total = areas(changed)
    theirs = faces.claimant != owner[faces.claimed]
    lost = np.bincount(
        faces.claimant[theirs], faces.areas[faces.claimed[theirs]], len(codes)
    )
    gaps = (faces.claims() == 0) & (owner != NOBODY)
    won = np.bincount(owner[gaps], faces.areas[gaps], len(codes))
    rest = np.maximum(total - lost - won, 0.0)
    rows = np.flatnonzero(rest > 0)
    places = shapely.point_on_surface(changed[rows])
    return list_changes("moved", codes[rows], [()] * len(rows), rest[rows], places)


def list_changes(
    change: str,
    units: NDArray[np.object_],
    others: list[tuple[str, ...]],
    size: NDArray[np.float64],
    places: NDArray[np.object_],
) -> pd.DataFrame:
    """Give one row per change of one kind, as `Mended.changes` describes it."""
    return pd.DataFrame(
        {
            "change": [change] * len(units),
            "unit": units.astype(str),
            "others": pd.Series(others, dtype=object),
            "area_m2": np.round(size, 2),
            "lon": np.round(shapely.get_x(places), 6),
            "lat": np.round(shapely.get_y(places), 6),
        },
        columns=CHANGES,
    )
