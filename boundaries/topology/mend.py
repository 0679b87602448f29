"""Making a valid coverage of a layer that is none, and saying what it cost."""

from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.measure import STORED, areas, distances, require_crs
from boundaries.refusal import Fault, Refused
from boundaries.topology.changes import (
    CHANGES,
    list_changes,
    list_gaps,
    list_moved,
    list_overlaps,
)
from boundaries.topology.edges import shared_edges
from boundaries.topology.faces import GRID, NOBODY, Faces, faces_of
from boundaries.topology.levels import TILING, levels_of

HOLE_WIDTH_M = 150.0
HOLE_AREA_M2 = 500_000.0
LEAST_KEPT = 0.01


@dataclass(frozen=True)
class Mended:
    """A coverage, and every change that made it one.

    Parameters
    ----------
    units : GeoDataFrame
        The rows of the layer in their order, with new shapes.
    changes : DataFrame
        One row per change: `change` (``ring``: an invalid ring was made valid;
        ``overlap``: the face went to `unit`, `others` gave it up; ``gap``: the face
        was given to `unit`; ``hole``: a gap too large to be a slip of drawing was
        left open, `unit` is empty and `others` lie around it; ``moved``: what else
        of `unit` changed, by noding), `others` (tuple of codes), `area_m2`
        (geodesic; of a ring, the area gained), `lon`, `lat`.
    """

    units: gpd.GeoDataFrame
    changes: pd.DataFrame

    def area(self, change: str) -> float:
        """Add up the area of one kind of change, in m2."""
        return float(
            self.changes.loc[self.changes["change"] == change, "area_m2"].sum()
        )


def mend(
    units: gpd.GeoDataFrame,
    *,
    hole_width_m: float = HOLE_WIDTH_M,
    hole_area_m2: float = HOLE_AREA_M2,
) -> Mended:
    """Make the units of one level a valid coverage, by rules that are told.

    Parameters
    ----------
    units : GeoDataFrame, EPSG:4326, index `code`
        Codes are unique, coordinates finite. Rows of hamlets, of areas and rows
        without a shape are given back as they are.
    hole_width_m, hole_area_m2
        An enclosed gap both wider (mean width: twice the area by the perimeter)
        and larger than this is a true hole and stays.

    Raises
    ------
    Refused
        ``crs``; ``mend-levels-mixed``; ``mend-unfit`` with its faults;
        ``mend-unit-covered`` where a unit would be left without land.

    Notes
    -----
    Invalid rings are made valid first. All borders are noded on a grid of 1e-7
    degrees (1 cm) and cut the land into faces. A face with one claimant is its own.
    A face with several goes to the smallest of them by the area it drew: the border
    between two units is then the one that the smaller drew, and an enclave is kept.
    A unit left with less than a hundredth of what it drew gets the largest face it
    claimed from a unit that keeps more than that. A face that nobody claims goes to
    the neighbour with the longest border on it, of equal ones to the first code,
    unless it is a true hole.
    """
    require_crs(units, STORED, name="units")
    rows = _fit_rows(units)
    if not len(rows):
        return Mended(units, pd.DataFrame(columns=CHANGES))
    codes = units.index.to_numpy()[rows]
    drawn = units.geometry.to_numpy()[rows]
    sound, rings = _sound(drawn, codes)
    sizes = areas(sound)
    faces = faces_of(sound, codes, sizes)
    owner = _owners(faces, codes, sizes)
    gaps = np.flatnonzero(owner == NOBODY)
    holes = _true_holes(faces, gaps, hole_width_m, hole_area_m2)
    owner, around = _fill(faces, owner, holes, codes)
    made = _gathered(faces, owner, len(codes))
    changes = pd.concat(
        [
            rings,
            list_overlaps(faces, owner, codes),
            list_gaps(faces, owner, gaps, codes, around),
            list_moved(faces, owner, sound, made, codes),
        ],
        ignore_index=True,
    )
    shapes = units.geometry.to_numpy().copy()
    shapes[rows] = made
    return Mended(
        units.set_geometry(gpd.GeoSeries(shapes, units.index, STORED)), changes
    )


def _fit_rows(units: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Give the rows to be mended; refuse what no rule can mend."""
    levels = [(name, rows) for name, rows in levels_of(units) if name in TILING]
    if len(levels) > 1:
        raise Refused("mend-levels-mixed", levels=tuple(name for name, _ in levels))
    rows = levels[0][1] if levels else np.array([], dtype=np.int64)
    shapes, codes = units.geometry.to_numpy(), units.index.to_numpy()
    faults = [
        Fault("mend-code-duplicate", {"unit": code})
        for code in sorted(set(units.index[units.index.duplicated()]), key=str)
    ]
    places, owner = shapely.get_coordinates(shapes, return_index=True)
    endless = np.unique(owner[~np.isfinite(places).all(axis=1)])
    faults += [Fault("mend-coordinate-infinite", {"unit": codes[i]}) for i in endless]
    flat = rows[~np.isin(shapely.get_type_id(shapes[rows]), (3, 6))]
    faults += [Fault("mend-shape-type", {"unit": codes[i]}) for i in flat]
    if faults:
        raise Refused("mend-unfit", faults=faults, count=len(faults))
    return rows


def _sound(
    drawn: NDArray[np.object_], codes: NDArray[np.object_]
) -> tuple[NDArray[np.object_], pd.DataFrame]:
    """Make invalid rings valid, and list each with what it gained."""
    sound = shapely.force_2d(drawn)
    broken = np.flatnonzero(~shapely.is_valid(drawn))
    fixed = shapely.make_valid(sound[broken], method="structure")
    before, after = areas(sound[broken]), areas(fixed)
    flat = [
        Fault("mend-shape-flat", {"unit": code})
        for code, size in zip(codes[broken], after)
        if size == 0
    ]
    if flat:
        raise Refused("mend-unfit", faults=flat, count=len(flat))
    sound[broken] = fixed
    places = shapely.point_on_surface(fixed)
    return sound, list_changes(
        "ring", codes[broken], [()] * len(broken), after - before, places
    )


def _owners(
    faces: Faces, codes: NDArray[np.object_], sizes: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Give each face that is claimed to its first claimant, and every unit some."""
    owner = np.full(len(faces.shapes), NOBODY)
    first = np.r_[True, faces.claimed[1:] != faces.claimed[:-1]][: len(faces.claimed)]
    owner[faces.claimed[first]] = faces.claimant[first]
    least = sizes * LEAST_KEPT
    owned = owner != NOBODY
    kept = np.bincount(owner[owned], faces.areas[owned], minlength=len(codes))
    for unit in np.flatnonzero(kept <= least):
        wanted = faces.claimed[faces.claimant == unit]
        for face in wanted[np.argsort(-faces.areas[wanted], kind="stable")]:
            giver, size = owner[face], faces.areas[face]
            if giver != unit and kept[giver] - size > least[giver]:
                owner[face] = unit
                kept[giver] -= size
                kept[unit] += size
                break
        if kept[unit] <= least[unit]:
            raise Refused("mend-unit-covered", unit=codes[unit])
    return owner


def _true_holes(
    faces: Faces, gaps: NDArray[np.int64], width: float, area: float
) -> NDArray[np.int64]:
    edges = faces.edges
    ours = np.isin(edges.shape, gaps)
    length = distances(edges.points[edges.start[ours]], edges.points[edges.end[ours]])
    perimeter = np.bincount(edges.shape[ours], length, minlength=len(faces.shapes))
    wide = 2 * faces.areas[gaps] / np.maximum(perimeter[gaps], GRID) > width
    return gaps[wide & (faces.areas[gaps] > area)]


def _fill(
    faces: Faces,
    owner: NDArray[np.int64],
    holes: NDArray[np.int64],
    codes: NDArray[np.object_],
) -> tuple[NDArray[np.int64], dict[int, tuple[str, ...]]]:
    """Give each gap to the neighbour with the longest border on it.

    Returns
    -------
    owner : [f]
    around : dict
        The units around each gap, the longest border first.
    """
    edges, owner = faces.edges, owner.copy()
    one, other = shared_edges(edges.key, edges.shape)
    length = distances(edges.points[edges.start[one]], edges.points[edges.end[one]])
    sides = pd.DataFrame(
        {
            "gap": np.r_[edges.shape[one], edges.shape[other]],
            "beside": np.r_[edges.shape[other], edges.shape[one]],
            "length": np.r_[length, length],
        }
    )
    around: dict[int, tuple[str, ...]] = {}
    while True:
        sides["unit"] = owner[sides["beside"]]
        open_gaps = sides[(owner[sides["gap"]] == NOBODY) & (sides["unit"] != NOBODY)]
        totals = open_gaps.groupby(["gap", "unit"], as_index=False)["length"].sum()
        totals["code"] = codes[totals["unit"]].astype(str)
        totals = totals.sort_values(
            ["gap", "length", "code"], ascending=[True, False, True]
        )
        around |= totals.groupby("gap")["code"].agg(tuple).to_dict()
        best = totals[~totals["gap"].isin(holes)].drop_duplicates("gap")
        if best.empty:
            return owner, around
        owner[best["gap"]] = best["unit"]


def _gathered(
    faces: Faces, owner: NDArray[np.int64], count: int
) -> NDArray[np.object_]:
    """Put the faces of each unit together."""
    order = np.argsort(owner, kind="stable")
    cuts = np.searchsorted(owner[order], np.arange(count + 1))
    pieces = [faces.shapes[order[i:j]] for i, j in pairwise(cuts)]
    made = np.empty(count, dtype=object)
    made[:] = [shapely.coverage_union_all(piece) for piece in pieces]
    return made
