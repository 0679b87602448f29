"""A province as it hands in: schematic or real, read the same way, for tests."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.read.units import read_units
from boundaries.units import within
from gis.cases.count import count_cases
from gis.cases.cover import Cover
from gis.cases.read import read_cases
from gis.cases.rows import CaseRows, judge_rows
from gis.directives.read import read_directives
from gis.indicators import Indicators

HANDED_IN = ("schematic 82", "schematic 91", "real 82", "real 91")


@dataclass(frozen=True, eq=False)
class Handed:
    """What one ``province.toml`` names, read on demand.

    Parameters
    ----------
    code
        Of the province.
    path
        The province file.
    schematic
        Whether the polygons are the sample's.
    """

    code: str
    path: Path
    schematic: bool

    @cached_property
    def given(self) -> dict[str, object]:
        return tomllib.loads(self.path.read_text("utf-8"))

    def named(self, key: str) -> Path:
        """Give the path that a key of the province file names."""
        return (self.path.parent / str(self.given[key])).resolve()

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        return within(_read(self.named("units")), self.code)

    def at(self, level: str) -> gpd.GeoDataFrame:
        """Give the units of one level."""
        return self.units[self.units["admin_level"] == level]

    @cached_property
    def listed(self) -> gpd.GeoDataFrame:
        """Communes that the code list of 2021 knows."""
        communes = self.at("commune")
        return communes[~communes.index.str.startswith("old-")]

    @cached_property
    def rows(self) -> CaseRows:
        raw = read_cases(self.named("cases"))
        return judge_rows(raw, _read(self.named("units")))

    @property
    def covers(self) -> dict[str, date]:
        covers = self.given["covers"]
        assert isinstance(covers, dict)
        return covers

    @cached_property
    def counts(self) -> Indicators:
        first, last = self.covers["from"], self.covers["to"]
        units = None
        if "units" in self.covers:
            table = pd.read_csv(self.path.parent / str(self.covers["units"]), dtype=str)
            units = frozenset(table["unit"])
        codes = tuple(self.at("commune").index)
        return count_cases(
            self.rows.accepted, [Cover(first, last, units)], codes, first, last
        )

    @cached_property
    def directives(self) -> pd.DataFrame:
        return read_directives(self.named("directives"))


@cache
def _read(path: Path) -> gpd.GeoDataFrame:
    return read_units(path).units


def mainland_of(shapes: gpd.GeoSeries) -> shapely.Geometry:
    """Give the largest piece of the union."""
    parts = shapely.get_parts(shapely.union_all(shapes.to_numpy()))
    return parts[np.argmax(shapely.area(parts))]
