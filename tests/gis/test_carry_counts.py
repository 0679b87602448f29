from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.crosswalk import check_crosswalk, units_before, weighted
from boundaries.refusal import Refused
from gis.carry import carry_counts, share_whole
from gis.indicators import Indicators

DAY = date(2021, 9, 14)
NAN = float("nan")


def walk(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["old", "new", "weight"])
    names = dict.fromkeys(("old_name", "old_district", "old_province"), "")
    return frame.assign(weight=frame["weight"].astype(float), **names)


def told(**figures: list[float]) -> Indicators:
    values = np.array(list(figures.values()), dtype=np.float64)
    return Indicators(tuple(figures), DAY, {"cases": values})


def faults(crosswalk: pd.DataFrame, **known: list[str]) -> list[str]:
    with pytest.raises(Refused) as caught:
        check_crosswalk(crosswalk, **known)
    return [fault.code for fault in caught.value.faults]


def test_merged_units_add_up_and_divided_ones_share() -> None:
    """A and three quarters of B make X; the rest of B is Y."""
    parts = walk(("A", "X", 1), ("B", "X", 0.75), ("B", "Y", 0.25))

    carried = carry_counts(told(A=[3, 0], B=[4, 8]), parts, ["X", "Y"], ["cases"])

    cases = carried.counts.reports("cases")
    assert cases is not None
    assert cases.tolist() == [[6, 6], [1, 2]]


def test_a_part_without_a_report_leaves_the_new_unit_without_one() -> None:
    """What the other part reported is told as withheld, not as the unit's figure."""
    parts = walk(("A", "X", 1), ("B", "X", 0.5), ("B", "Y", 0.5), ("C", "Z", 1))
    seen = told(A=[3, NAN], B=[NAN, 4])

    carried = carry_counts(seen, parts, ["X", "Y", "Z", "W"], ["cases"])

    cases = carried.counts.reports("cases")
    assert cases is not None
    assert np.isnan(cases[0]).all()
    assert np.array_equal(cases[1], [NAN, 2], equal_nan=True)
    assert np.isnan(cases[2:]).all()
    assert carried.withheld["cases"].tolist() == [3, 2]


def test_a_part_without_people_need_not_report() -> None:
    parts = walk(("A", "X", 1), ("B", "X", 0), ("B", "Y", 1))

    carried = carry_counts(told(A=[3], B=[NAN]), parts, ["X", "Y"], ["cases"])

    cases = carried.counts.reports("cases")
    assert np.array_equal(cases, [[3], [NAN]], equal_nan=True)


def test_what_goes_to_another_province_is_said() -> None:
    parts = walk(("A", "X", 0.25), ("A", "far", 0.75))

    carried = carry_counts(told(A=[8]), parts, ["X"], ["cases"])

    cases = carried.counts.reports("cases")
    assert cases is not None
    assert cases.tolist() == [[2]]
    assert carried.beside["cases"].tolist() == [6]


def test_whole_cases_are_shared_by_largest_remainder() -> None:
    """Of 3: 1.5, 0.9 and 0.6 are 1, 0, 0 and two left for 0.9 and 0.6."""
    assert share_whole(3, np.array([0.5, 0.3, 0.2])).tolist() == [1, 1, 1]
    assert share_whole(1, np.array([0.5, 0.5])).tolist() == [1, 0]
    assert share_whole(7, np.array([0.0, 1.0])).tolist() == [0, 7]


def test_a_unit_that_reported_and_has_no_target_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        carry_counts(told(A=[1], B=[NAN], C=[0]), walk(("A", "X", 1)), ["X"], ["cases"])

    assert caught.value.code == "crosswalk-untold"
    assert caught.value.facts["units"] == ["C"]


def test_parts_of_a_case_are_no_whole_cases() -> None:
    with pytest.raises(Refused, match="carry-parts"):
        carry_counts(told(A=[1.5]), walk(("A", "X", 1)), ["X"], ["cases"], whole=True)


def test_faults_of_a_crosswalk_are_named() -> None:
    assert faults(walk(("", "X", 1), ("A", "", 1))) == ["crosswalk-code-missing"] * 2
    assert faults(walk(("A", "X", 0.5), ("A", "X", 0.5))) == ["crosswalk-duplicate"]
    assert faults(walk(("A", "X", 0.5), ("A", "Y", 0.4))) == ["crosswalk-weights-sum"]
    partial = walk(("A", "X", 0.5), ("A", "Y", NAN))
    assert faults(partial) == ["crosswalk-weights-partial"]
    over = walk(("A", "X", 1.5), ("A", "Y", -0.5))
    assert faults(over) == ["crosswalk-weight"] * 2
    known = walk(("A", "X", 1), ("B", "Q", 1))
    codes = faults(known, old=["A", "C"], new=["X"])
    assert codes == [
        "crosswalk-old-unknown",
        "crosswalk-old-untold",
        "crosswalk-new-unknown",
    ]


def test_a_divided_unit_without_weights_is_not_halved() -> None:
    parts = walk(("A", "X", NAN), ("A", "Y", NAN), ("B", "Y", NAN))

    with pytest.raises(Refused) as caught:
        weighted(parts)

    assert caught.value.facts["units"] == ["A"]
    assert weighted(parts[2:])["weight"].tolist() == [1]


def test_old_units_are_known_as_far_as_the_crosswalk_names_them() -> None:
    parts = walk(("00001", "X", 1), ("00002", "X", 1)).assign(
        old_name=["Xã Một", ""], old_district="899", old_province="91"
    )

    units = units_before(parts)

    assert units.loc["00001", "name"] == "Xã Một"
    assert units.loc["00002", "name"] == "00002"
    assert units["parent"].to_dict() == {
        "91": "",
        "899": "91",
        "00001": "899",
        "00002": "899",
    }


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Indicators, pd.DataFrame, list[str]]:
    """Old units with counts or silence, each to up to three of six new ones."""
    days = draw(st.integers(1, 4))
    count = st.one_of(st.just(NAN), st.integers(0, 500).map(float))
    rows, figures = [], {}
    for n in range(draw(st.integers(1, 6))):
        targets = draw(
            st.lists(st.sampled_from("UVWXYZ"), min_size=1, max_size=3, unique=True)
        )
        millions = draw(
            st.lists(
                st.integers(0, 10**6), min_size=len(targets), max_size=len(targets)
            )
        )
        millions[0] += 1
        parts = share_whole(10**6, np.array(millions) / sum(millions)) / 10**6
        rows += [(f"old{n}", t, w) for t, w in zip(targets, parts)]
        figures[f"old{n}"] = draw(st.lists(count, min_size=days, max_size=days))
    asked = draw(st.lists(st.sampled_from("UVWXYZ"), min_size=1, unique=True))
    return told(**figures), check_crosswalk(walk(*rows)), asked


@settings(deadline=None, max_examples=80)
@given(world=worlds(), whole=st.booleans())
def test_totals_survive_the_crosswalk(
    world: tuple[Indicators, pd.DataFrame, list[str]], *, whole: bool
) -> None:
    """Day by day: reported is carried, withheld, or of another province."""
    seen, parts, asked = world

    carried = carry_counts(seen, parts, asked, ["cases"], whole=whole)

    before, after = seen.reports("cases"), carried.counts.reports("cases")
    assert before is not None
    assert after is not None
    out = np.nansum(after, axis=0) + carried.withheld["cases"] + carried.beside["cases"]
    if whole:
        assert out.tolist() == np.nansum(before, axis=0).tolist()
        assert np.nansum(after % 1) == 0
    assert out == pytest.approx(np.nansum(before, axis=0), rel=1e-12)


@settings(deadline=None, max_examples=30)
@given(world=worlds())
def test_the_identity_changes_nothing(
    world: tuple[Indicators, pd.DataFrame, list[str]],
) -> None:
    seen = world[0]
    same = walk(*((unit, unit, 1) for unit in seen.units))

    carried = carry_counts(seen, same, seen.units, ["cases"])

    before, after = seen.reports("cases"), carried.counts.reports("cases")
    assert np.array_equal(before, after, equal_nan=True)
    assert not carried.withheld["cases"].any()
