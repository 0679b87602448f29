"""Units and neighbours as plain tables, where no polygons are needed."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from boundaries.measure import STORED
from boundaries.read.layers import kind_of
from boundaries.read.raw import MOST_FAULTS
from boundaries.read.table import Table, require_columns
from boundaries.read.text import read_table
from boundaries.read.units import CONTRACT, check_words, read_units
from boundaries.refusal import Fault, Refused
from boundaries.units import check_units


def read_unit_list(path: Path) -> gpd.GeoDataFrame:
    """Read ``units.csv``: ``code,name,kind,admin_level,parent``.

    Returns
    -------
    GeoDataFrame
        The units frame without shapes, in the file's order: the one form in which a
        commune may lack its geometry. A blank `kind` is read from the name.

    Raises
    ------
    Refused
        See `boundaries.read.text.read_table`; ``table-columns``; the faults of
        `check_words` and of `check_units` but for missing shapes.
    """
    name = Path(path).name
    table = read_table(path, wanted=[CONTRACT])
    require_columns(table, CONTRACT, name)
    frame = table.frame()[list(CONTRACT)].reset_index(drop=True)
    frame["kind"] = frame["kind"].where(frame["kind"] != "", frame["name"].map(kind_of))
    units = gpd.GeoDataFrame(frame, geometry=[None] * len(frame), crs=STORED)
    units = units.set_index("code")
    check_words(units, name)
    try:
        check_units(units)
    except Refused as refused:
        faults = [f for f in refused.faults if f.code != "unit-shape-missing"]
        if faults or not refused.faults:
            raise Refused("units-broken", faults=faults, count=len(faults)) from None
    return units


def read_units_or_list(path: Path) -> gpd.GeoDataFrame:
    """Read units from a layer with polygons, or from ``units.csv`` without.

    Raises
    ------
    Refused
        What `read_units` and `read_unit_list` refuse.
    """
    try:
        return read_units(path).units
    except Refused as refused:
        if refused.code != "file-kind":
            raise
    return read_unit_list(path)


def read_neighbours(path: Path) -> pd.DataFrame:
    """Read ``neighbours.csv``: ``a,b``, two codes that share a border.

    Returns
    -------
    DataFrame
        `a`, `b` (text, ``a < b``), each pair once, sorted.

    Raises
    ------
    Refused
        See `read_table`; ``table-columns``; ``neighbours-broken`` with
        ``neighbour-blank`` and ``neighbour-itself`` per row.
    """
    name = Path(path).name
    table = read_table(path, wanted=[("a", "b")])
    require_columns(table, ("a", "b"), name)
    faults = list(_pair_faults(table))
    if faults:
        count = len(faults)
        raise Refused("neighbours-broken", faults=faults[:MOST_FAULTS], count=count)
    cells = table.frame()
    pairs = {(min(a, b), max(a, b)) for a, b in zip(cells["a"], cells["b"])}
    return pd.DataFrame(sorted(pairs), columns=["a", "b"], dtype=str)


def _pair_faults(table: Table) -> list[Fault]:
    frame = table.frame()
    faults = []
    for row, a, b in zip(frame.index, frame["a"], frame["b"]):
        if not a or not b:
            faults.append(Fault("neighbour-blank", {"row": row}))
        elif a == b:
            faults.append(Fault("neighbour-itself", {"row": row, "unit": a}))
    return faults
