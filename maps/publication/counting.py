"""Which units a publication counts: communes, or what is judged inside them."""

import geopandas as gpd
import pandas as pd

from gis.rulesets import RuleSet

GROUP_LEVELS = ("hamlet", "area")
"""Levels of units that lie inside communes and may lack a border."""


def counts_groups(ruleset: RuleSet, units: gpd.GeoDataFrame) -> bool:
    """Say whether groups are counted: no commune is judged, units inside them are."""
    if ruleset.section("commune") is not None:
        return False
    return bool(_judged_groups(ruleset, units).any())


def counted_units(ruleset: RuleSet, units: gpd.GeoDataFrame) -> pd.Index:
    """Give the codes of the units that head, legend and manifest count.

    Parameters
    ----------
    ruleset
        Says which levels of units are judged.
    units
        Under the units contract.

    Returns
    -------
    Index of text
        The communes; where `counts_groups`, the finest judged units inside them.
    """
    if not counts_groups(ruleset, units):
        counted = units["admin_level"] == "commune"
    else:
        groups = _judged_groups(ruleset, units)
        counted = groups & ~units.index.isin(units["parent"][groups])
    index: pd.Index = units.index[counted]
    return index


def commune_of(units: gpd.GeoDataFrame, code: str) -> str:
    """Give the code of the commune that a unit lies in, empty where none is known."""
    seen: set[str] = set()
    while code in units.index and code not in seen:
        if units["admin_level"][code] == "commune":
            return code
        seen.add(code)
        code = units["parent"][code]
    return ""


def _judged_groups(ruleset: RuleSet, units: gpd.GeoDataFrame) -> "pd.Series[bool]":
    judged = [level for level in GROUP_LEVELS if ruleset.section(level) is not None]
    chosen: pd.Series[bool] = units["admin_level"].isin(judged)
    return chosen
