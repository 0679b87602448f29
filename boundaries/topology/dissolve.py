"""Putting units together to the units above them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.measure import STORED, require_crs
from boundaries.refusal import Fault, Refused
from boundaries.topology.levels import TILING, levels_of, require_coverage
from boundaries.units import COLUMNS


def dissolve(units: gpd.GeoDataFrame, admin_level: str) -> gpd.GeoDataFrame:
    """Draw the units of `admin_level` from the finest units below them.

    Parameters
    ----------
    units : GeoDataFrame, EPSG:4326, index `code`
        Holds communes, else districts, that are a coverage. Rows of `admin_level`
        itself may be among them.
    admin_level
        ``province`` or ``district``.

    Returns
    -------
    GeoDataFrame
        The units frame of that level, sorted by code. Rows that stand in `units` keep
        name, kind and parent; a row without units below keeps its shape too. A code
        that is only named as a parent is its own name, without kind and parent.

    Raises
    ------
    Refused
        ``crs``; ``coverage-invalid``; ``dissolve-level`` where `units` holds nothing
        below `admin_level`; ``dissolve-orphans`` with one fault per unit that no
        unit of that level is above.
    """
    require_crs(units, STORED, name="units")
    rank = TILING.index(admin_level) if admin_level in TILING else len(TILING)
    below = [rows for name, rows in levels_of(units) if name in TILING[rank + 1 :]]
    if not below:
        raise Refused("dissolve-level", level=admin_level)
    children = units.iloc[below[-1]]
    shapes = children.geometry.to_numpy()
    require_coverage(shapes, children.index.to_numpy())
    above = np.array(_above(units, children, admin_level), dtype=object)
    made = {
        code: shapely.coverage_union_all(shapes[above == code])
        for code in sorted(set(above))
    }
    drawn = gpd.GeoSeries(made, crs=STORED)
    named = units[units["admin_level"] == admin_level]
    drawn = pd.concat([drawn, named.geometry[~named.index.isin(drawn.index)]])
    table = pd.DataFrame(named[list(COLUMNS)]).reindex(drawn.index)
    unnamed = table["name"].isna()
    table.loc[unnamed, "name"] = table.index[unnamed]
    table["admin_level"] = admin_level
    table = table.fillna({"kind": "", "parent": ""})
    return gpd.GeoDataFrame(table, geometry=drawn).rename_axis("code").sort_index()


def _above(
    units: gpd.GeoDataFrame, children: gpd.GeoDataFrame, admin_level: str
) -> list[str]:
    """Give the unit of `admin_level` above each child.

    A parent without a row is taken to be of that level: many files hold only
    communes with the code of their district.
    """
    parents: dict[str, str] = units["parent"].to_dict()
    levels: dict[str, str] = units["admin_level"].to_dict()
    above = []
    for code in children["parent"]:
        found, passed = code, 0
        while levels.get(found, admin_level) != admin_level and passed < len(TILING):
            found, passed = parents[found], passed + 1
        above.append("" if passed == len(TILING) else found)
    faults = [
        Fault("dissolve-orphan", {"unit": code, "level": admin_level})
        for code, found in zip(children.index, above)
        if not found
    ]
    if faults:
        raise Refused(
            "dissolve-orphans", faults=faults, count=len(faults), level=admin_level
        )
    return above
