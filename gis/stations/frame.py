"""The stations frame: where each point lies, and what of it a person should look at."""

import geopandas as gpd
import pandas as pd

from boundaries.measure import STORED, require_crs
from boundaries.refusal import Fault
from gis.locate import UnitIndex

MOBILE = "mobile_station"
KINDS = (MOBILE, "quarantine_site", "treatment_site", "test_site")
"""Trạm y tế lưu động, khu cách ly, cơ sở điều trị, điểm xét nghiệm."""


def place_stations(
    stations: gpd.GeoDataFrame, units: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, tuple[Fault, ...]]:
    """Find the commune of each point, and flag what cannot be right.

    Parameters
    ----------
    stations : GeoDataFrame, n points, EPSG:4326
        Of ``read_stations``.
    units : units frame
        The province's units; points lie in its communes.

    Returns
    -------
    GeoDataFrame
        The same with `unit`: the commune that the place is in, "" for none. What the
        file said stands where the place is outside all communes but that code is one
        of them (a point may be put at the road beside a border).
    tuple of Fault
        ``station-overfull``, ``station-outside``, ``station-elsewhere`` (the place
        and the code of the file disagree: the place is believed).

    Raises
    ------
    Refused
        ``crs``.
    """
    require_crs(stations, STORED, name="stations")
    communes = gpd.GeoDataFrame(units[units["admin_level"] == "commune"])
    points = stations.geometry
    found = UnitIndex(communes).find(points.x.to_numpy(), points.y.to_numpy())
    placed, faults = [], []
    for name, said, seen in zip(stations.index, stations["unit"], found):
        if seen is None and said in communes.index:
            placed.append(said)
        else:
            placed.append(seen or "")
        if seen is None:
            faults.append(Fault("station-outside", {"id": name, "unit": said}))
        elif said and said != seen:
            facts = {"id": name, "said": said, "found": seen}
            faults.append(Fault("station-elsewhere", facts))
    over = stations["in_use"] > stations["capacity"]
    for name, row in stations[over.fillna(value=False)].iterrows():
        facts = {"id": name, "in_use": row["in_use"], "capacity": row["capacity"]}
        faults.append(Fault("station-overfull", facts))
    told = stations.assign(unit=pd.Series(placed, index=stations.index, dtype=str))
    return told, tuple(faults)
