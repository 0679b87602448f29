"""A district is what its communes report, unless it reports for itself."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.refusal import Refused
from gis.indicators import Indicators
from gis.rulesets.engine.places import place_units
from gis.rulesets.engine.sums import add_up
from gis.rulesets.schema import build_ruleset
from tests.gis.rule_files import RULES_OF_SUMS

NO = np.nan
FIRST = date(2021, 10, 12)
TREE = {"a": "d", "b": "d", "c": "e", "d": "p", "e": "p", "p": "", "h": "a"}
ADMIN = {"a": "commune", "b": "commune", "c": "commune", "h": "hamlet"}
ADMIN |= {"d": "district", "e": "district", "p": "province"}
UNITS = pd.DataFrame(
    {"admin_level": ADMIN, "parent": TREE}, index=pd.Index(list(TREE), name="code")
)


def summed(name: str, rows: dict[str, list[float]]) -> dict[str, list[float]]:
    ruleset = build_ruleset(RULES_OF_SUMS.encode(), file="sums.yaml")
    seen = Indicators(tuple(rows), FIRST, {name: np.array(list(rows.values()), float)})
    places = place_units(seen.units, UNITS, None, "commune")
    told = add_up(ruleset, places, seen)
    values = told.reports(name)
    assert values is not None
    return {unit: values[row].tolist() for row, unit in enumerate(told.units)}


def test_a_flow_is_the_sum_of_the_communes_and_a_province_of_its_districts() -> None:
    told = summed("cases", {"a": [1, 2], "b": [10, 0], "c": [100, 5], "h": [7, 7]})

    assert told["d"] == [11, 2]
    assert told["e"] == [100, 5]
    assert told["p"] == [111, 7]


def test_a_silent_commune_leaves_its_district_without_a_sum() -> None:
    told = summed("cases", {"a": [1, NO], "b": [10, 0], "c": [0, 0]})

    np.testing.assert_equal(told["d"], [11, NO])
    np.testing.assert_equal(told["p"], [11, NO])


def test_what_a_district_reports_itself_goes_before_the_sum() -> None:
    told = summed("cases", {"a": [1, 2], "b": [1, 2], "c": [0, 0], "d": [NO, 9]})

    assert told["d"] == [2, 9]


def test_a_stock_adds_up_what_each_commune_last_reported() -> None:
    told = summed("pop", {"a": [5000, NO, NO], "b": [NO, 3000, 3100], "c": [7, 7, 7]})

    np.testing.assert_equal(told["d"], [NO, 8000, 8100])


def test_a_stock_of_the_district_itself_is_carried_past_the_sums() -> None:
    told = summed(
        "pop", {"a": [1, 2, 3], "b": [1, 2, 3], "c": [1, 1, 1], "d": [NO, 9, NO]}
    )

    np.testing.assert_equal(told["d"], [2, 9, NO])


def test_a_commune_is_never_the_sum_of_the_hamlets_that_happen_to_be_listed() -> None:
    told = summed("cases", {"h": [7], "b": [0], "c": [0]})

    np.testing.assert_equal(told["a"], [NO])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 99), min_size=3, max_size=3))
def test_nobody_is_lost_or_counted_twice_on_the_way_up(cases: list[int]) -> None:
    told = summed("cases", {u: [float(n)] for u, n in zip("abc", cases)})

    assert told["p"] == [float(sum(cases))]


def test_a_share_cannot_be_added_up() -> None:
    text = RULES_OF_SUMS.replace(
        "    kind: flow\n", "    kind: flow\n    scale: share\n"
    )

    with pytest.raises(Refused) as refused:
        build_ruleset(text.encode(), file="sums.yaml")

    assert "rule-summed-scale" in [fault.code for fault in refused.value.faults]
