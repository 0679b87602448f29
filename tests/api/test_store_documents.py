"""Documents in versions: found by place, and as they were known at an instant."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import shapely
import sqlalchemy as sa
from alembic import command

from api.store.bulk import insert_rows
from api.store.cases import CaseBatch, import_batch, list_batches, load_cases
from api.store.desk import documents
from api.store.documents import (
    Stored,
    find_document,
    list_documents,
    list_versions,
    save_version,
)
from api.store.engine import (
    alembic_config,
    migrate,
    open_store,
    reading,
    writing,
)
from api.store.metadata import meets_box
from api.store.tables import units
from api.store.units import find_edition, import_units, list_editions, units_in_box
from gis.cases import Cover, Revision
from tests.api.places import AT, four_squares
from tests.api.postgis import Server

HOUR = timedelta(hours=1)


def save(
    store: sa.Engine,
    key: str,
    version: int = 1,
    geom: shapely.Geometry | None = None,
    at: datetime = AT,
    **content: Any,
) -> None:
    new = Stored("perimeter", key, version, "91", "draft", content, "lap", at, geom)
    with writing(store) as connection:
        save_version(connection, new)


def in_box(
    connection: sa.Connection, box: tuple[float, ...], **more: Any
) -> list[Stored]:
    west, south, east, north = box
    near = meets_box(connection, documents, (west, south, east, north))
    return list_documents(connection, "perimeter", near, **more)


def near(store: sa.Engine, *box: float, **more: Any) -> list[str]:
    with reading(store) as connection:
        found = in_box(connection, box, **more)
    return [one.key for one in found]


def test_documents_are_found_by_the_box_of_their_shape(store: sa.Engine) -> None:
    """What touches the box is near it; what has no shape is near nothing."""
    save(store, "a", geom=shapely.box(105.0, 10.0, 105.1, 10.1))
    save(store, "b", geom=shapely.box(105.2, 10.0, 105.3, 10.1))
    save(store, "none")

    assert near(store, 105.05, 10.05, 105.06, 10.06) == ["a"]
    assert near(store, 105.1, 10.1, 105.2, 10.2) == ["a", "b"]
    assert near(store, 105.11, 10.0, 105.19, 10.1) == []
    assert near(store, -180, -90, 180, 90) == ["a", "b"]


def test_a_box_is_held_to_the_last_bit_on_both_databases(store: sa.Engine) -> None:
    """PostGIS's index rounds boxes to 24 bits: 1e-9 degrees are less than it sees."""
    save(store, "a", geom=shapely.box(105.0, 10.0, 105.1, 10.1))

    assert near(store, 105.1 + 1e-9, 10.0, 106, 11) == []
    assert near(store, 105.1 - 1e-9, 10.0, 106, 11) == ["a"]


def test_a_document_that_moved_is_near_where_it_is_now(store: sa.Engine) -> None:
    save(store, "a", geom=shapely.box(105.0, 10.0, 105.1, 10.1))
    save(store, "a", 2, geom=shapely.box(107.0, 10.0, 107.1, 10.1), at=AT + HOUR)

    assert near(store, 105, 10, 106, 11) == []
    assert near(store, 107, 10, 108, 11) == ["a"]
    assert near(store, 105, 10, 106, 11, learned_by=AT) == ["a"]


def test_a_document_is_read_as_it_was_known_at_an_instant(store: sa.Engine) -> None:
    """Saved at 0 h and at 2 h: at 1 h the first is known; before, none is."""
    save(store, "a", name="first")
    save(store, "a", 2, at=AT + 2 * HOUR, name="second")
    save(store, "later", at=AT + 3 * HOUR)

    def known(at: datetime | None) -> tuple[list[Any], Any]:
        with reading(store) as connection:
            listed = list_documents(connection, "perimeter", learned_by=at)
            one = find_document(connection, "perimeter", "a", learned_by=at)
        return [(s.key, s.version) for s in listed], one and one.content["name"]

    assert known(AT - HOUR) == ([], None)
    assert known(AT) == ([("a", 1)], "first")
    assert known(AT + HOUR) == ([("a", 1)], "first")
    assert known(AT + 2 * HOUR) == ([("a", 2)], "second")
    assert known(None) == ([("a", 2), ("later", 1)], "second")
    with reading(store) as connection:
        versions = list_versions(connection, "perimeter", "a")
    assert [one.content["name"] for one in versions] == ["first", "second"]


def keep_case(store: sa.Engine, name: str, unit: str, at: datetime) -> None:
    words = dict.fromkeys(("case_id", "setting", "test", "source_known"), "")
    row = {"row": 2, "day": date(2021, 9, 1), "unit": unit, "cases": 3, **words}
    frame = pd.DataFrame([{**row, "household": ""}])
    cover = Cover(date(2021, 9, 1), date(2021, 9, 1), frozenset({unit}))
    batch = CaseBatch(name, name * 64, 1, 1, 0, 0, cover, "", at)
    nothing = frame.iloc[:0]
    with writing(store) as connection:
        assert import_batch(connection, batch, Revision(frame, nothing, nothing, 0))


def test_cases_are_read_as_they_were_known_at_an_instant(store: sa.Engine) -> None:
    """Rows, covers and imports of later files are not known before."""
    keep_case(store, "a", "01", AT)
    keep_case(store, "b", "02", AT + 2 * HOUR)

    def known(at: datetime | None) -> tuple[list[str], int, list[str]]:
        with reading(store) as connection:
            cases = load_cases(connection, learned_by=at)
            batches = list_batches(connection, learned_by=at)
        return list(cases.rows["unit"]), len(cases.covers), [b.name for b in batches]

    assert known(AT - HOUR) == ([], 0, [])
    assert known(AT + HOUR) == (["01"], 1, ["a"])
    assert known(AT + 2 * HOUR) == known(None) == (["01", "02"], 2, ["a", "b"])


def test_units_are_read_as_they_were_known_at_an_instant(store: sa.Engine) -> None:
    with writing(store) as connection:
        import_units(connection, "old", four_squares(), AT)
        other = four_squares().drop(index="02")
        import_units(connection, "new", other, AT + 2 * HOUR)

    with reading(store) as connection:
        before, then, now = (
            find_edition(connection, learned_by=at)
            for at in (AT - HOUR, AT + HOUR, None)
        )
        listed = list_editions(connection, learned_by=AT + HOUR)
        unborn = find_edition(connection, "new", learned_by=AT + HOUR)

    assert (before, unborn) == (None, None)
    assert then is not None
    assert now is not None
    assert (then.name, now.name, listed) == ("old", "new", [then])


def explained(engine: sa.Engine, ask: Callable[[sa.Connection], Any]) -> str:
    """Give the plan of the statement that `ask` really sends."""
    sent: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        sent.append((statement, given))

    with reading(engine) as connection:
        connection.execute(sa.select(1))
        sa.event.listen(engine, "before_cursor_execute", hear)
        ask(connection)
        sa.event.remove(engine, "before_cursor_execute", hear)
        (statement, given) = sent[-1]
        return "\n".join(
            connection.exec_driver_sql(f"explain {statement}", given).scalars()
        )


@pytest.mark.postgis
def test_the_planner_finds_documents_and_units_by_gist_unasked(
    postgis: Server,
) -> None:
    """Among 4,000 squares of a hundredth of a degree, the index is what it takes."""
    words = {"kind": "perimeter", "version": 1, "unit": "91", "state": "draft"}
    row = {**words, "content": {}, "author": "lap", "recorded_at": AT}
    shapes = [
        shapely.box(x / 100, y / 100, x / 100 + 0.01, y / 100 + 0.01)
        for x in range(10_000, 10_080)
        for y in range(1_000, 1_050)
    ]
    names = ("west", "south", "east", "north")
    boxes = [dict(zip(names, shape.bounds, strict=True)) for shape in shapes]
    shaped = [{"geom": s, **b} for s, b in zip(shapes, boxes, strict=True)]
    named = {"name": "Xã", "kind": "Xã", "admin_level": "commune", "parent": ""}
    with postgis.database() as url:
        engine = open_store(url)
        with writing(engine) as connection:
            edition, _ = import_units(connection, "x", four_squares(), AT)
            insert_rows(
                connection,
                documents,
                [{**row, "key": f"{n}", **one} for n, one in enumerate(shaped)],
            )
            head = {"edition_id": edition.id, **named}
            insert_rows(
                connection,
                units,
                [{**head, "code": f"u{n}", **one} for n, one in enumerate(shaped)],
            )
            connection.exec_driver_sql("analyze documents")
            connection.exec_driver_sql("analyze units")
        box = (100.105, 10.105, 100.115, 10.115)
        with reading(engine) as connection:
            assert len(in_box(connection, box)) == 4
        plans = (
            explained(engine, lambda c: in_box(c, box)),
            explained(engine, lambda c: units_in_box(c, edition, box)),
        )
        engine.dispose()

    assert "ix_documents_geom" in plans[0]
    assert "ix_units_geom" in plans[1]


def test_documents_and_audit_with_rows_go_down_and_up(store: sa.Engine) -> None:
    """The database refuses to change them, yet the step that made them goes back."""
    save(store, "a")
    with pytest.raises(sa.exc.DatabaseError), writing(store) as connection:
        connection.execute(sa.delete(documents))
    with writing(store) as connection:
        number, _ = import_units(connection, "x", four_squares(), AT)
        command.downgrade(alembic_config(connection), "0002")
        left = set(sa.inspect(connection).get_table_names())
        assert find_edition(connection) == number, "what was there before stays"
    assert not left & {"documents", "audit", "jobs", "accounts"}

    migrate(store)
    with writing(store) as connection:
        command.check(alembic_config(connection))
    save(store, "a")
    with reading(store) as connection:
        assert len(list_versions(connection, "perimeter", "a")) == 1
    with pytest.raises(sa.exc.DatabaseError), writing(store) as connection:
        connection.execute(sa.delete(documents))
