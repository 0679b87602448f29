"""The graph of units: which share a border or a road, how long, what closing costs."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.refusal import Refused
from boundaries.topology.neighbours import neighbours
from gis.perimeters.crossings import OUTSIDE, Crossings
from gis.perimeters.cut import Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Borders:
    """n units and the m pairs of them that share a border or a road.

    Parameters
    ----------
    codes : n
        In the order of the units frame.
    first, second : m int64
        Units, by their place in `codes`; sorted, each pair once.
    km : m float64
        Geodesic length of the shared border; 0 where only a road or a ferry joins.
    crossings : m int64, or None
        Roads over each border; None where no roads were given: not told, not 0.
    posts : m int64
        What closing those roads costs, hundredths of a person-shift a day; 0 then.
    trips : m float64
        Daily trips between the two units; 0 where no file of trips was given.
    way_out, way_out_posts : n int64
        Roads from a unit to where no unit is, and what closing them costs.
    """

    codes: tuple[str, ...]
    first: Ints
    second: Ints
    km: Floats
    crossings: Ints | None
    posts: Ints
    trips: Floats
    way_out: Ints
    way_out_posts: Ints


def build_borders(
    units: gpd.GeoDataFrame,
    crossings: Crossings | None = None,
    prices: Mapping[str, int] | None = None,
    trips: pd.DataFrame | None = None,
) -> Borders:
    """Put shared borders, roads over them and trips together.

    Parameters
    ----------
    units
        The units frame, of one level, drawn, a coverage.
    crossings
        Of ``find_crossings`` over the same units in the same order.
    prices
        By class of road: the cheapest way to close one, hundredths of a person-shift
        a day.
    trips : DataFrame, columns `a`, `b`, `trips`
        Daily trips between two units, either way.

    Raises
    ------
    Refused
        ``crs``, ``coverage-invalid``; ``perimeter-unit-unknown`` in `trips`;
        ``perimeter-cost-zero`` where closing a class of road costs nothing.
    """
    codes = tuple(map(str, units.index))
    place = {code: at for at, code in enumerate(codes)}
    shared = neighbours(units)
    rows = pd.DataFrame(
        {
            "first": shared["a"].map(place),
            "second": shared["b"].map(place),
            "km": shared["length_m"] / 1000,
        }
    )
    out = np.zeros((2, len(codes)), dtype=np.int64)
    if crossings is not None:
        over = _over(crossings, prices or {})
        leaving = over["second"] == OUTSIDE
        gone = over[leaving]
        np.add.at(out[0], gone["first"].to_numpy(), gone["crossings"].to_numpy())
        np.add.at(out[1], gone["first"].to_numpy(), gone["posts"].to_numpy())
        rows = pd.concat([rows, over[~leaving]])
    if trips is not None:
        rows = pd.concat([rows, _trips(trips, place)])
    rows = rows.reindex(
        columns=["first", "second", "km", "crossings", "posts", "trips"]
    )
    pair = np.sort(rows[["first", "second"]].to_numpy(dtype=np.int64), axis=1)
    rows["first"], rows["second"] = pair[:, 0], pair[:, 1]
    sums = rows.fillna(0).groupby(["first", "second"], sort=True).sum().reset_index()
    return Borders(
        codes,
        sums["first"].to_numpy(dtype=np.int64),
        sums["second"].to_numpy(dtype=np.int64),
        sums["km"].to_numpy(dtype=np.float64),
        None if crossings is None else sums["crossings"].to_numpy(dtype=np.int64),
        sums["posts"].to_numpy(dtype=np.int64),
        sums["trips"].to_numpy(dtype=np.float64),
        out[0],
        out[1],
    )


def _over(crossings: Crossings, prices: Mapping[str, int]) -> pd.DataFrame:
    free = sorted({k for k in crossings.klass.tolist() if prices.get(k, 0) <= 0})
    if free:
        raise Refused("perimeter-cost-zero", classes=free)
    return pd.DataFrame(
        {
            "first": crossings.first,
            "second": crossings.second,
            "crossings": 1,
            "posts": [prices[klass] for klass in crossings.klass],
        }
    )


def _trips(trips: pd.DataFrame, place: Mapping[str, int]) -> pd.DataFrame:
    unknown = sorted((set(trips["a"]) | set(trips["b"])) - place.keys())
    if unknown:
        raise Refused("perimeter-unit-unknown", units=unknown, count=len(unknown))
    return pd.DataFrame(
        {
            "first": trips["a"].map(place),
            "second": trips["b"].map(place),
            "trips": trips["trips"],
        }
    )
