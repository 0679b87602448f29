"""Which unit a case row means: by its code, or by its place on the map."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import shapely

from gis.cases import CaseRows, judge_rows, read_cases
from tests.gis.casefiles import codes, judge_text, small_province

Judge = Callable[..., CaseRows]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    return lambda text, **how: judge_text(tmp_path, text, **how)


def test_d6_unknown_units_are_kept_aside_and_never_guessed(judge: Judge) -> None:
    known = pd.DataFrame(
        {"name": ["Xã Bình An", "Xã Cũ"], "closed": [None, date(2020, 2, 1)]},
        index=["00901", "00099"],
    )
    rows = judge(
        "day,unit,cases\n"
        "2021-09-01,00999,1\n"
        "2021-09-01,00901,1\n"
        "2021-09-01,00099,1\n"
        "2021-09-01,,1\n"
        "2021-09-01,00101,1\n",
        known=known,
    )

    assert codes(rows) == {
        2: ["case-unit-unknown"],
        3: ["case-unit-elsewhere"],
        4: ["case-unit-closed"],
        5: ["case-unit-blank"],
    }
    assert rows.read == len(rows.accepted) + len(rows.refused) + rows.duplicate


@pytest.mark.parametrize(
    "text", ["Hòa An", "Hoà An", "xã hoà an", "Hoa An", "Xã Hòa Ann"]
)
def test_t3_t4_a_name_is_answered_with_the_nearest_names(
    text: str, judge: Judge
) -> None:
    rows = judge(f"day,unit,cases\n2021-09-01,{text},1\n")

    (fault,) = rows.refused["faults"].loc[2]
    assert (fault.code, fault.facts["near"]) == (
        "case-unit-name",
        ["Xã Hòa An (00101)"],
    )
    assert len(rows.accepted) == 0


def test_t1_a_code_without_its_zeros_is_suggested_not_merged(judge: Judge) -> None:
    rows = judge(
        "day,unit,cases\n2021-09-01,101,1\n2021-09-01,101.0,1\n2021-09-01,1E+02,1\n"
    )

    assert codes(rows) == {
        2: ["case-unit-zeros"],
        3: ["case-unit-unknown"],
        4: ["case-unit-unknown"],
    }
    assert rows.refused["faults"].loc[2][0].facts["unit"] == "00101"


def test_t1_a_number_that_is_the_code_of_several_units_silences_each_of_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("day,unit,cases\n2021-09-01,101,1\n", encoding="utf-8")
    units = small_province().rename(index={"00102": "0101"})
    rows = judge_rows(read_cases(path), units)

    assert codes(rows) == {2: ["case-unit-zeros-either"]}
    assert sorted(rows.silent["unit"]) == ["00101", "0101"]


def test_g12_h5_a_case_on_a_border_counts_once_and_one_at_sea_not_at_all(
    judge: Judge,
) -> None:
    rows = judge(
        "case_id,day,lon,lat\n"
        "border,2021-09-01,106,10.5\n"
        "sea,2021-09-01,104,9.5\n"
        "island,2021-09-01,107.5,10.5\n"
    )

    assert rows.accepted["unit"].tolist() == ["00101", "00103"]
    assert codes(rows) == {3: ["case-place-outside"]}
    assert rows.refused["faults"].loc[3][0].facts == {"lon": 104.0, "lat": 9.5}


def test_g5_g7_g17_places_that_cannot_be_are_refused(judge: Judge) -> None:
    rows = judge(
        "case_id;day;lon;lat\n"
        "1;2021-09-01;10.5;105.5\n"
        "2;2021-09-01;nan;10.5\n"
        "3;2021-09-01;105.5;inf\n"
        "4;2021-09-01;1e2;10.5\n"
        "5;2021-09-01;105,5;10,5\n"
        "6;2021-09-01;;\n"
        "7;2021-09-01;595213;1190000\n"
        "8;2021-09-01;0;0\n"
    )

    assert [c[0] for c in codes(rows).values()] == [
        "case-place-swapped",
        *["case-place-unreadable"] * 6,
        "case-place-outside",
    ]


def test_points_go_to_the_lowest_drawn_unit(tmp_path: Path) -> None:
    """A district around the communes, a hamlet and an industrial zone take none."""
    units = small_province()
    units.loc["899"] = [
        "Huyện A",
        "Huyện",
        "district",
        "91",
        shapely.box(105, 10, 108, 11),
    ]
    units.loc["00001"] = [
        "Khu công nghiệp B",
        "KCN",
        "area",
        "00101",
        shapely.box(105.4, 10.4, 105.6, 10.6),
    ]
    units.loc["00000"] = ["Ấp C", "Ấp", "hamlet", "00101", None]
    path = tmp_path / "cases.csv"
    path.write_text("case_id,day,lon,lat\nA1,2021-09-01,105.5,10.5\n")

    assert judge_rows(read_cases(path), units).accepted["unit"].tolist() == ["00101"]


def test_cases_of_a_district_among_communes_are_pointed_out(tmp_path: Path) -> None:
    units = small_province()
    units.loc["899"] = [
        "Huyện A",
        "Huyện",
        "district",
        "91",
        shapely.box(105, 10, 108, 11),
    ]
    path = tmp_path / "cases.csv"
    path.write_text("day,unit,cases\n2021-09-01,899,4\n2021-09-01,00101,4\n")

    rows = judge_rows(read_cases(path), units)

    assert len(rows.accepted) == 2
    assert [note.code for note in rows.notes] == ["case-units-above"]
