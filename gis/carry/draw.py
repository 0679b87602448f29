"""A crosswalk drawn up from borders and people, on top of a published list."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.crosswalk import COLUMNS, NAMES, check_crosswalk, cut_pieces
from boundaries.measure import areas
from boundaries.refusal import Fault
from gis.carry.counts import share_whole
from gis.population import PeopleGrid, count_people

SLIVER = 0.02
"""A smaller part of an old unit that no list names is two drawings of one border."""
APART = 0.2
"""More of an old unit's people outside what the list names is told."""
_MILLION = 1_000_000
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Drawn:
    """A crosswalk in which every old unit with a shape has its weights.

    Parameters
    ----------
    crosswalk
        Under the contract of ``boundaries.crosswalk``; weights in millionths.
    notes
        ``crosswalk-piece-empty``, ``crosswalk-pieces-apart``,
        ``crosswalk-by-area``, ``crosswalk-by-borders``, ``crosswalk-unplaced``.
    """

    crosswalk: pd.DataFrame
    notes: tuple[Fault, ...]


def draw_crosswalk(
    old: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    grid: PeopleGrid,
    listed: pd.DataFrame | None = None,
) -> Drawn:
    """Weigh the parts of divided units by the people who live on them.

    Parameters
    ----------
    old, new : units frames of one level each, EPSG:4326
        Shapes of both editions.
    grid
        People per cell; may miss far islands.
    listed
        A published crosswalk. What it says of an old unit stands; where it names
        several targets without weights, or says nothing of a unit that has a shape,
        borders and people tell. Without it they tell everything.

    Returns
    -------
    Drawn

    Notes
    -----
    The weight of a part is its people against those of all parts named. Where nobody
    was counted on any part, the land decides, which the notes say. Parts that no
    list names count from `SLIVER` of the old unit on.

    Raises
    ------
    Refused
        ``crs``; ``crosswalk-broken`` for a `listed` that is.
    """
    base = _empty() if listed is None else check_crosswalk(listed)
    several = base.groupby("old")["new"].transform("size") > 1
    bare = set(base["old"][several & base["weight"].isna()])
    fresh = list(old.index[~old.index.isin(base["old"])])
    asked = gpd.GeoDataFrame(old[old.index.isin(bare) | old.index.isin(fresh)])
    pieces = _weigh(cut_pieces(asked, new), grid)
    notes: list[Fault] = []
    by_area: list[str] = []
    rows = [base[~base["old"].isin(bare)]]
    named = base[base["old"].isin(bare & set(asked.index))]
    if len(named):
        rows.append(_listed(named, pieces, by_area, notes))
    rows.append(base[base["old"].isin(bare - set(asked.index))])
    found, lost = _unlisted(fresh, old, pieces, by_area)
    rows.append(found)
    for code, units in (
        ("crosswalk-by-area", sorted(by_area)),
        ("crosswalk-by-borders", sorted(set(fresh) - set(lost))),
        ("crosswalk-unplaced", lost),
    ):
        if units and (listed is not None or code != "crosswalk-by-borders"):
            notes.insert(0, Fault(code, {"count": len(units), "units": units}))
    drawn = pd.concat([r for r in rows if len(r)] or [_empty()])
    drawn = drawn.sort_values(["old", "new"], ignore_index=True)
    alone = drawn.groupby("old")["new"].transform("size") == 1
    drawn["weight"] = drawn["weight"].mask(alone & drawn["weight"].isna(), 1.0)
    drawn.index = pd.RangeIndex(2, len(drawn) + 2, name="row")
    return Drawn(check_crosswalk(drawn), tuple(notes))


def _empty() -> pd.DataFrame:
    texts = {name: pd.Series(dtype=str) for name in ("old", "new", *NAMES)}
    frame = pd.DataFrame({**texts, "weight": pd.Series(dtype=np.float64)})
    return frame[[*COLUMNS, *NAMES]]


def _weigh(pieces: gpd.GeoDataFrame, grid: PeopleGrid) -> pd.DataFrame:
    """Give people and land of each piece, and their shares of the old unit."""
    shapes = pieces.geometry.to_numpy()
    told = pd.DataFrame(pieces[["old", "new"]])
    people = count_people(grid, shapes, leave_outside=True)
    told["people"] = np.nan_to_num(people)
    told["land"] = areas(shapes)
    whole = told.groupby("old")[["people", "land"]].transform("sum")
    told["by_land"] = told["land"] / whole["land"]
    peopled = whole["people"] > 0
    told["peopled"] = peopled
    told["share"] = (told["people"] / whole["people"]).where(peopled, told["by_land"])
    return told


def _listed(
    named: pd.DataFrame,
    pieces: pd.DataFrame,
    by_area: list[str],
    notes: list[Fault],
) -> pd.DataFrame:
    """Weigh what a list names; a target that the borders do not meet falls out."""
    joined = named.drop(columns="weight").merge(
        pieces[["old", "new", "people", "share", "land"]], on=["old", "new"], how="left"
    )
    kept = []
    for unit, own in joined.groupby("old", sort=True):
        met = own[own["land"].notna()]
        if met.empty:
            kept.append(own.assign(weight=np.nan))
            continue
        notes += [
            Fault("crosswalk-piece-empty", {"old": unit, "new": new})
            for new in own["new"][own["land"].isna()]
        ]
        inside = float(met["share"].sum())
        if inside < 1 - APART:
            facts = {"unit": unit, "percent": round(100 * (1 - inside), 1)}
            notes.append(Fault("crosswalk-pieces-apart", facts))
        by = "people" if met["people"].sum() > 0 else "land"
        if by == "land":
            by_area.append(str(unit))
        kept.append(met.assign(weight=_millionths(met[by])))
    return pd.concat(kept)[[*COLUMNS, *NAMES]]


def _unlisted(
    fresh: list[str],
    old: gpd.GeoDataFrame,
    pieces: pd.DataFrame,
    by_area: list[str],
) -> tuple[pd.DataFrame, list[str]]:
    """Let borders tell where a unit went that no list names."""
    large = pieces[(pieces["share"] >= SLIVER) | (pieces["by_land"] >= SLIVER)]
    own = large[large["old"].isin(fresh)]
    rows = []
    for unit, met in own.groupby("old", sort=True):
        by = "people" if met["people"].sum() > 0 else "land"
        if by == "land" and len(met) > 1:
            by_area.append(str(unit))
        name, district = old.loc[unit, "name"], old.loc[unit, "parent"]
        told = met[["old", "new"]].assign(
            weight=_millionths(met[by]),
            old_name=name,
            old_district=district,
            old_province="",
        )
        rows.append(told)
    placed = set(own["old"])
    lost = [code for code in fresh if code not in placed]
    return (pd.concat(rows) if rows else _empty()), lost


def _millionths(figures: "pd.Series[float]") -> np.ndarray:
    """Give shares with six decimals that add up to 1."""
    weights = figures.to_numpy(np.float64)
    return share_whole(_MILLION, weights / weights.sum()) / _MILLION
