"""Which communes report, and which days are open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import geopandas as gpd
import pandas as pd

from api.services.editions import newest_edition
from api.store.engine import Connection
from api.store.units import load_words
from boundaries.names import fold_diacritics
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from boundaries.units import within

BACK = 7
"""Days before today that can still be reported or corrected."""
CLOSES = time(17)
"""From this hour on, in Vietnam, the day's report comes after the hour it closes."""


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune and what it lies in.

    Parameters
    ----------
    code, name
        Of the commune.
    above
        Names of the units over it, the nearest one first.
    chain
        Codes of the same, the commune's own in front.
    """

    code: str
    name: str
    above: tuple[str, ...]
    chain: tuple[str, ...]

    def matches(self, sought: str) -> bool:
        """Say whether name or code hold what somebody typed, marks left aside."""
        told = fold_diacritics(f"{self.name} {self.above[0] if self.above else ''}")
        return fold_diacritics(sought) in told or sought == self.code


@dataclass(frozen=True, slots=True)
class Words:
    """The units of one edition without their shapes.

    Parameters
    ----------
    frame : index `code`, columns of the units contract without `geometry`
    names, parents
        Two of its columns by code.
    """

    frame: pd.DataFrame
    names: Mapping[str, str]
    parents: Mapping[str, str]


def words_of(connection: Connection, day: date) -> Words:
    """Give the units in force on a day.

    Raises
    ------
    Refused
        ``units-none-imported``.
    """
    edition = newest_edition(connection, day)
    if edition is None:
        raise Refused("units-none-imported")
    key = str(connection.engine.url), edition.sha256
    if key not in _KEPT:
        frame = load_words(connection, edition)
        columns = (dict(zip(frame.index, frame[name])) for name in ("name", "parent"))
        _KEPT[key] = Words(frame, *columns)
    return _KEPT[key]


_KEPT: Final[dict[tuple[str, str], Words]] = {}
"""Units of an edition never change once they are kept."""


def commune_of(words: Words, code: str) -> Commune:
    """Find a commune among the units.

    Raises
    ------
    Refused
        ``day-unit-unknown`` where there is none with that code.
    """
    frame = words.frame
    if code not in frame.index or frame["admin_level"][code] != "commune":
        raise Refused("day-unit-unknown", unit=code)
    return _commune(words, code)


def communes_in(words: Words, units: Iterable[str]) -> list[Commune]:
    """Give the communes in any of these units by code; "" is the country.

    A unit that nobody knows holds none.
    """
    wanted = set(units)
    frame = words.frame
    communes = frame[frame["admin_level"] == "commune"]
    if "" not in wanted:
        named = wanted & {*frame.index, *frame["parent"]}
        held = {str(c) for unit in sorted(named) for c in within(frame, unit).index}
        communes = communes[communes.index.isin(held)]
    return [_commune(words, str(code)) for code in communes.index]


def one_unit(words: Words, commune: Commune) -> gpd.GeoDataFrame:
    """Give the commune as the units frame that its form is judged against."""
    row = words.frame.loc[[commune.code]]
    return gpd.GeoDataFrame(row, geometry=[None] * len(row), crs=4326)


def require_open(day: date, now: datetime) -> None:
    """Refuse a day that has not begun, or that lies too far back.

    Raises
    ------
    Refused
        ``day-to-report-future``, ``day-to-report-past``.
    """
    first, today = open_days(now)
    if day > today:
        raise Refused("day-to-report-future", day=day, today=today)
    if day < first:
        raise Refused("day-to-report-past", day=day, first=first, back=BACK)


def open_days(now: datetime) -> tuple[date, date]:
    """Give the first day that can be reported, and today, in Vietnam."""
    today = now.astimezone(VIETNAM).date()
    return today - timedelta(days=BACK), today


def closes_at(day: date) -> datetime:
    """Give the instant from which a report of `day` is late."""
    return datetime.combine(day, CLOSES, tzinfo=VIETNAM)


def _commune(words: Words, code: str) -> Commune:
    names, parents = words.names, words.parents
    chain: dict[str, None] = {}
    above = code
    while above and above not in chain:
        chain[above] = None
        above = parents.get(above, "")
    codes = tuple(chain)
    told = tuple(names[one] for one in codes[1:] if one in names)
    return Commune(code, names[code], told, codes)
