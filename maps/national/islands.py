"""Hoàng Sa and Trường Sa: on every national map, with or without polygons."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from maps.words.said import Lang


@dataclass(frozen=True, slots=True)
class Archipelago:
    """One archipelago.

    Parameters
    ----------
    id
        ``hoang-sa``, ``truong-sa``.
    name
        With the country, by language.
    short
        The name alone.
    province
        Code of the province that governs it.
    units
        Codes of the units that it is in lists of units.
    points
        Islands and reefs, lon and lat, rounded to 0.1 degree.
    """

    id: str
    name: Mapping[Lang, str]
    short: str
    province: str
    units: tuple[str, ...]
    points: tuple[tuple[float, float], ...]


@cache
def archipelagos() -> tuple[Archipelago, ...]:
    """Give both, north first."""
    text = files("maps.national").joinpath("islands.toml").read_text(encoding="utf-8")
    return tuple(
        Archipelago(
            id=row["id"],
            name=row["name"],
            short=row["short"],
            province=row["province"],
            units=tuple(row["units"]),
            points=tuple((lon, lat) for lon, lat in row["points"]),
        )
        for row in tomllib.loads(text)["archipelago"]
    )
