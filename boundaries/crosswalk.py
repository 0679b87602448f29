"""From the units of one edition to those of a later one: the crosswalk frame."""

from collections.abc import Collection, Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED, require_crs
from boundaries.refusal import Fault, Refused

COLUMNS = ("old", "new", "weight")
NAMES = ("old_name", "old_district", "old_province")
TOLERANCE = 2e-6
"""How far weights may be from 1 in all: written with six decimals, they round."""
_AREAL = 2


def check_crosswalk(
    crosswalk: pd.DataFrame,
    old: Collection[str] | None = None,
    new: Collection[str] | None = None,
) -> pd.DataFrame:
    """Refuse a frame that breaks the crosswalk contract; give it back otherwise.

    Parameters
    ----------
    crosswalk : DataFrame, n rows, one per old unit and new unit
        Index `row`: where it stands in its file. Columns: `old`, `new` (codes, each
        of its own edition: a code that both have may be two places), `weight` (share
        of the old unit that goes to the new one, 0 to 1; NaN where nobody said), and
        `NAMES` (text, "" where unknown). The weights of an old unit are all given
        and add up to 1, or none is.
    old, new
        Codes of the two editions, where they are known; every one of `old` must
        have a target, and every target must be one of `new`.

    Returns
    -------
    DataFrame
        The same object.

    Raises
    ------
    Refused
        ``crosswalk-columns``, or ``crosswalk-broken`` with ``crosswalk-code-missing``,
        ``crosswalk-duplicate``, ``crosswalk-weight``, ``crosswalk-weights-partial``,
        ``crosswalk-weights-sum``, ``crosswalk-old-unknown``,
        ``crosswalk-new-unknown``, ``crosswalk-old-untold``.
    """
    missing = [c for c in (*COLUMNS, *NAMES) if c not in crosswalk.columns]
    if missing:
        raise Refused("crosswalk-columns", missing=missing)
    faults = [*_row_faults(crosswalk), *_sum_faults(crosswalk)]
    faults += _code_faults(crosswalk, old, new)
    if faults:
        raise Refused("crosswalk-broken", faults=faults, count=len(faults))
    return crosswalk


def divided(crosswalk: pd.DataFrame) -> list[str]:
    """Give the old units that go to more than one new one, sorted."""
    targets = crosswalk.groupby("old")["new"].size()
    return [str(code) for code in targets.index[targets > 1]]


def require_targets(listed: Collection[str], codes: Collection[str]) -> None:
    """Refuse old units that a crosswalk does not tell of: their cases would be lost.

    Parameters
    ----------
    listed
        The old units of the crosswalk.
    codes
        Those that reported.

    Raises
    ------
    Refused
        ``crosswalk-untold`` with the codes.
    """
    if untold := sorted(set(codes) - set(listed)):
        raise Refused("crosswalk-untold", count=len(untold), units=untold)


def weighted(crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Give every row its weight: 1 where an old unit has one target.

    Raises
    ------
    Refused
        ``crosswalk-weights-missing`` with the divided units that nobody weighed:
        equal parts would be a guess.
    """
    targets = crosswalk.groupby("old")["new"].transform("size")
    weight = crosswalk["weight"].mask((targets == 1) & crosswalk["weight"].isna(), 1.0)
    bare = sorted(set(crosswalk["old"][weight.isna()]))
    if bare:
        raise Refused("crosswalk-weights-missing", count=len(bare), units=bare)
    return crosswalk.assign(weight=weight.astype(np.float64))


def units_before(crosswalk: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give the old units as far as the crosswalk names them: without shapes.

    Returns
    -------
    GeoDataFrame
        The columns of the units frame: communes with their districts and provinces,
        where the crosswalk has these; a unit without a name is called by its code.
    """
    rows = crosswalk.drop_duplicates("old")
    levels = (
        ("province", rows["old_province"], rows["old_province"], ""),
        ("district", rows["old_district"], rows["old_district"], rows["old_province"]),
        (
            "commune",
            rows["old"],
            rows["old_name"],
            rows["old_district"].where(
                rows["old_district"] != "", rows["old_province"]
            ),
        ),
    )
    frames = [
        pd.DataFrame(
            {
                "code": code,
                "name": name.where(name != "", code),
                "kind": "",
                "admin_level": level,
                "parent": parent,
            }
        )
        for level, code, name, parent in levels
    ]
    told = pd.concat(frames)
    told = told[told["code"] != ""].drop_duplicates("code").set_index("code")
    return gpd.GeoDataFrame(told, geometry=[None] * len(told), crs=STORED)


def cut_pieces(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut old units by new ones.

    Parameters
    ----------
    old, new : units frames of one level each, EPSG:4326

    Returns
    -------
    GeoDataFrame
        `old`, `new` (codes) and the land that they share; pairs that share only a
        border are left out. Sorted by both codes.

    Raises
    ------
    Refused
        ``crs``.
    """
    require_crs(old, STORED, name="old units")
    require_crs(new, STORED, name="new units")
    olds, news = old.geometry.to_numpy(), new.geometry.to_numpy()
    one, other = shapely.STRtree(news).query(olds, predicate="intersects")
    shared = shapely.intersection(olds[one], news[other])
    flat = [
        shapely.union_all([p for p in shapely.get_parts(g) if _areal(p)])
        for g in shared
    ]
    frame = gpd.GeoDataFrame(
        {"old": old.index[one], "new": new.index[other]}, geometry=flat, crs=STORED
    )
    frame = frame[~frame.geometry.is_empty]
    return frame.sort_values(["old", "new"], ignore_index=True)


def _areal(part: shapely.Geometry) -> bool:
    return int(shapely.get_dimensions(part)) == _AREAL


def _row_faults(crosswalk: pd.DataFrame) -> Iterator[Fault]:
    again = crosswalk.duplicated(["old", "new"])
    rows = zip(crosswalk.index, crosswalk["old"], crosswalk["new"], again)
    for row, old, new, repeated in rows:
        if not old or not new:
            yield Fault("crosswalk-code-missing", {"row": row})
        elif repeated:
            yield Fault("crosswalk-duplicate", {"row": row, "old": old, "new": new})
    off = (crosswalk["weight"] < 0) | (crosswalk["weight"] > 1)
    for row, weight in crosswalk["weight"][off].items():
        yield Fault("crosswalk-weight", {"row": row, "seen": weight})


def _sum_faults(crosswalk: pd.DataFrame) -> Iterator[Fault]:
    weights = crosswalk.groupby("old")["weight"].agg(["size", "count", "sum"])
    partial = (weights["count"] > 0) & (weights["count"] < weights["size"])
    for old in weights.index[partial]:
        yield Fault("crosswalk-weights-partial", {"unit": old})
    told = (weights["count"] > 0) & ~partial
    off = told & ((weights["sum"] - 1).abs() > TOLERANCE)
    for old, total in weights["sum"][off].items():
        yield Fault("crosswalk-weights-sum", {"unit": old, "seen": float(total)})


def _code_faults(
    crosswalk: pd.DataFrame,
    old: Collection[str] | None,
    new: Collection[str] | None,
) -> Iterator[Fault]:
    given = crosswalk[(crosswalk["old"] != "") & (crosswalk["new"] != "")]
    if old is not None:
        for row, code in given["old"][~given["old"].isin(list(old))].items():
            yield Fault("crosswalk-old-unknown", {"row": row, "unit": code})
        for code in sorted(set(old) - set(given["old"])):
            yield Fault("crosswalk-old-untold", {"unit": code})
    if new is not None:
        for row, code in given["new"][~given["new"].isin(list(new))].items():
            yield Fault("crosswalk-new-unknown", {"row": row, "unit": code})
