"""Imported case rows are kept as they were learned, once, with what they cover."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from api.store.cases import CaseBatch, KeptCases, import_batch, list_batches, load_cases
from api.store.engine import reading, writing
from gis.cases import Cover, judge_rows, read_cases, revise, standing
from tests.api.places import AT, four_squares

COVER = Cover(date(2021, 9, 1), date(2021, 9, 2), frozenset({"01", "02"}))


def keep(
    store: sa.Engine,
    path: Path,
    text: str,
    cover: Cover | None = None,
    reason: str = "",
) -> bool:
    """Import a file the way the service does."""
    path.write_text(text, encoding="utf-8")
    raw = read_cases(path)
    rows = judge_rows(raw, four_squares(), corrections=bool(reason))
    with writing(store) as connection:
        kept = load_cases(connection)
        found = revise(kept.rows, rows.accepted, raw.sha256, reason)
        batch = CaseBatch(
            name=path.name,
            file_sha256=raw.sha256,
            read=rows.read,
            accepted=len(found.new) + len(found.revised),
            refused=len(rows.refused) + len(found.conflict),
            duplicate=rows.duplicate + found.duplicate,
            cover=cover,
            reason=reason,
            recorded_at=AT,
        )
        return import_batch(connection, batch, found, rows.silent)


def kept(store: sa.Engine) -> KeptCases:
    with reading(store) as connection:
        return load_cases(connection)


def counts(store: sa.Engine) -> dict[tuple[str, date], object]:
    rows = standing(kept(store).rows)
    return {(r.unit, r.day.day): r.cases for r in rows.itertuples()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.csv"


FIRST = "day,unit,cases\n2021-09-01,01,3\n2021-09-01,02,\n2021-09-02,01,0\n"


def test_rows_come_back_as_they_were_accepted(store: sa.Engine, file: Path) -> None:
    """A leading zero, a blank count and a zero are three different things."""
    assert keep(store, file, FIRST, COVER)

    found = kept(store)
    assert list(found.rows["unit"]) == ["01", "02", "01"]
    assert list(found.rows["day"]) == [date(2021, 9, 1)] * 2 + [date(2021, 9, 2)]
    assert found.rows["cases"].dtype == "Int64"
    assert list(found.rows["cases"].isna()) == [False, True, False]
    assert found.covers == (COVER,)
    again = revise(found.rows, found.rows.drop(columns="batch"), "other")
    assert again.duplicate == 3


def test_the_same_file_again_changes_nothing(store: sa.Engine, file: Path) -> None:
    assert keep(store, file, FIRST, COVER)
    assert not keep(store, file, FIRST, COVER)

    assert len(kept(store).rows) == 3
    with reading(store) as connection:
        assert len(list_batches(connection)) == 1


def test_the_same_rows_with_a_cover_said_later_add_only_the_cover(
    store: sa.Engine, file: Path
) -> None:
    keep(store, file, FIRST)
    assert keep(store, file, FIRST, COVER)

    assert len(kept(store).rows) == 3
    assert kept(store).covers == (COVER,)


def test_a_correction_with_a_reason_stands_and_the_old_row_stays(
    store: sa.Engine, file: Path
) -> None:
    keep(store, file, FIRST)
    keep(store, file, "day,unit,cases\n2021-09-01,01,5\n", reason="Ghi thiếu")

    assert counts(store)["01", 1] == 5
    assert list(kept(store).rows["cases"].dropna()) == [3, 0, 5]


def test_a_negative_correction_is_taken_off_once_however_often_it_is_sent(
    store: sa.Engine, file: Path
) -> None:
    """3 less 1 is 2; sent again with a cover, it is still 2."""
    less = "day,unit,cases\n2021-09-01,01,-1\n"
    keep(store, file, FIRST)
    keep(store, file, less, reason="Trùng")
    keep(store, file, less, COVER, reason="Trùng")

    assert counts(store)["01", 1] == 2


def test_a_row_that_contradicts_is_not_kept_and_is_counted(
    store: sa.Engine, file: Path
) -> None:
    keep(store, file, FIRST)
    keep(store, file, "day,unit,cases\n2021-09-01,01,5\n2021-09-02,02,1\n")

    assert counts(store)["01", 1] == 3
    with reading(store) as connection:
        batch = list_batches(connection)[-1]
    assert (batch.read, batch.accepted, batch.refused, batch.duplicate) == (2, 1, 1, 0)


def test_a_cell_of_a_row_kept_aside_is_no_zero_until_it_is_told_of(
    store: sa.Engine, file: Path
) -> None:
    keep(store, file, "day,unit,cases\n2021-09-01,01,many\n2021-09-02,01,1\n", COVER)
    assert list(kept(store).silent.itertuples(index=False, name=None)) == [
        ("01", date(2021, 9, 1))
    ]

    keep(store, file, "day,unit,cases\n2021-09-01,01,7\n")
    assert kept(store).silent.empty


def test_a_cover_of_no_units_is_not_one_of_all(store: sa.Engine, file: Path) -> None:
    keep(store, file, FIRST, Cover(COVER.first, COVER.last, frozenset()))
    keep(store, file, FIRST, Cover(COVER.first, COVER.last))

    assert [cover.units for cover in kept(store).covers] == [frozenset(), None]


def test_a_store_without_imports_gives_empty_frames(store: sa.Engine) -> None:
    found = kept(store)

    assert found.rows.empty
    assert found.covers == ()
    assert standing(found.rows).empty


def test_ids_are_kept_as_text(store: sa.Engine, file: Path) -> None:
    keep(store, file, "case_id,day,unit\n007,2021-09-01,01\n'; DROP,2021-09-01,02\n")

    assert list(kept(store).rows["case_id"]) == ["007", "'; DROP"]
    assert isinstance(kept(store).rows, pd.DataFrame)
