"""Two editions of the same units: do they lie in the same place."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import STORED, areas, offsets, require_crs
from boundaries.misreadings import Misreading, guess_misreadings
from boundaries.provinces import Inside, compare_provinces, heads
from boundaries.read.crs import Listed
from boundaries.refusal import Fault

NOTED_M, REFUSED_M = 30.0, 150.0
LEAST_INSIDE = 0.95
ENOUGH_COMMUNES = 10
_SAME_AREA = 0.05  # units whose area changed by more were merged or cut
_FEWEST = 3
_LEAST_COHERENT = 0.5


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an edition lies against one that is known.

    Parameters
    ----------
    shared, appeared, vanished
        Units with a shape: in both, only in the new one, only in the known one (in
        the provinces that the new one has).
    east, north
        Median shift from the known to the new edition, metres; 0 where nothing can
        be compared.
    compared
        Units behind that median: in both, with the same area.
    coherent
        Share of them that moved about as the median says.
    provinces
        By code, those that both editions have.
    causes
        The misread reference systems that explain a shift over 150 m.
    """

    shared: int
    appeared: int
    vanished: int
    east: float
    north: float
    compared: int
    coherent: float
    provinces: Mapping[str, Inside]
    causes: tuple[Misreading, ...]

    @property
    def metres(self) -> float:
        """Length of the median shift."""
        return float(np.hypot(self.east, self.north))

    @property
    def azimuth(self) -> float:
        """Direction of the median shift in degrees, clockwise from north."""
        return float(np.degrees(np.arctan2(self.east, self.north)) % 360)

    @property
    def systematic(self) -> bool:
        """Whether the layer as a whole moved, not some of its units."""
        few = self.compared < min(_FEWEST, self.shared)
        return self.compared > 0 and not few and self.coherent >= _LEAST_COHERENT


def shares_enough(new: gpd.GeoDataFrame, known: AbstractSet[str]) -> bool:
    """Say whether enough units of `new` stand in an edition to compare the two.

    Parameters
    ----------
    new : units frame
    known
        Codes of the units of the edition that have a shape.
    """
    drawn = _drawn(new)
    shared = drawn.index.isin(known)
    communes = int((shared & (drawn["admin_level"] == "commune")).sum())
    half = shared.any() and 2 * int(shared.sum()) >= len(drawn)
    return communes >= ENOUGH_COMMUNES or bool(half)


def compare_editions(
    new: gpd.GeoDataFrame, known: gpd.GeoDataFrame, *, read: str = ""
) -> Comparison:
    """Measure how far the units of an edition lie from where they are known to lie.

    Parameters
    ----------
    new, known : units frames, EPSG:4326
        Rows without a shape are left out.
    read
        What `new` was read as, ``EPSG:9210``; see `guess_misreadings`.

    Returns
    -------
    Comparison
        The shift is the median over centroids of units that both have with the same
        area (5 %): merged and newly cut units say nothing about a shift.

    Raises
    ------
    Refused
        ``crs``.
    """
    require_crs(new, STORED, name="new")
    require_crs(known, STORED, name="known")
    new, known = _drawn(new), _drawn(known)
    shared = new.index[new.index.isin(known.index)]
    news, knowns = (f.geometry.loc[shared].to_numpy() for f in (new, known))
    before, after = areas(knowns), areas(news)
    same = np.abs(after - before) <= _SAME_AREA * before
    right, found = _centres(knowns[same]), _centres(news[same])
    moved = offsets(right, found)
    east, north = np.median(moved, axis=0) if len(moved) else (0.0, 0.0)
    metres = float(np.hypot(east, north))
    off = np.hypot(moved[:, 0] - east, moved[:, 1] - north)
    near = off <= max(metres / 2, NOTED_M / 2)
    here = np.isin(heads(known), np.unique(heads(new)))
    return Comparison(
        shared=len(shared),
        appeared=len(new) - len(shared),
        vanished=int((here & ~known.index.isin(new.index)).sum()),
        east=float(east),
        north=float(north),
        compared=int(same.sum()),
        coherent=float(near.mean()) if len(near) else 0.0,
        provinces=compare_provinces(new, known),
        causes=guess_misreadings(right, found, read) if metres > REFUSED_M else (),
    )


def judge_edition(
    seen: Comparison, edition: str
) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """Say what of a comparison forbids an edition, and what is only noted.

    Parameters
    ----------
    seen
        From `compare_editions`.
    edition
        Name of the known edition, for the sentences.

    Returns
    -------
    tuple, tuple
        Faults: ``edition-shifted`` where the whole layer moved by more than 150 m,
        with ``edition-misread`` where a misread reference system explains it;
        ``edition-outside-province`` for each province that lies by less than 95 %
        inside the province of that code. Notes: ``note-edition-shifted`` over 30 m.

    Notes
    -----
    30 m and 150 m are the working figures of this project for a mean offset from the
    communes that are known, 95 % for a province that is inside itself: VN-2000 read
    as WGS 84 lies 224 to 226 m off, one scale factor for another up to 699 m,
    one zone for another tens of kilometres, while two drawings of one border
    differ by metres.
    """
    faults, notes = [], []
    if seen.systematic and seen.metres > NOTED_M:
        facts = {
            "edition": edition,
            "metres": round(seen.metres),
            "azimuth": round(seen.azimuth) % 360,
            "count": seen.compared,
        }
        if seen.metres > REFUSED_M:
            faults.append(Fault("edition-shifted", facts))
            faults.extend(_told(seen.causes))
        else:
            notes.append(Fault("note-edition-shifted", facts))
    for code, province in sorted(seen.provinces.items()):
        if province.share < LEAST_INSIDE:
            facts = {
                "unit": code,
                "edition": edition,
                "percent": np.floor(1000 * province.share) / 10,
                "lon": round(province.lon, 4),
                "lat": round(province.lat, 4),
            }
            faults.append(Fault("edition-outside-province", facts))
    return tuple(faults), tuple(notes)


def _told(causes: tuple[Misreading, ...]) -> list[Fault]:
    if not causes:
        return []
    pairs = [f"{_named(guess.real)} → {_named(guess.read)}" for guess in causes]
    return [Fault("edition-misread", {"pairs": pairs})]


def _named(system: Listed) -> str:
    return f"{system.name} (EPSG:{system.epsg})"


def _drawn(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = units.geometry
    return units[~(shapes.isna() | shapes.is_empty)]


def _centres(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give centroids in degrees: not true centres, but alike in both editions."""
    return shapely.get_coordinates(shapely.centroid(shapes)).reshape(-1, 2)
