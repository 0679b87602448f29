"""Simulated cases: a small outbreak in communes, from 1 August to 5 October 2021."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray

FIRST, LAST = date(2021, 8, 1), date(2021, 10, 5)
DAYS = (LAST - FIRST).days + 1

SETTINGS = ("community", "quarantine", "lockdown", "imported")
SILENCES = (
    (date(2021, 8, 30), date(2021, 9, 2)),
    (date(2021, 9, 11), date(2021, 9, 14)),
    (date(2021, 9, 18), date(2021, 9, 21)),
    (date(2021, 10, 1), LAST),
)

_MEMORY = np.array([0.1, 0.25, 0.3, 0.2, 0.15])  # share of infections by days ago
_AT_HOME, _NEXT_DOOR, _IN_TOWN = 0.88, 0.08, 0.04
_SPREAD = {"": 1.3, "15": 1.2, "16": 1.0}
_EFFORT = ((date(2021, 8, 1), 1.3), (date(2021, 9, 1), 1.1), (date(2021, 9, 13), 0.75))
_LAG_DAYS = 5
_POOL = 0.02  # share of a commune's people whom one outbreak can reach
_SEEDS = 8
_ARRIVALS_PER_MILLION = 0.25
_SILENT_TOGETHER = 2
_FOUND = {  # shares of `SETTINGS`
    "": (0.5, 0.4, 0.06, 0.04),
    "15": (0.4, 0.45, 0.12, 0.03),
    "16": (0.25, 0.4, 0.33, 0.02),
}
_TRACED = (0.55, 0.97, 0.9, 1.0)  # share with a known source, per setting


@dataclass(frozen=True)
class Ground:
    """What an outbreak runs on: one province's communes.

    Parameters
    ----------
    people : array, n
    district : array, n
        Position of each commune's district.
    pairs : array, m x 2
        Communes that share a border, each pair once.
    directive : array, n x DAYS
        "16", "15" or "" for each commune and day.
    """

    people: NDArray[np.float64]
    district: NDArray[np.int64]
    pairs: NDArray[np.int64]
    directive: NDArray[np.str_]


def share_borders(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Give the pairs of a coverage that share more than a point, n x 2, each once."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="touches")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.length(shapely.intersection(shapes[first], shapes[second])) > 0
    return np.column_stack([first[shared], second[shared]])


def simulate(ground: Ground, chance: np.random.Generator) -> NDArray[np.int64]:
    """Count new cases per commune and day, n x DAYS.

    Each day's expected cases come from those of the five days before: at home, in
    communes next door, and in the rest of the district; and, rarely, from outside
    the province. How strongly they pass on depends on the directive in force some
    days earlier, on how well it is kept as the weeks go by, on the commune, and on
    how many of those whom the outbreak can reach there are left.
    """
    count = len(ground.people)
    cases = np.zeros((count, DAYS), dtype=np.int64)
    share = ground.people / ground.people.sum()
    ease = 0.6 + 0.8 * chance.random(count)
    start = np.searchsorted(np.cumsum(share), chance.random(_SEEDS))
    arrivals = ground.people / 1e6 * _ARRIVALS_PER_MILLION
    np.add.at(cases, (start, np.zeros(_SEEDS, dtype=int)), 3)
    degree = np.maximum(np.bincount(ground.pairs.ravel(), minlength=count), 1)
    for day in range(1, DAYS):
        back = np.arange(day - 1, max(day - 1 - len(_MEMORY), -1), -1)
        source = cases[:, back] @ _MEMORY[: len(back)]
        expected = _reach(ground, source, degree)
        seen = ground.directive[:, max(day - _LAG_DAYS, 0)]
        spread = np.array([_SPREAD[d] for d in seen]) * ease * _effort(day)
        left = 1 - cases.sum(axis=1) / (ground.people * _POOL)
        spread *= np.maximum(left, 0)
        cases[:, day] = chance.poisson(expected * spread + arrivals)
    return cases


def _reach(
    ground: Ground, source: NDArray[np.float64], degree: NDArray[np.int64]
) -> NDArray[np.float64]:
    a, b = ground.pairs.T
    given = source / degree
    beside = np.bincount(a, given[b], len(source)) + np.bincount(
        b, given[a], len(source)
    )
    total = np.bincount(ground.district, source)
    people = np.bincount(ground.district, ground.people)
    town = total[ground.district] * ground.people / people[ground.district]
    return _AT_HOME * source + _NEXT_DOOR * beside + _IN_TOWN * town


def _effort(day: int) -> float:
    today = FIRST + timedelta(days=day)
    return next(effort for since, effort in reversed(_EFFORT) if since <= today)


def break_down(
    cases: NDArray[np.int64], directive: NDArray[np.str_], chance: np.random.Generator
) -> NDArray[np.int64]:
    """Say where cases were found, and of how many the source is known.

    Parameters
    ----------
    cases, directive : arrays, n x DAYS
        As from `simulate`, and as in `Ground`.
    chance
        Falls by it.

    Returns
    -------
    array, n x DAYS x 4 x 2
        Counts by setting, in the order of `SETTINGS`, and by source: not known,
        known. They add up to `cases`.
    """
    traced = np.array(_TRACED)
    shares = {
        level: np.column_stack([found * (1 - traced), found * traced]).ravel()
        for level, found in ((key, np.array(row)) for key, row in _FOUND.items())
    }
    each = np.array([[shares[level] for level in row] for row in directive])
    parts = chance.multinomial(cases, each)
    return np.asarray(parts.reshape(*cases.shape, len(SETTINGS), 2))


def choose_silences(
    count: int, chance: np.random.Generator
) -> dict[int, tuple[date, date]]:
    """Choose communes that send no report for some days, a few for each of `SILENCES`.

    Returns
    -------
    dict
        Position of the commune to its first and last day without a report.
    """
    chosen = chance.permutation(count)[: len(SILENCES) * _SILENT_TOGETHER]
    return {
        int(one): SILENCES[place % len(SILENCES)] for place, one in enumerate(chosen)
    }
