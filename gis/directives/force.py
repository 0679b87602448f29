"""Which directive is in force where: at an instant, over time, and against another.

One rule decides. A directive reaches a unit through the nearest place in the chain
hamlet, commune, district, province that it names or excepts: named, it holds there;
excepted, it does not. Of several that hold, the one that names the nearest place wins;
of these the one that started later; of these the one whose id sorts last.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.spans import VIETNAM, Span, day_start
from boundaries.units import within

_NOT_REACHED = 1_000_000
_DEEPEST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """The longest span over which nothing changes in a province.

    Parameters
    ----------
    span
        From the first instant to the first one that is no longer inside; open where
        no change is known.
    in_force : Series, index `unit`, text
        The directive's id for every unit of the province, ``""`` where none is.
    """

    span: Span
    in_force: pd.Series


def in_force(directives: pd.DataFrame, units: pd.DataFrame, at: datetime) -> pd.Series:
    """Give the directive that is in force in each unit at an instant.

    Parameters
    ----------
    directives
        The directives frame.
    units
        The units frame; a commune need not have its district as a row.
    at
        An instant, with a time zone.

    Returns
    -------
    Series, index `unit`, text
        The directive's id, ``""`` where none is in force; in the order of `units`.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return _winners(directives, units.index, _rank(directives, units), at)


def periods(
    directives: pd.DataFrame,
    units: pd.DataFrame,
    province: str,
    first: date,
    last: date,
    zone: ZoneInfo = VIETNAM,
) -> tuple[Period, ...]:
    """Cut the time of a province into its directive periods.

    Parameters
    ----------
    directives, units
        As in `in_force`.
    province
        Code of the province, or of any unit: only it and what lies under it counts.
    first, last
        Days, both included.
    zone
        The clock in which `first` begins at 00:00 and `last` ends at 24:00.

    Returns
    -------
    tuple of Period
        In order, without gaps, from `first` 00:00 to the end of the period that holds
        the last instant of `last`. Stretches without a directive are periods too. Two
        neighbours always differ in at least one unit.

    Raises
    ------
    Refused
        ``unit-unknown`` for a province that is not in `units`.
    """
    if last < first:
        raise ValueError(f"{last} comes before {first}")
    places = within(units, province)
    rank = _rank(directives, places)
    reached = np.asarray((rank < _NOT_REACHED).any(axis=1))
    spans = [span for span, here in zip(_spans(directives), reached) if here]
    changes = _changes(spans, day_start(first, zone))
    stop = Span.typed(last, last, zone).ends
    found: list[tuple[datetime, pd.Series]] = []
    for instant in changes:
        now = _winners(directives, places.index, rank, instant)
        if found and now.equals(found[-1][1]):
            continue
        if found and stop is not None and instant >= stop:
            return _tiled(found, instant)
        found.append((instant, now))
    return _tiled(found, None)


def overlaps(directives: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Find where two directives meet, and which of them wins there.

    Returns
    -------
    DataFrame, one row per pair and winner
        `wins`, `yields` (ids), `units` (tuple of codes, in the order of `units`),
        `starts`, `ends` (the time they share; None while open), sorted by `starts`,
        `wins` and `yields`.
    """
    rank = _rank(directives, units)
    reached = rank < _NOT_REACHED
    codes, ids = units.index.to_numpy(), directives["id"].to_numpy()
    spans = _spans(directives)
    rows = []
    for one in range(len(directives)):
        for other in range(len(directives)):
            both = reached[one] & reached[other] & (rank[one] < rank[other])
            if one != other and both.any() and spans[one].meets(spans[other]):
                shared = _shared(spans[one], spans[other])
                met = tuple(codes[both])
                rows.append((ids[one], ids[other], met, shared.starts, shared.ends))
    rows.sort(key=lambda row: (row[3], row[0], row[1]))
    names = ("wins", "yields", "units", "starts", "ends")
    return pd.DataFrame(
        {
            name: pd.Series([row[place] for row in rows], dtype=object)
            for place, name in enumerate(names)
        }
    )


def _rank(directives: pd.DataFrame, units: pd.DataFrame) -> NDArray[np.int64]:
    """Rank directives for each unit: [directive, unit], smaller wins, no two equal."""
    chain = _chain(units)
    steps = np.full((len(directives), len(units)), _NOT_REACHED, dtype=np.int64)
    for place, (named, excepted) in enumerate(
        zip(directives["units"], directives["excepted"])
    ):
        open_ = np.ones(len(units), dtype=bool)
        for step, codes in enumerate(chain):
            holds = open_ & codes.isin(named)
            steps[place, holds] = step
            open_ &= ~holds & ~codes.isin(excepted)
    order = sorted(
        range(len(directives)),
        key=lambda at: (directives["starts"].iloc[at], directives["id"].iloc[at]),
        reverse=True,
    )
    ties = np.empty(len(directives), dtype=np.int64)
    ties[order] = np.arange(len(directives))
    ranks = steps * len(directives) + ties[:, None]
    return np.where(steps < _NOT_REACHED, ranks, _NOT_REACHED)


def _chain(units: pd.DataFrame) -> list[pd.Index]:
    """Give each unit's own code, its parent, the parent's parent, and so on."""
    parents = dict(zip(units.index, units["parent"]))
    chain = [units.index]
    while len(chain) < _DEEPEST:
        above = pd.Index([parents.get(code, "") for code in chain[-1]])
        if not any(above):
            break
        chain.append(above)
    return chain


def _winners(
    directives: pd.DataFrame,
    codes: pd.Index,
    rank: NDArray[np.int64],
    at: datetime,
) -> pd.Series:
    ids = np.array(["", *directives["id"]], dtype=object)
    holding = [place for place, span in enumerate(_spans(directives)) if span.holds(at)]
    best = np.zeros(len(codes), dtype=np.int64)
    if holding and len(codes):
        among = rank[holding]
        first = among.argmin(axis=0)
        reached = among.min(axis=0) < _NOT_REACHED
        best[reached] = np.array(holding)[first[reached]] + 1
    index = pd.Index(codes, name="unit")
    return pd.Series(ids[best], index=index, name="directive", dtype=str)


def _spans(directives: pd.DataFrame) -> list[Span]:
    """Give the spans; a frame made elsewhere may hold NaT for an open end."""
    return [
        Span(starts, None if pd.isna(ends) else ends)
        for starts, ends in zip(directives["starts"], directives["ends"])
    ]


def _shared(one: Span, other: Span) -> Span:
    ends = [span.ends for span in (one, other) if span.ends is not None]
    return Span(max(one.starts, other.starts), min(ends) if ends else None)


def _changes(spans: list[Span], first: datetime) -> list[datetime]:
    instants = {when for span in spans for when in (span.starts, span.ends) if when}
    return [first, *sorted(when for when in instants if when > first)]


def _tiled(
    found: list[tuple[datetime, pd.Series]], end: datetime | None
) -> tuple[Period, ...]:
    starts = [instant for instant, _ in found]
    ends = [*starts[1:], end]
    return tuple(
        Period(Span(instant, until), now) for (instant, now), until in zip(found, ends)
    )
