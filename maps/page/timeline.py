"""The days of a period: one string of zones a day, reasons and changes beside it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from boundaries.spans import Span
from maps.page.packing import Numbering, TextTable
from maps.page.places import Places
from maps.page.words import LANGS
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
        reason), ``reported``. ``clauses``, ``reasons``: the tables.
    """
    texts, clauses = TextTable(), Numbering[str]()
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
                "reason": [_number_reason(texts, r) for r in rows["reason"]],
                "changes": _changes(moves.get(day), places, letters, texts),
                "reported": _reported(publication.reported, day),
            }
        )
    return {"days": packed, "clauses": clauses.rows(), "reasons": texts.pack()}


def _zone_columns(
    rows: pd.DataFrame, day: date, first: date, letters: Mapping[str, str]
) -> dict[str, object]:
    zones = "".join(letters.get(_blank(zone), NO_REPORT) for zone in rows["zone"])
    return {
        "day": day.isoformat(),
        "zones": zones,
        "fragile": "".join("1" if f is True or f is np.True_ else "0" for f in rows["fragile"]),
        "since": [_days_between(since, first) for since in rows["effective_from"]],
        "better": [_days_between(day, better) for better in rows["next_better"]],
    }


def _changes(
    moves: pd.DataFrame | None,
    places: Places,
    letters: Mapping[str, str],
    texts: TextTable,
) -> list[list[object]]:
    if moves is None:
        return []
    number = {code: n for n, code in enumerate(places.codes)}
    return [
        [
            number[row.unit],
            letters.get(row.from_zone, NO_REPORT),
            letters.get(row.to_zone, NO_REPORT),
            int(bool(row.worse)),
            _number_reason(texts, row.cause),
        ]
        for row in moves.sort_values("unit").itertuples()
        if row.unit in number
    ]


def _number_reason(texts: TextTable, reason: object) -> int:
    if reason is None or reason != reason:  # noqa: PLR0124 - only NaN differs from itself
        return texts.number(*("" for _ in LANGS))
    return texts.number(*(render(reason, lang) for lang in LANGS))


def _reported(reported: Mapping[date, tuple[int, int]], day: date) -> list[int] | None:
    return list(reported[day]) if day in reported else None


def _days_between(earlier: object, later: object) -> int:
    if isinstance(earlier, date) and isinstance(later, date):
        return (later - earlier).days
    return 0


def _blank(value: object) -> str:
    return value if isinstance(value, str) else ""
