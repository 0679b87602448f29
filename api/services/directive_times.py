"""Which directive holds where and when: a bar of time for every unit.

A unit that only ever has what the unit above it has needs no bar of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from api.services.directive_content import frame_of
from api.store.documents import Stored
from boundaries.spans import VIETNAM
from gis.directives import Period, overlaps, periods

_LEVELS = ("province", "district")
_AROUND = timedelta(days=14)
_LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One directive in one unit over one span.

    Parameters
    ----------
    directive
        Its id, "" where none holds.
    starts, ends
        The span; `ends` None is until further notice.
    by
        Ids of those that overrule it; none where it holds.
    """

    directive: str
    starts: datetime
    ends: datetime | None
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """What holds in one unit, and what is overruled there."""

    unit: str
    holds: tuple[Stretch, ...]
    overruled: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """The bars of a province.

    Parameters
    ----------
    first, last
        Days, both included, that the bars tell of.
    bars
        By province, district, and those below that differ from the unit above.
    meets
        Rows of `gis.directives.overlaps`.
    """

    first: date
    last: date
    bars: tuple[Bar, ...]
    meets: Sequence[Mapping[str, Any]]


def draw_times(
    documents: Sequence[Stored], places: pd.DataFrame, unit: str, today: date
) -> Times:
    """Draw the bars of a unit and what lies below it.

    Parameters
    ----------
    documents
        Directives, at most one version of each.
    places
        Units below `unit`, and the unit itself.
    unit
        The province, or any unit.
    today
        Bars reach at least two weeks before and after it, where anything holds then.
    """
    frame = frame_of(documents)
    first, last = _days(frame, today)
    cut = periods(frame, places, unit, first, last)
    meets = _rows(overlaps(frame, places))
    words = _words(places)
    yields = _yields(meets)
    ends = _ends(frame)
    bars: dict[str, Bar] = {}
    shown = []
    for code in _ordered(places, unit):
        holds = _holds(cut, code, ends)
        bar = Bar(code, holds, _merged(yields.get(code, ())))
        bars[code] = bar
        above = bars.get(words[code]["parent"])
        if words[code]["admin_level"] in _LEVELS or not _same(bar, above):
            shown.append(bar)
    return Times(first, last, tuple(shown), meets)


def describe_times(times: Times, places: pd.DataFrame) -> dict[str, Any]:
    """Give the bars as a document."""
    words = _words(places)
    return {
        "first": times.first.isoformat(),
        "last": times.last.isoformat(),
        "bars": [
            {
                "unit": bar.unit,
                **words[bar.unit],
                "holds": [_stretch(one) for one in bar.holds],
                "overruled": [_stretch(one) for one in bar.overruled],
            }
            for bar in times.bars
        ],
        "overlaps": [
            {
                "wins": row["wins"],
                "yields": row["yields"],
                "units": list(row["units"]),
                "starts": row["starts"].isoformat(),
                "ends": row["ends"].isoformat() if row["ends"] else None,
            }
            for row in times.meets
        ],
    }


def _stretch(one: Stretch) -> dict[str, Any]:
    return {
        "directive": one.directive,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat() if one.ends else None,
        "by": list(one.by),
    }


def _days(frame: pd.DataFrame, today: date) -> tuple[date, date]:
    """Give the days to show: every directive, today, and a little around."""
    starts = [one.astimezone(VIETNAM).date() for one in frame["starts"]]
    ends = [one.astimezone(VIETNAM).date() for one in frame["ends"] if one]
    every = [*starts, *ends]
    last = max([*every, today]) + _AROUND
    first = min([*every, today]) - timedelta(days=1)
    return max(first, last - _LONGEST), last


def _ordered(places: pd.DataFrame, unit: str) -> Iterable[str]:
    """Give the units below one another: each followed by what lies below it."""
    below: dict[str, list[str]] = {}
    for code, parent in zip(places.index, places["parent"]):
        below.setdefault(parent, []).append(str(code))
    waiting, seen = [unit], set()
    while waiting:
        code = waiting.pop()
        if code in seen:
            continue
        seen.add(code)
        if code in places.index:
            yield code
        waiting.extend(sorted(below.get(code, ()), reverse=True))


def _ends(frame: pd.DataFrame) -> Mapping[str, datetime | None]:
    return dict(zip(frame["id"], frame["ends"]))


def _holds(
    cut: Sequence[Period], code: str, ends: Mapping[str, datetime | None]
) -> tuple[Stretch, ...]:
    """Join the periods in which the same directive holds in a unit."""
    found: list[Stretch] = []
    for period in cut:
        name = str(period.in_force[code])
        if found and found[-1].directive == name:
            found[-1] = replace(found[-1], ends=period.span.ends)
        else:
            found.append(Stretch(name, period.span.starts, period.span.ends))
    if found and found[-1].directive:  # the last period may be cut by what is shown
        found[-1] = replace(found[-1], ends=ends[found[-1].directive])
    return tuple(found)


def _yields(meets: Iterable[Mapping[str, Any]]) -> dict[str, list[Stretch]]:
    found: dict[str, list[Stretch]] = {}
    for row in meets:
        stretch = Stretch(row["yields"], row["starts"], row["ends"], (row["wins"],))
        for code in row["units"]:
            found.setdefault(code, []).append(stretch)
    return found


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _words(places: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Give name, level and parent of every unit."""
    columns = ["name", "admin_level", "parent"]
    rows: dict[str, dict[str, str]] = places[columns].to_dict("index")  # type: ignore[assignment]
    return rows


def _merged(yields: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Give each overruled directive once for each span, with all that overrule it."""
    found: dict[tuple[str, datetime, datetime | None], Stretch] = {}
    for one in yields:
        key = one.directive, one.starts, one.ends
        known = found.get(key)
        by = (*known.by, *one.by) if known else one.by
        found[key] = replace(one, by=by)
    return tuple(sorted(found.values(), key=lambda one: (one.starts, one.directive)))


def _same(bar: Bar, above: Bar | None) -> bool:
    if above is None:
        return False
    return bar.holds == above.holds and bar.overruled == above.overruled
