"""Distanced communes that no mobile health station stands in."""

import re
from datetime import datetime

import geopandas as gpd
import pandas as pd

from boundaries.names import unify
from gis.directives import in_force
from gis.stations.frame import MOBILE

DISTANCING = (
    r"\b(chỉ thị|ct)[ .]*(số *)?(15|16)\b",
    r"giãn cách",
    r"cách ly xã hội",
    r"phong t(ỏa|oả)",
)
"""What a directive's basis or goal says where people must keep apart.

Chỉ thị 15/CT-TTg (27/3/2020) and 16/CT-TTg (31/3/2020) order distancing; 19/CT-TTg
(24/4/2020) does not. Local acts say it in words.
"""


def distanced(directives: pd.DataFrame) -> frozenset[str]:
    """Give the ids of the directives that order distancing.

    Parameters
    ----------
    directives
        The directives frame; `basis` and `goal` are read, whatever their case.
    """
    words = re.compile("|".join(DISTANCING), re.IGNORECASE)
    told = directives["basis"].fillna("") + " · " + directives["goal"].fillna("")
    return frozenset(
        str(name)
        for name, text in zip(directives["id"], told)
        if words.search(unify(text))
    )


def without_station(
    directives: pd.DataFrame,
    units: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    at: datetime,
) -> list[str]:
    """Name the communes under distancing that have no mobile health station.

    Parameters
    ----------
    directives
        The directives frame.
    units
        The units frame.
    stations
        Of ``place_stations``. A station counts whatever room it has left, but not
        one whose capacity is 0: it serves nobody.
    at
        An instant, with a time zone: the directive in force then decides.

    Returns
    -------
    list of text
        Codes, in the order of `units`.
    """
    return lacking(in_force(directives, units, at), directives, units, stations)


def lacking(
    held: pd.Series,
    directives: pd.DataFrame,
    units: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
) -> list[str]:
    """Name them for what is in force already: `held`, the directive of each unit."""
    apart = distanced(directives)
    open_ = (stations["kind"] == MOBILE) & (stations["capacity"].fillna(1) > 0)
    served = set(stations["unit"][open_])
    communes = units.index[units["admin_level"] == "commune"]
    return [c for c in communes if held.get(c, "") in apart and c not in served]
