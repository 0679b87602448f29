"""The facts of the sample: two provinces and their districts of September 2021."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_TABLE = Path(__file__).with_name("table.toml")


@dataclass(frozen=True, slots=True)
class District:
    """One row of the table.

    Parameters
    ----------
    code, name
        GSO code and official name, kind included ("Huyện Gò Quao").
    communes
        How many communes, wards and townships it has.
    lon, lat
        An approximate place of its seat, degrees, WGS 84.
    people
        Inhabitants of 2020, rounded.
    islands
        "all", "part" or "none" of it lies on islands.
    """

    code: str
    name: str
    communes: int
    lon: float
    lat: float
    people: int
    islands: Literal["all", "part", "none"] = "none"

    @property
    def kind(self) -> str:
        """Give the kind of district: huyện, thị xã or thành phố."""
        found = next(k for k in ("Thành phố", "Thị xã", "Huyện") if k in self.name)
        return found.lower()

    @property
    def short(self) -> str:
        """Give the name without its kind."""
        return self.name[len(self.kind) + 1 :]

    @property
    def urban(self) -> bool:
        """Say whether it is a city or a town, which are small and dense."""
        return self.kind != "huyện"


@dataclass(frozen=True, slots=True)
class Province:
    """A province: code, name, the side of the sea, and its districts by code."""

    code: str
    name: str
    sea: Literal["east", "west"]
    districts: tuple[District, ...]


def read_table() -> tuple[Province, ...]:
    """Read the table that everything else of the sample is drawn from."""
    rows = tomllib.loads(_TABLE.read_text("utf-8"))
    return tuple(
        Province(
            code=code,
            name=row["name"],
            sea=row["sea"],
            districts=tuple(District(**d) for d in row["districts"]),
        )
        for code, row in sorted(rows.items())
    )
