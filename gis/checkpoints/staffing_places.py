"""Who travels and where to: settlements and places of care, put on the network."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.measure import STORED, require_crs
from boundaries.refusal import Fault, Refused
from gis.roads.graph import RoadGraph
from gis.roads.travel import snap_places

CARE = ("hospital", "maternity", "dialysis")
"""Kinds of sites that nobody's way to may grow long."""
MOST_SNAP_KM = 5.0
"""Placeholder: a place farther than so from any road is told, not put on one."""


@dataclass(frozen=True, slots=True, eq=False)
class Settlements:
    """Communes, each as one place on the network.

    Parameters
    ----------
    codes, names
        Of those that were put on the network.
    node : int[s]
        Their junctions.
    people : float[s]
        NaN where nobody counted.
    far : mapping
        Code to metres from the nearest junction, of those too far from any road.
    elsewhere
        How many lie outside the country that the roads cover: nobody's fault, and
        nothing is said of them.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    node: NDArray[np.int64]
    people: NDArray[np.float64]
    far: Mapping[str, float]
    elsewhere: int


@dataclass(frozen=True, slots=True, eq=False)
class Care:
    """Where each kind of care is to be had.

    Parameters
    ----------
    node : mapping
        Kind (of `CARE`) to junctions, at least one each.
    notes
        ``note-care-at-hospitals``, ``note-site-far``.
    """

    node: Mapping[str, NDArray[np.int64]]
    notes: tuple[Fault, ...]


def put_settlements(
    units: gpd.GeoDataFrame,
    graph: RoadGraph,
    *,
    people: "pd.Series[float] | None" = None,
    most_km: float = MOST_SNAP_KM,
) -> Settlements:
    """Put each commune at the junction nearest to a point inside it.

    Parameters
    ----------
    units : units frame
        Its communes that have a shape are taken.
    graph
        Of passable roads only.
    people : Series, index `code`
        Counted people.
    most_km
        Farther from a junction, a commune is told in `far` and not judged.

    Raises
    ------
    Refused
        ``crs``; ``staffing-no-settlement`` where no commune lies near a road.
    """
    require_crs(units, STORED, name="units")
    told = (units["admin_level"] == "commune") & units.geometry.notna()
    communes = units[told.to_numpy()]
    points = shapely.point_on_surface(communes.geometry.to_numpy())
    put = snap_places(graph, shapely.get_x(points), shapely.get_y(points))
    near = put.metres <= most_km * 1000
    if not near.any():
        raise Refused("staffing-no-settlement", most_km=most_km, count=len(communes))
    covered = shapely.convex_hull(shapely.geometrycollections(graph.shapes))
    far = ~near & shapely.covers(covered, points)
    codes = communes.index.to_numpy(dtype=object)
    counted = np.full(len(codes), np.nan)
    if people is not None:
        counted = people.reindex(communes.index).to_numpy(np.float64)
    return Settlements(
        tuple(str(code) for code in codes[near]),
        tuple(str(name) for name in communes["name"].to_numpy(dtype=object)[near]),
        put.node[near],
        counted[near],
        {str(c): float(m) for c, m in zip(codes[far], put.metres[far])},
        int((~near & ~far).sum()),
    )


def put_care(
    sites: gpd.GeoDataFrame, graph: RoadGraph, *, most_km: float = MOST_SNAP_KM
) -> Care:
    """Put the places of care at their nearest junctions.

    Parameters
    ----------
    sites : GeoDataFrame, points, EPSG:4326
        `kind` and `name`, of ``boundaries.read.read_points``.
    graph, most_km
        See `put_settlements`.

    Returns
    -------
    Care
        A kind that the file does not name is had at its hospitals, and a note says so;
        without hospitals only the kinds named are judged.

    Raises
    ------
    Refused
        ``crs``; ``staffing-no-care`` where the file has no place of care near a road.
    """
    require_crs(sites, STORED, name="sites")
    care = sites[sites["kind"].isin(CARE).to_numpy()]
    points = care.geometry
    put = snap_places(graph, points.x.to_numpy(), points.y.to_numpy())
    near = put.metres <= most_km * 1000
    notes = [
        Fault(
            "note-site-far", {"name": str(name), "km": round(float(metres) / 1000, 1)}
        )
        for name, metres in zip(care["name"][~near], put.metres[~near])
    ]
    kinds = care["kind"].to_numpy(dtype=object)[near]
    node = {kind: np.unique(put.node[near][kinds == kind]) for kind in CARE}
    had = {kind: nodes for kind, nodes in node.items() if len(nodes)}
    if not had:
        raise Refused("staffing-no-care", count=len(sites), most_km=most_km)
    if "hospital" in had:
        lent = [kind for kind in CARE if kind not in set(care["kind"])]
        had |= dict.fromkeys(lent, had["hospital"])
        if lent:
            notes.append(Fault("note-care-at-hospitals", {"kinds": lent}))
    return Care({kind: had[kind] for kind in CARE if kind in had}, tuple(notes))
