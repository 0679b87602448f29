"""Random timings, and what the engine makes of them for one unit."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from gis.indicators import Indicators
from gis.rulesets.engine.pace import pace_of
from gis.rulesets.engine.timing import days_before, follow, in_force
from gis.rulesets.engine.view import Bounds
from gis.rulesets.judgement import judge
from gis.rulesets.schema import RuleSet, build_ruleset
from tests.gis.naive_timing import DAYS, Clock, Worlds
from tests.gis.rule_files import FIRST, Drawn

WORDS = {"vi": "chữ", "en": "word"}
STARTS = [None, *(FIRST + timedelta(days=n) for n in (-3, 0, 2))]
CALENDAR = {"working": [*DAYS[:5]], "holidays": ["2021-09-09"]}


def timed_file(
    timing: dict[str, Any] | None, levels: int = 3, start: str | None = None
) -> dict[str, Any]:
    """Give a file whose input `a` is the level that the reports give."""
    section: dict[str, Any] = {
        "at": "all",
        "steps": [
            *(
                {"level": n, "when": {"of": "a", "at_least": n}, "clause": "k"}
                for n in range(levels, 1, -1)
            ),
            {"level": 1, "otherwise": True},
        ],
    }
    if timing is not None:
        section["timing"] = timing
    return {
        "format": 1,
        "id": "timed",
        "kind": "zoning",
        "title": WORDS,
        "decision": {
            "number": None,
            "issuer": WORDS,
            "in_force": {"first": start, "last": None},
            "status": "foreign",
            "sources": [],
        },
        "levels": [
            {"level": n, "id": f"z{n}", "colour": "green", "name": WORDS}
            for n in range(1, levels + 1)
        ],
        "calendar": CALENDAR,
        "inputs": {
            "a": {"kind": "finding", "scale": "number", "label": WORDS},
            "care": {"kind": "finding", "scale": "yes_no", "label": WORDS},
        },
        "clauses": {"k": WORDS, "t": WORDS},
        "judge": [section],
    }


def build(file: dict[str, Any]) -> RuleSet:
    return build_ruleset(json.dumps(file, ensure_ascii=False).encode(), file="t.yaml")


@dataclass(frozen=True)
class Timed:
    """A timing, and for each day which levels and locks are possible."""

    timing: dict[str, Any]
    raw: tuple[tuple[int, ...], ...]
    lock: tuple[tuple[bool, ...], ...]
    start: date | None
    levels: int = 3

    def worlds(self) -> Worlds:
        clock = Clock(self.timing, CALENDAR)
        return Worlds(clock, FIRST, self.raw, self.lock, self.levels, self.start)

    def bounds(self) -> list[tuple[int, int]]:
        """Give what the engine makes of it."""
        start = None if self.start is None else self.start.isoformat()
        ruleset = build(timed_file(self.timing, self.levels, start))
        days = len(self.raw)
        silent = Indicators(("u",), FIRST, {"a": np.full((1, days), np.nan)})
        ground = judge(ruleset, silent, outside_force=True).ground
        pace = pace_of(ground, ruleset.judge[0])
        assert pace is not None
        low = np.array([[min(one) for one in self.raw]], np.int8)
        high = np.array([[max(one) for one in self.raw]], np.int8)
        lock = np.array([[sum(one) + (len(one) == 1 and one[0]) for one in self.lock]])
        followed, _ = follow(pace, Bounds(low, high), lock.astype(np.uint8), range(0))
        columns = np.arange(days, dtype=np.int32)
        force = in_force(pace, columns, days_before(pace, followed, columns))
        return [(int(a), int(b)) for a, b in zip(force.low[0], force.high[0])]


@st.composite
def timings(draw: st.DrawFn, *, stay: bool = True) -> dict[str, Any]:
    """Draw a timing; each part is there in about half of them."""
    weekdays = st.sets(st.sampled_from(DAYS), min_size=1, max_size=3).map(sorted)
    ways = st.one_of(
        weekdays.map(lambda names: {"weekdays": names}),
        st.sets(st.integers(5, 18), min_size=1, max_size=4).map(
            lambda days: {"days_of_month": sorted(days)}
        ),
        st.tuples(st.integers(1, 4), st.integers(1, 9)).map(
            lambda pair: {"every_days": pair[0], "from": f"2021-09-{pair[1]:02d}"}
        ),
    )
    parts: dict[str, st.SearchStrategy[Any]] = {
        "assess": ways,
        "in_effect_after": st.fixed_dictionaries(
            {"days": st.integers(0, 3), "counted": st.sampled_from(["all", "working"])}
        ),
        "tighten": st.sampled_from(["at_once", "as_assessed"]),
        "ease_after": st.one_of(
            st.integers(1, 4).map(lambda n: {"days": n}),
            st.integers(1, 3).map(lambda n: {"assessments": n}),
        ),
        "ease_by": st.integers(1, 2),
    }
    if stay:
        parts["stay_at_least"] = st.integers(0, 4).map(lambda n: {"days": n})
    return {name: draw(part) for name, part in parts.items() if draw(st.booleans())}


@st.composite
def timed(draw: st.DrawFn, *, stay: bool = True, vague: int = 3) -> Timed:
    """Draw a timing with ten days, some of them only partly known."""
    days = 10
    raw = [(draw(st.integers(1, 3)),) for _ in range(days)]
    lock = [(draw(st.integers(0, 3)) == 0,) for _ in range(days)]
    for _ in range(draw(st.integers(0, vague))):
        day = draw(st.integers(0, days - 1))
        raw[day] = draw(st.sampled_from([(1, 2), (2, 3), (1, 2, 3)]))
    for _ in range(draw(st.integers(0, 1 if vague else 0))):
        lock[draw(st.integers(0, days - 1))] = (False, True)
    start = draw(st.sampled_from(STARTS))
    return Timed(draw(timings(stay=stay)), tuple(raw), tuple(lock), start)


@st.composite
def timed_family(draw: st.DrawFn) -> Drawn:
    """Draw two communes and their district, each kind with a timing of its own."""
    file = timed_file(None)
    file["inputs"] |= {"n": {"kind": "flow", "scale": "count", "label": WORDS}}
    beside = {"of": {"count_of_neighbours": {"level_at_least": 3}}, "at_least": 1}
    many = {"of": {"sum": "n", "days": 3}, "at_least": 2}
    worse = {"of": {"count_of_children": {"of": "commune", "level_at_least": 2}}}
    most = {"share_of_children": {"of": "commune", "level_at_least": 3}}
    below = [{"of": {"sum": "n", "days": 2}, "at_least": 1}]
    file["judge"] = [
        {
            "at": ["commune"],
            "steps": [
                {"level": 3, "when": many},
                {
                    "level": 2,
                    "when": {"any": [*below, beside][: draw(st.integers(1, 2))]},
                },
                {"level": 1, "otherwise": True},
            ],
        },
        {
            "at": ["district"],
            "steps": [
                {"level": 3, "when": {"of": most, "at_least": 0.5}},
                {"level": 2, "when": {**worse, "at_least": 1}},
                {"level": 1, "otherwise": True},
            ],
        },
    ]
    for section in file["judge"]:
        if draw(st.integers(0, 3)):
            section["timing"] = draw(timings())
            if draw(st.booleans()):
                lock = {"when": {"of": "care", "less_than": 1}}
                section["timing"]["not_lowered_when"] = lock
    start = draw(st.sampled_from(STARTS))
    file["decision"]["in_force"]["first"] = None if start is None else start.isoformat()
    days = 6
    reports: dict[tuple[str, str, int], Fraction] = {}
    for unit in ("01", "02", "d1"):
        for day in range(days):
            cases = draw(st.sampled_from([0, 0, 0, 1, 2, None]))
            care = draw(st.sampled_from([1, 1, 0, None]))
            for name, value in (("n", cases), ("care", care)):
                if value is not None:
                    reports[name, unit, day] = Fraction(value)
    return Drawn(file, reports, days, [("01", "02")])
