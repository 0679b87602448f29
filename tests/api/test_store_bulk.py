"""Many rows at once are the same rows, whichever way the database takes them."""

from datetime import date
from typing import Any

import pytest
import shapely
import sqlalchemy as sa

from api.store.bulk import insert_rows
from api.store.desk import documents
from api.store.engine import open_store, reading, writing
from api.store.tables import (
    case_batches,
    case_rows,
    editions,
    publication_zones,
    publications,
    units,
)
from tests.api.places import AT
from tests.api.postgis import Server

ODD = ["", "\\N", "\t", "a\nb", "\\", '"', "'; --", "xã’s", "null", "\x1a", "{}"]
HEAD = {"id": 1, "name": "x", "sha256": "0" * 64, "recorded_at": AT}


def fill(store: sa.Engine) -> sa.Engine:
    """Put in something for the rows to belong to."""
    counts = dict.fromkeys(("read", "accepted", "refused", "duplicate"), 0)
    batch = {**HEAD, **counts, "file_sha256": "0" * 64, "silent": [], "reason": ""}
    said = {"province": "9", "day": date(2021, 9, 1), "version": 1, "state": "decided"}
    head = {**said, "id": 1, "path": "9", "manifest_sha256": "0" * 64, "manifest": {}}
    with writing(store) as connection:
        connection.execute(sa.insert(editions), HEAD)
        connection.execute(sa.insert(case_batches), batch)
        connection.execute(
            sa.insert(publications),
            {**head, "first_day": date(2021, 9, 1), "recorded_at": AT},
        )
    return store


@pytest.fixture
def filled(store: sa.Engine) -> sa.Engine:
    return fill(store)


def case(n: int, **values: Any) -> dict[str, Any]:
    words = dict.fromkeys(("setting", "test", "source_known", "household"), "")
    row = {"batch_id": 1, "row": n, "revised": n % 2 == 0, "case_id": ""}
    told = {"day": date(2021, 9, 1), "unit": "01", "cases": n}
    return {**row, **words, **told, **values}


def unit(code: str, shape: Any) -> dict[str, Any]:
    box = (None,) * 4 if shape is None else shape.bounds
    words = {"name": "Xã", "kind": "Xã", "admin_level": "commune", "parent": "1"}
    sides = dict(zip(("west", "south", "east", "north"), box, strict=True))
    return {"edition_id": 1, "code": code, **words, "geom": shape, **sides}


def zone(**values: Any) -> dict[str, Any]:
    first = date(2021, 9, 1)
    row = {"publication_id": 1, "unit": "01", "day": first, "level": 1}
    words = {"zone": "green", "clause": "1", "reason": "", "next_better": None}
    return {**row, **words, "effective_from": first, **values}


def both_ways(
    engine: sa.Engine, table: sa.Table, rows: list[dict[str, Any]]
) -> list[list[dict[str, Any]]]:
    """Insert by bulk and by an ordinary insert, and read what is there."""
    found = []
    for insert in (
        insert_rows,
        lambda connection, into, given: connection.execute(sa.insert(into), given),
    ):
        with writing(engine) as connection:
            insert(connection, table, rows)
            read = connection.execute(sa.select(table).order_by(*table.primary_key))
            kept = [dict(row) for row in read.mappings()]
            connection.execute(sa.delete(table))
        for row in kept:
            row.pop("id", None)
        found.append(kept)
    return found


def test_texts_days_numbers_and_blanks_are_kept_as_an_insert_keeps_them(
    filled: sa.Engine,
) -> None:
    rows = [case(n, case_id=text) for n, text in enumerate(ODD)]
    rows.append(case(99, cases=None))

    bulk, ordinary = both_ways(filled, case_rows, rows)

    assert bulk == ordinary == rows, "also in the order in which they were given"


def test_shapes_are_kept_to_the_last_bit(filled: sa.Engine) -> None:
    """A polygon becomes a multipolygon of one part, as everywhere; a hole stays."""
    ring = shapely.Point(105.1, 10.1).buffer(1 / 3).boundary
    holed = shapely.Polygon(ring, [shapely.Point(105.1, 10.1).buffer(0.1).boundary])
    rows = [unit("01", holed), unit("02", None)]

    bulk, ordinary = both_ways(filled, units, rows)

    assert shapely.to_wkb(bulk[0]["geom"]) == shapely.to_wkb(ordinary[0]["geom"])
    assert shapely.to_wkb(bulk[0]["geom"]) == shapely.to_wkb(
        shapely.MultiPolygon([holed])
    )
    assert bulk[1] == ordinary[1] == rows[1]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (publication_zones, zone(level=0)),  # breaks a check
        (publication_zones, zone(zone=None)),  # may not be null
        (publication_zones, zone(publication_id=7)),  # belongs to nothing
        (publication_zones, zone(unit="twice")),  # is there already
    ],
)
def test_a_row_that_breaks_a_rule_is_the_same_error_and_keeps_nothing(
    filled: sa.Engine, table: sa.Table, row: dict[str, Any]
) -> None:
    rows = [zone(unit="twice"), zone(unit="other"), row]
    with pytest.raises(sa.exc.IntegrityError), writing(filled) as connection:
        insert_rows(connection, table, rows)
    with reading(filled) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_no_rows_are_no_statement(filled: sa.Engine) -> None:
    with writing(filled) as connection:
        insert_rows(connection, documents, [])


@pytest.mark.postgis
def test_postgis_is_given_the_rows_by_copy(
    postgis: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were it an ordinary insert, `execute` would be asked."""
    with postgis.database() as url:
        engine = fill(open_store(url))
        with writing(engine) as connection, monkeypatch.context() as patch:
            patch.setattr(connection, "execute", None)
            insert_rows(connection, case_rows, [case(1)])
        engine.dispose()
