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
from boundaries.topology.edges import shared_edges
from boundaries.topology.faces import GRID, Faces, faces_of
from boundaries.topology.levels import TILING, levels_of

HOLE_WIDTH_M = 150.0
HOLE_AREA_M2 = 500_000.0
_NOBODY = -1
_CHANGES = ["change", "unit", "others", "area_m2", "lon", "lat"]


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
    A unit left with nothing gets the largest face it claimed from a unit that keeps
    others. A face that nobody claims goes to the neighbour with the longest border
    on it, of equal ones to the first code, unless it is a true hole.
    """
    require_crs(units, STORED, name="units")
    rows = _fit_rows(units)
    codes = units.index.to_numpy()[rows]
    drawn = units.geometry.to_numpy()[rows]
    sound, rings = _sound(drawn, codes)
    sizes = areas(sound)
    faces = faces_of(sound, codes, sizes)
    owner = _owners(faces, codes)
    gaps = np.flatnonzero(owner == _NOBODY)
    holes = _true_holes(faces, gaps, hole_width_m, hole_area_m2)
    owner, around = _fill(faces, owner, holes, codes)
    made = _gathered(faces, owner, len(codes))
    changes = pd.concat(
        [
            rings,
            _given(faces, owner, codes),
            _filled(faces, owner, gaps, codes, around),
            _moved(faces, owner, sound, made, codes),
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
    sound = shapely.set_precision(drawn, 0) if len(drawn) else drawn
    sound = shapely.force_2d(sound)
    broken = np.flatnonzero(~shapely.is_valid(drawn))
    fixed = shapely.make_valid(sound[broken], method="structure")
    before, after = areas(sound[broken]), areas(fixed)
    sound[broken] = fixed
    places = shapely.point_on_surface(fixed)
    return sound, _listed(
        "ring", codes[broken], [()] * len(broken), after - before, places
    )


def _owners(faces: Faces, codes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Give each face that is claimed to its first claimant, and every unit one."""
    owner = np.full(len(faces.shapes), _NOBODY)
    first = np.r_[True, faces.claimed[1:] != faces.claimed[:-1]][: len(faces.claimed)]
    owner[faces.claimed[first]] = faces.claimant[first]
    for unit in np.setdiff1d(np.arange(len(codes)), owner):
        wanted = faces.claimed[faces.claimant == unit]
        kept = np.bincount(owner[owner != _NOBODY], minlength=len(codes))
        wanted = wanted[kept[owner[wanted]] > 1]
        if not len(wanted):
            raise Refused("mend-unit-covered", unit=codes[unit])
        owner[wanted[np.argmax(faces.areas[wanted])]] = unit
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
        open_gaps = sides[(owner[sides["gap"]] == _NOBODY) & (sides["unit"] != _NOBODY)]
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


def _given(
    faces: Faces, owner: NDArray[np.int64], codes: NDArray[np.object_]
) -> pd.DataFrame:
    """List the overlaps: who keeps each, who gives it up."""
    contested = faces.claims()[faces.claimed] > 1
    face, claimant = faces.claimed[contested], faces.claimant[contested]
    losing = claimant != owner[face]
    losers = pd.Series(codes[claimant[losing]]).groupby(face[losing]).agg(tuple)
    rows = losers.index.to_numpy(dtype=np.int64)
    return _listed(
        "overlap",
        codes[owner[rows]],
        list(losers),
        faces.areas[rows],
        faces.places[rows],
    )


def _filled(
    faces: Faces,
    owner: NDArray[np.int64],
    gaps: NDArray[np.int64],
    codes: NDArray[np.object_],
    around: dict[int, tuple[str, ...]],
) -> pd.DataFrame:
    """List the gaps that were filled and the holes that were left."""
    taker = np.where(owner[gaps] == _NOBODY, "", codes[owner[gaps]].astype(str))
    others = [
        tuple(code for code in around.get(int(gap), ()) if code != unit)
        for gap, unit in zip(gaps, taker)
    ]
    listed = _listed("gap", taker, others, faces.areas[gaps], faces.places[gaps])
    listed.loc[listed["unit"] == "", "change"] = "hole"
    return listed


def _moved(
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
    gaps = (faces.claims() == 0) & (owner != _NOBODY)
    won = np.bincount(owner[gaps], faces.areas[gaps], len(codes))
    rest = np.maximum(total - lost - won, 0.0)
    rows = np.flatnonzero(rest > 0)
    places = shapely.point_on_surface(changed[rows])
    return _listed("moved", codes[rows], [()] * len(rows), rest[rows], places)


def _listed(
    change: str,
    units: NDArray[np.object_],
    others: list[tuple[str, ...]],
    size: NDArray[np.float64],
    places: NDArray[np.object_],
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "change": [change] * len(units),
            "unit": units.astype(str),
            "others": pd.Series(others, dtype=object),
            "area_m2": np.round(size, 2),
            "lon": np.round(shapely.get_x(places), 6),
            "lat": np.round(shapely.get_y(places), 6),
        },
        columns=_CHANGES,
    )
