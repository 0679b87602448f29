"""Decided levels: what they override, what counts with them, and what is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.rulesets.decided import check_decided, read_decided
from gis.rulesets.schema import RuleSet
from gis.zones import check_zones, classify
from tests.gis.timed_files import build, timed_file

FIRST = date(2021, 9, 6)
HEADER = "unit,level,starts,ends,number,signer,reason\n"


def _day(number: int) -> date:
    return date(2021, 9, number)


def _decided(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    """Give decisions as (unit, level, first day, last day), numbered by their row."""
    return pd.DataFrame(
        [
            {
                "unit": unit,
                "level": level,
                "starts": _day(starts),
                "ends": _day(ends),
                "number": f"{row}/QĐ-UBND",
                "signer": "Người ký",
                "reason": "lý do",
            }
            for row, (unit, level, starts, ends) in enumerate(rows, start=2)
        ],
        index=pd.Index(range(2, len(rows) + 2), name="row"),
    )


def _zones(
    decided: pd.DataFrame | None, timing: dict[str, Any] | None = None, **columns: Any
) -> pd.DataFrame:
    given = columns or {"u": [1, 3, 3, 3, 1]}
    values = np.array(
        [
            [np.nan if one is None else one for one in column]
            for column in given.values()
        ],
        dtype=float,
    )
    indicators = Indicators(tuple(given), FIRST, {"a": values})
    ruleset = build(timed_file(timing, start="2021-09-06"))
    return check_zones(classify(ruleset, indicators, decided=decided))


def test_a_decided_level_stands_on_its_days_and_ends_by_itself() -> None:
    zones = _zones(_decided(("u", 2, 8, 9))).set_index("day")

    assert zones["level"].tolist() == [1, 3, 2, 2, 1]
    row = zones.loc[_day(8)]
    assert row["clause"] == "2/QĐ-UBND"
    assert row["effective_from"] == _day(8)
    told = row["reason"].decided
    assert (told.level, told.proposed, told.number) == (2, 3, "2/QĐ-UBND")
    assert (told.signer, told.reason, told.starts) == ("Người ký", "lý do", _day(8))
    assert row["reason"].because[0].low == 3
    assert zones.loc[_day(10), "reason"].decided is None


def test_a_decision_overrides_silence_and_the_proposal_stays_unknown() -> None:
    reason = _zones(_decided(("u", 3, 6, 6)), u=[None])["reason"].iloc[0]

    assert (reason.level, reason.decided.proposed) == (3, None)


def test_the_days_to_come_know_when_a_decision_ends() -> None:
    """Decided 3 until the 9th while the reports give 1: better on the 10th."""
    zones = _zones(_decided(("u", 3, 7, 9)), u=[1, 1, 1, 1])

    assert zones["next_better"].tolist() == [None, _day(10), _day(10), _day(10)]


def test_the_computed_level_goes_on_beneath_the_decided_one() -> None:
    """Three days in a row ease: they are counted while level 2 is decided."""
    timing = {"ease_after": {"days": 3}}
    zones = _zones(_decided(("u", 2, 7, 8)), timing, u=[3, 1, 1, 1, 1])

    assert zones["level"].tolist() == [3, 2, 2, 1, 1]


def _family() -> tuple[RuleSet, pd.DataFrame, Indicators]:
    file = timed_file(None)
    beside = {"of": {"count_of_neighbours": {"level_at_least": 3}}, "at_least": 1}
    below = {"of": {"count_of_children": {"of": "commune", "level_at_least": 3}}}
    steps = file["judge"][0]["steps"]
    steps[1] = {"level": 2, "when": {"any": [steps[1]["when"], beside]}}
    file["judge"] = [
        {"at": ["commune"], "steps": steps},
        {
            "at": ["district"],
            "steps": [
                {"level": 3, "when": {**below, "at_least": 1}},
                {"level": 1, "otherwise": True},
            ],
        },
    ]
    units = pd.DataFrame(
        {"admin_level": ["commune", "commune", "district"], "parent": ["d", "d", ""]},
        index=["a", "b", "d"],
    )
    return build(file), units, Indicators(("a", "b"), FIRST, {"a": np.ones((2, 1))})


def test_parents_and_neighbours_count_the_decided_level() -> None:
    ruleset, units, indicators = _family()
    pairs = pd.DataFrame({"a": ["a"], "b": ["b"]})
    zones = classify(
        ruleset, indicators, units, pairs, decided=_decided(("a", 3, 6, 6))
    ).set_index("unit")

    assert zones["level"].to_dict() == {"a": 3, "b": 2, "d": 3}
    assert zones.loc["b", "reason"].because[0].places == ("a",)


def test_what_is_decided_for_a_parent_stands_whatever_its_children_are() -> None:
    ruleset, units, indicators = _family()
    zones = classify(
        ruleset, indicators, units, None, decided=_decided(("d", 2, 6, 6))
    ).set_index("unit")

    assert zones.loc["d", "level"] == 2
    assert zones.loc["d", "reason"].decided.proposed == 1


@given(st.permutations(range(4)))
@settings(deadline=None, max_examples=10)
def test_the_order_of_the_rows_does_not_matter(order: list[int]) -> None:
    rows = _decided(("u", 2, 6, 6), ("v", 3, 6, 7), ("u", 1, 8, 9), ("v", 2, 9, 10))
    columns: dict[str, Any] = {"u": [1, 3, 3, 3, 1], "v": [2, 2, None, 1, 1]}
    mixed = _zones(rows.iloc[order], **columns)

    assert mixed["level"].equals(_zones(rows, **columns)["level"])
    assert mixed["clause"].equals(_zones(rows, **columns)["clause"])


def _refused(text: str, tmp_path: Path) -> list[tuple[str, int]]:
    file = tmp_path / "decided.csv"
    file.write_text(HEADER + text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_decided(file)
    assert caught.value.code == "decided-broken"
    return [(fault.code, fault.facts["row"]) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("u,2,2021-09-08,2021-09-09,,A,r", "decided-empty"),
        ("u,2,2021-09-08,2021-09-09,1/QĐ,,r", "decided-empty"),
        ("u,2,2021-09-08,2021-09-09,1/QĐ,A,", "decided-empty"),
        ("u,2,2021-09-08,,1/QĐ,A,r", "decided-empty"),
        ("u,2,08/09/2021,2021-09-09,1/QĐ,A,r", "decided-day"),
        ("u,2,2021-02-30,2021-09-09,1/QĐ,A,r", "decided-day"),
        ("u,0,2021-09-08,2021-09-09,1/QĐ,A,r", "decided-level"),
        ("u,green,2021-09-08,2021-09-09,1/QĐ,A,r", "decided-level"),
        ("u,2,2021-09-10,2021-09-09,1/QĐ,A,r", "decided-ends-early"),
    ],
)
def test_a_decision_lacks_nothing_and_nothing_is_made_up(
    row: str, code: str, tmp_path: Path
) -> None:
    assert _refused(f"{row}\n", tmp_path) == [(code, 2)]


def test_two_decisions_for_a_unit_and_day_are_refused(tmp_path: Path) -> None:
    rows = (
        "u,2,2021-09-08,2021-09-10,1/QĐ,A,r\n"
        "v,2,2021-09-08,2021-09-10,2/QĐ,A,r\n"
        "u,3,2021-09-10,2021-09-12,3/QĐ,A,r\n"
    )
    assert _refused(rows, tmp_path) == [("decided-twice", 4)]
    file = tmp_path / "decided.csv"
    file.write_text(HEADER + rows.replace("10,2021-09-12", "11,2021-09-12"), "utf-8")
    assert read_decided(file)["level"].tolist() == [2, 2, 3]


def test_a_long_decision_hides_no_short_one_within_it(tmp_path: Path) -> None:
    rows = (
        "u,2,2021-09-01,2021-09-30,1/QĐ,A,r\n"
        "u,3,2021-09-03,2021-09-04,2/QĐ,A,r\n"
        "u,3,2021-09-06,2021-09-07,3/QĐ,A,r\n"
    )
    assert _refused(rows, tmp_path) == [("decided-twice", 3), ("decided-twice", 4)]


def test_units_and_levels_that_nobody_knows_are_refused() -> None:
    units = pd.DataFrame(index=pd.Index(["u"], name="code"))
    ruleset = build(timed_file(None))
    with pytest.raises(Refused) as caught:
        check_decided(_decided(("x", 2, 6, 6), ("u", 4, 6, 6)), units, ruleset)

    assert [(fault.code, fault.facts["row"]) for fault in caught.value.faults] == [
        ("decided-unit-unknown", 2),
        ("decided-level", 3),
    ]
    with pytest.raises(Refused) as caught:
        _zones(_decided(("nobody", 2, 6, 6)))
    assert caught.value.faults[0].code == "decided-unit-unknown"
