"""What is kept goes out and comes back: the same counts, and nothing twice."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.cases import (
    CaseRows,
    count_cases,
    export_counts,
    export_singles,
    judge_file,
    read_cases,
    recognise_exported,
    revise,
    standing,
)
from gis.cases.read import EXPORTED
from maps.tables import compose_cases
from tests.gis.casefiles import judge_text, small_province

UNITS = ["00101", "00102", "00103"]
FIRST, LAST = date(2021, 9, 1), date(2021, 9, 3)
MARK = "0123456789ab"
SETTINGS = ("", "community", "quarantine", "lockdown", "imported")


def empty(folder: Path) -> pd.DataFrame:
    return judge_text(folder, "day,unit,cases\n").accepted.assign(batch="")


def keep(stored: pd.DataFrame, rows: CaseRows, batch: str) -> pd.DataFrame:
    change = revise(stored, rows.accepted, batch)
    assert change.conflict.empty
    return pd.concat([stored, change.new], ignore_index=True)


def back(folder: Path, rows: pd.DataFrame, suffix: str) -> CaseRows:
    """Write rows to a file and judge what is read from it."""
    path = folder / f"out{suffix}"
    path.write_bytes(compose_cases(rows, workbook=suffix == ".xlsx"))
    raw = read_cases(path)
    assert [note.code for note in raw.notes] == []
    return judge_file(raw, small_province())


def figures(stored: pd.DataFrame) -> dict[str, np.ndarray]:
    """Give counts per unit and day: all, by setting, and whether the source is told."""
    now = standing(stored)
    found: dict[str, np.ndarray] = {}
    for setting in SETTINGS:
        own = now[now["setting"] == setting]
        told = count_cases(own, [], UNITS, FIRST, LAST).values  # noqa: PD011 - no frame
        found |= {f"{setting} {name}": array for name, array in told.items()}
    return found


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name], err_msg=name)


_DAY = st.dates(FIRST, LAST)
_TEXT = st.text("ab'=+-@ 1.", max_size=4).map(str.strip)
_ROW = st.tuples(
    _DAY,
    st.sampled_from(UNITS),
    st.sampled_from(SETTINGS),
    st.sampled_from(("", "rapid", "pcr")),
    st.sampled_from(("", "yes", "no")),
    _TEXT,
)
_COUNT = st.tuples(_ROW, st.none() | st.integers(0, 5))
_COUNTS = st.lists(_COUNT, max_size=6, unique_by=lambda row: row[0])
_CASES = st.lists(
    st.tuples(_ROW, _TEXT.filter(bool)), max_size=6, unique_by=lambda row: row[1]
)


def frame(
    counts: list[tuple[tuple[object, ...], int | None]],
    cases: list[tuple[tuple[object, ...], str]],
) -> CaseRows:
    """Make accepted rows of counts and of single cases."""
    rows = [("", *row, number) for row, number in counts]
    rows += [(case_id, *row, 1) for row, case_id in cases]
    names = ["case_id", "day", "unit", "setting", "test", "source_known", "household"]
    made = pd.DataFrame(rows, columns=[*names, "cases"], dtype=object)
    made = made.assign(row=range(2, len(made) + 2)).astype({"cases": "Int64"})
    none = pd.DataFrame(columns=["unit", "day"])
    return CaseRows(made, pd.DataFrame(), 0, len(made), none)


@given(counts=_COUNTS, cases=_CASES, suffix=st.sampled_from([".csv", ".xlsx"]))
@settings(deadline=None, max_examples=30)
def test_export_and_import_are_inverse(
    tmp_path_factory: pytest.TempPathFactory,
    counts: list[tuple[tuple[object, ...], int | None]],
    cases: list[tuple[tuple[object, ...], str]],
    suffix: str,
) -> None:
    folder = tmp_path_factory.mktemp("export")
    told = {row for row, number in counts if number is None}
    cases = [case for case in cases if case[0] not in told]  # see the test below
    nothing = empty(folder)
    kept = keep(nothing, frame(counts, cases), "one")

    written = export_counts(standing(kept), MARK)
    again = back(folder, written, suffix)
    assert not len(again.refused)
    assert again.read == len(again.accepted) == len(written)
    same(figures(keep(nothing, again, "two")), figures(kept))

    marks = (
        written[EXPORTED].to_numpy() == MARK
        if EXPORTED in written
        else np.zeros(len(written), dtype=bool)
    )
    here = recognise_exported(standing(kept), again.accepted, marks)
    assert here.conflict.empty
    change = revise(kept, here.rest, "two")
    assert (len(change.new), len(change.revised), len(change.conflict)) == (0, 0, 0)
    assert here.duplicate + change.duplicate == len(written)


@given(cases=_CASES, suffix=st.sampled_from([".csv", ".xlsx"]))
@settings(deadline=None, max_examples=15)
def test_single_cases_with_their_numbers_are_known_again(
    tmp_path_factory: pytest.TempPathFactory,
    cases: list[tuple[tuple[object, ...], str]],
    suffix: str,
) -> None:
    folder = tmp_path_factory.mktemp("export")
    kept = keep(empty(folder), frame([], cases), "one")
    again = back(folder, export_singles(standing(kept)), suffix)

    change = revise(kept, again.accepted, "two")
    assert change.duplicate == len(cases)
    assert (len(change.new), len(change.conflict)) == (0, 0)


@given(data=st.data(), counts=_COUNTS, cases=_CASES)
@settings(deadline=None, max_examples=15)
def test_the_order_of_imports_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    counts: list[tuple[tuple[object, ...], int | None]],
    cases: list[tuple[tuple[object, ...], str]],
) -> None:
    folder = tmp_path_factory.mktemp("export")
    files = [frame(counts, []), frame([], cases), frame(counts[:2], cases[:2])]
    results = []
    for order in ([0, 1, 2], data.draw(st.permutations(range(3)))):
        stored = empty(folder)
        for number in order:
            stored = keep(stored, files[number], str(number))
        results.append(figures(stored))
    same(*results)


def test_the_numbers_of_cases_stay_where_they_are(tmp_path: Path) -> None:
    row = (FIRST, "00101", "community", "", "", "")
    kept = keep(empty(tmp_path), frame([], [(row, "BN-12345"), (row, "BN-2")]), "one")
    content = compose_cases(export_counts(standing(kept), MARK), workbook=False)

    assert content.decode() == (
        f"day,unit,cases,setting,exported\n2021-09-01,00101,2,community,{MARK}\n"
    )


def test_a_sum_that_was_changed_by_hand_is_a_conflict(tmp_path: Path) -> None:
    row = (FIRST, "00101", "community", "", "", "")
    kept = keep(empty(tmp_path), frame([], [(row, "a"), (row, "b")]), "one")
    changed = export_counts(standing(kept), MARK).assign(cases=5)
    again = back(tmp_path, changed.astype({"cases": "Int64"}), ".csv")
    found = recognise_exported(standing(kept), again.accepted, np.array([True]))

    assert found.duplicate == 0
    fault = found.conflict["fault"].iloc[0]
    assert (fault.code, fault.facts) == ("case-export-otherwise", {"seen": 2})


def test_a_blank_count_beside_single_cases_goes_out_blank(tmp_path: Path) -> None:
    """Its sum would look whole; a cell without a report is never green."""
    row = (FIRST, "00101", "", "", "", "")
    kept = keep(empty(tmp_path), frame([(row, None)], [(row, "a")]), "one")
    written = export_counts(standing(kept), MARK)

    assert written["cases"].isna().tolist() == [True]
    again = back(tmp_path, written, ".csv")
    found = recognise_exported(standing(kept), again.accepted, np.array([True]))
    assert found.duplicate == 1


def test_a_text_that_begins_with_quotes_comes_back_with_them(tmp_path: Path) -> None:
    text = 'case_id,day,unit,household\n"\'\'=1",2021-09-01,00101,"\'abc"\n'
    rows = judge_text(tmp_path, text)
    assert rows.accepted["case_id"].tolist() == ["'=1"]
    assert rows.accepted["household"].tolist() == ["'abc"]
    for suffix in (".csv", ".xlsx"):
        again = back(tmp_path, export_singles(rows.accepted), suffix)
        assert again.accepted["case_id"].tolist() == ["'=1"]
        assert again.accepted["household"].tolist() == ["'abc"]
