"""Two editions of the same units: do they lie in the same place."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.measure import STORED, areas, require_crs
from boundaries.provinces import Inside, compare_provinces, heads
from boundaries.read.crs import Listed
from boundaries.refusal import Fault
from boundaries.shifts import Shift, measure_shift

LEAST_INSIDE = 0.95
ENOUGH_COMMUNES = 10
_SAME_AREA = 0.05  # units whose area changed by more were merged or cut
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an edition lies against one that is known.

    Parameters
    ----------
    shared, appeared, vanished
        Units with a shape: in both, only in the new one, only in the known one (in
        the provinces that the new one has).
    shift
        Of the layer as a whole, by the units that have the same area in both.
    shifts
        Of each province with at least ten such units, by code.
    inside
        How much of each province that both have lies inside itself, by code.
    """

    shared: int
    appeared: int
    vanished: int
    shift: Shift
    shifts: Mapping[str, Shift]
    inside: Mapping[str, Inside]


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
        Shifts are medians over centroids of units that both have with the same area
        (to 5 %): merged and newly cut units say nothing about a shift.

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
    of_new = heads(new)
    of_same = of_new[new.index.isin(known.index)][same]
    codes, counts = np.unique(of_same, return_counts=True)
    here = np.isin(heads(known), np.unique(of_new))
    few = same.sum() < min(_FEWEST, len(shared))
    return Comparison(
        shared=len(shared),
        appeared=len(new) - len(shared),
        vanished=int((here & ~known.index.isin(new.index)).sum()),
        shift=measure_shift(
            right[:0] if few else right, found[:0] if few else found, read
        ),
        shifts={
            code: measure_shift(right[of_same == code], found[of_same == code], read)
            for code in codes[counts >= ENOUGH_COMMUNES]
        },
        inside=compare_provinces(new, known),
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
        else ``edition-province-shifted`` for each province that did (layers are put
        together from surveys in many zones), each with ``edition-misread`` where a
        misread reference system explains it; ``edition-outside-province`` for each
        province that lies by less than 95 % inside the province of that code.
        Notes: ``note-edition-shifted``, ``note-edition-province-shifted`` over 30 m.

    Notes
    -----
    30 m and 150 m are the working figures of this project for a mean offset from the
    communes that are known, 95 % for a province that is inside itself: VN-2000 read
    as WGS 84 lies 224 to 226 m off, one scale factor for another up to 699 m,
    one zone for another tens of kilometres, while two drawings of one border
    differ by metres.
    """
    faults: list[Fault] = []
    notes: list[Fault] = []
    whole = _facts(seen.shift, edition)
    if seen.shift.refused:
        faults += [Fault("edition-shifted", whole), *_told(seen.shift)]
    elif seen.shift.noted:
        notes.append(Fault("note-edition-shifted", whole))
    for code, shift in seen.shifts.items():
        facts = _facts(shift, edition) | {"unit": code}
        if shift.refused and not seen.shift.refused:
            faults += [Fault("edition-province-shifted", facts), *_told(shift)]
        elif shift.noted and not seen.shift.noted:
            notes.append(Fault("note-edition-province-shifted", facts))
    faults += [
        Fault(
            "edition-outside-province",
            {
                "unit": code,
                "edition": edition,
                "percent": np.floor(1000 * inside.share) / 10,
                "lon": round(inside.lon, 4),
                "lat": round(inside.lat, 4),
            },
        )
        for code, inside in seen.inside.items()
        if inside.share < LEAST_INSIDE
    ]
    return tuple(faults), tuple(notes)


def _facts(shift: Shift, edition: str) -> dict[str, object]:
    return {
        "edition": edition,
        "metres": round(shift.metres),
        "azimuth": round(shift.azimuth) % 360,
        "count": shift.places,
    }


def _told(shift: Shift) -> list[Fault]:
    if not shift.causes:
        return []
    pairs = [f"{_named(guess.real)} → {_named(guess.read)}" for guess in shift.causes]
    return [Fault("edition-misread", {"pairs": pairs})]


def _named(system: Listed) -> str:
    return f"{system.name} (EPSG:{system.epsg})"


def _drawn(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = units.geometry
    return units[~(shapes.isna() | shapes.is_empty)]


def _centres(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give centroids in degrees: not true centres, but alike in both editions."""
    return shapely.get_coordinates(shapely.centroid(shapes)).reshape(-1, 2)
