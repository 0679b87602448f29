"""The days of a period: one string of zones a day, reasons and changes beside it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd

from boundaries.spans import Span
from gis.rulesets import Reason
from maps.page.packing import Numbering, TextTable
from maps.page.places import Places
from maps.page.words import LANGS, Lang
from maps.publication.record import Publication
from maps.words.reasons import render

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
NO_REPORT = "-"


def shown_days(publication: Publication, span: Span) -> list[date]:
    """Give the days of `span` that `zones` tells of, up to the published day."""
    last = min(span.last_day() or publication.day, publication.day)
    first = max(span.first_day(), publication.first_day)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def zone_numbers(publication: Publication) -> dict[str, str]:
    """Give each zone its one letter: levels in order, and no report."""
    levels = sorted(publication.ruleset.levels, key=lambda level: level.level)
    letters = {level.id: _DIGITS[n] for n, level in enumerate(levels)}
    return letters | {"no_report": NO_REPORT}


def pack_days(
    publication: Publication, days: Sequence[date], places: Places
) -> dict[str, object]:
    """Give the days of a page and the tables that they number into.

    Returns
    -------
    dict
        ``days``: for each ``day`` (ISO), ``zones`` and ``fragile`` (one letter a
        unit, in the order of `places.codes`), ``since`` (days before the first
        shown day, negative later), ``better`` (days ahead, 0 for unknown),
        ``clause`` and ``reason`` (numbers), ``changes`` (unit, from, to, worse,
        reason), ``reported``, and ``decided`` (a letter a unit, 1 for a level that
        was decided) on days that have one. ``clauses`` (in words), ``reasons``:
        the tables.
    """
    sayings = Sayings(publication.units)
    clauses = Numbering[str]()
    by_day = dict(tuple(publication.zones.groupby("day")))
    moves = dict(tuple(publication.transitions.groupby("day")))
    letters = zone_numbers(publication)
    packed = []
    for day in days:
        rows = by_day[day].set_index("unit").reindex(list(places.codes))
        packed.append(
            _zone_columns(rows, day, days[0], letters)
            | {
                "clause": [clauses.number(_blank(c)) for c in rows["clause"]],
                "reason": [sayings.number(day, reason) for reason in rows["reason"]],
                "changes": _changes(day, moves.get(day), places, letters, sayings),
                "reported": _reported(publication.reported, day),
            }
            | _decided(rows["reason"])
        )
    return {
        "days": packed,
        "clauses": [_clause_words(publication, ids) for ids in clauses.rows()],
        "reasons": sayings.table.pack(),
    }


def _clause_words(publication: Publication, ids: str) -> dict[Lang, str]:
    """Name clauses as their rule set does; one that it does not know keeps its id."""
    known = publication.ruleset.clauses
    named = [(one, known.get(one)) for one in ids.split(";") if one]
    return {
        lang: "; ".join(words[lang] if words else one for one, words in named)
        for lang in LANGS
    }


class Sayings:
    """Reasons put into words in both languages, each text stored once."""

    def __init__(self, units: gpd.GeoDataFrame) -> None:
        self.table = TextTable()
        self._names = dict(zip(units.index, units["name"]))

    def number(self, day: date, reason: object) -> int:
        """Give the number of a reason's text; no reason has an empty one."""
        if not isinstance(reason, Reason):
            return self.table.number(day, *("" for _ in LANGS))
        said = (render(reason, lang, self._names) for lang in LANGS)
        return self.table.number(day, *said)


def _zone_columns(
    rows: pd.DataFrame, day: date, first: date, letters: Mapping[str, str]
) -> dict[str, object]:
    zones = "".join(letters.get(_blank(zone), NO_REPORT) for zone in rows["zone"])
    return {
        "day": day.isoformat(),
        "zones": zones,
        "fragile": "".join(str(int(f is True)) for f in rows["fragile"].tolist()),
        "since": [_days_between(since, first) for since in rows["effective_from"]],
        "better": [_days_between(day, better) for better in rows["next_better"]],
    }


def _decided(reasons: "pd.Series[Any]") -> dict[str, object]:
    """Mark the units whose level was decided; nothing on a day without one."""
    told = [isinstance(one, Reason) and one.decided is not None for one in reasons]
    return {"decided": "".join(str(int(one)) for one in told)} if any(told) else {}


def _changes(
    day: date,
    moves: pd.DataFrame | None,
    places: Places,
    letters: Mapping[str, str],
    sayings: Sayings,
) -> list[list[object]]:
    if moves is None:
        return []
    number = {code: n for n, code in enumerate(places.codes)}
    rows = moves[moves["unit"].isin(number)].sort_values("unit")
    columns = (
        rows[name] for name in ("unit", "from_zone", "to_zone", "worse", "cause")
    )
    return [
        [
            number[unit],
            letters.get(old, NO_REPORT),
            letters.get(new, NO_REPORT),
            int(bool(worse)),
            sayings.number(day, cause),
        ]
        for unit, old, new, worse, cause in zip(*columns)
    ]


def _reported(reported: Mapping[date, tuple[int, int]], day: date) -> list[int] | None:
    return list(reported[day]) if day in reported else None


def _days_between(earlier: object, later: object) -> int:
    if isinstance(earlier, date) and isinstance(later, date):
        return (later - earlier).days
    return 0


def _blank(value: object) -> str:
    return value if isinstance(value, str) else ""
