"""The ground of a province: its units, and what is drawn around them."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from api.services.editions import take_edition
from api.services.province import ProvinceFile
from api.settings import Settings
from api.store.engine import opened, reading
from api.store.units import load_units
from boundaries.measure import STORED
from boundaries.read import read_points, read_units
from boundaries.read.source import read_layer
from boundaries.read.units import ReadUnits
from boundaries.refusal import Refused
from boundaries.terms import Term
from boundaries.units import check_units, children_of, within
from gis.roads import read_roads
from maps.publication.record import Edition, InputFile

_NEAR = 0.5  # degrees around a province that a page can show


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a province lies.

    Parameters
    ----------
    every
        All units of the file, other provinces included.
    own
        The province's units.
    name
        The province's full name.
    edition
        Of the units.
    context, roads, sites
        What is drawn for orientation, or None.
    inputs
        The files that were read.
    term
        When the edition is in force, where it is one of the database.
    """

    every: gpd.GeoDataFrame
    own: gpd.GeoDataFrame
    name: str
    edition: Edition
    context: gpd.GeoDataFrame | None
    roads: gpd.GeoDataFrame | None
    sites: gpd.GeoDataFrame | None
    inputs: tuple[InputFile, ...]
    term: Term | None = None


def read_ground(province: ProvinceFile, settings: Settings, day: date) -> Ground:
    """Read a province's units: its file, or else the edition in force on `day`.

    Raises
    ------
    Refused
        What ``take_edition`` refuses, ``unit-unknown``, and what reading refuses.
    """
    every, edition, inputs, term = _read_every(province, settings, day)
    own = _own(every, province.province)
    if not own.index.isin(every.index).all():
        every = own
    drawn: dict[str, gpd.GeoDataFrame | None] = dict.fromkeys(("roads", "sites"))
    if province.roads is not None:
        roads = read_roads(province.roads)
        drawn["roads"] = roads.frame[["class", "name", "geometry"]]
        inputs.append(_whole(roads.name, roads.sha256, roads.features))
    if province.sites is not None:
        sites = read_points(province.sites)
        drawn["sites"] = sites.frame
        inputs.append(_whole(province.sites.name, sites.sha256, len(sites.frame)))
    if province.context is not None:
        drawn["context"], source = read_context(province.context)
        inputs.append(source)
    else:
        drawn["context"] = _others(every, own)
    name = province.province_name or _name(every, province.province)
    return Ground(every, own, name, edition, inputs=tuple(inputs), term=term, **drawn)


def _read_every(
    province: ProvinceFile, settings: Settings, day: date
) -> tuple[gpd.GeoDataFrame, Edition, list[InputFile], Term | None]:
    if province.units is not None:
        columns = tuple(sorted((province.units_columns or {}).items()))
        seen = province.units.stat()
        found = _units_of(province.units, (seen.st_mtime_ns, seen.st_size), columns)
        edition = Edition(province.edition or found.edition, found.sha256)
        source = _whole(province.units.name, found.sha256, len(found.units))
        return found.units, edition, [source], None
    code, name, carried = province.province, province.edition, bool(province.carry)
    with opened(settings.database_url) as store, reading(store) as connection:
        kept, term = take_edition(connection, code, day, name, carried=carried)
        units = load_units(connection, kept)
    return units, Edition(kept.name, kept.sha256), [], term


@lru_cache(maxsize=1)
def _units_of(
    path: Path, stamp: tuple[int, int], columns: tuple[tuple[str, str], ...]
) -> ReadUnits:
    """Read units once for all provinces of a run that share their file."""
    del stamp  # of the file as it is now: another one is another key
    return read_units(path, columns=dict(columns) or None)


def _own(every: gpd.GeoDataFrame, code: str) -> gpd.GeoDataFrame:
    """Give the province's units; a file without provinces is taken to be of one."""
    named = code in every.index or code in children_of(every)
    if named or (every["admin_level"] == "province").any():
        return within(every, code)
    return _attached(every, code)


def _attached(every: gpd.GeoDataFrame, code: str) -> gpd.GeoDataFrame:
    """Put the units of one province under it, and draw districts it only names."""
    parents = every["parent"]
    named_only = sorted(set(parents) - set(every.index) - {""})
    rows = {
        district: {
            "name": district,
            "kind": "",
            "admin_level": "district",
            "parent": code,
            "geometry": every.geometry[parents == district].union_all(),
        }
        for district in named_only
    }
    built = gpd.GeoDataFrame.from_dict(rows, orient="index", crs=STORED)
    own = every.assign(parent=parents.where(parents != "", code))
    joined = gpd.GeoDataFrame(pd.concat([own, built]), crs=STORED) if rows else own
    return check_units(joined.rename_axis("code"))


def _name(every: gpd.GeoDataFrame, code: str) -> str:
    return str(every.loc[code, "name"]) if code in every.index else code


def read_context(path: Path) -> tuple[gpd.GeoDataFrame, InputFile]:
    """Read land to draw around: a layer whose column `name` names it.

    Raises
    ------
    Refused
        ``units-columns-unknown``, and what reading refuses.
    """
    layer = read_layer(path)
    if "name" not in layer.columns:
        seen = [str(column) for column in layer.columns.columns]
        raise Refused(
            "units-columns-unknown", name=path.name, missing="name", seen=seen
        )
    frame = gpd.GeoDataFrame(
        {"name": layer.columns["name"].astype(str)}, geometry=layer.shapes, crs=STORED
    )
    return frame, _whole(path.name, layer.sha256, len(frame))


def _others(every: gpd.GeoDataFrame, own: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Give the other provinces of the file that lie near, as whole shapes."""
    provinces = every[(every["admin_level"] == "province") & every.geometry.notna()]
    others = provinces[~provinces.index.isin(own.index)]
    west, south, east, north = own.total_bounds
    near = others.cx[west - _NEAR : east + _NEAR, south - _NEAR : north + _NEAR]
    if near.empty:
        return None
    return near[["name", "geometry"]].reset_index(drop=True)


def _whole(name: str, sha256: str, rows: int) -> InputFile:
    return InputFile(name, sha256, rows, rows, 0, 0)
