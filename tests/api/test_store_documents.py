"""Documents in versions: found by place, and as they were known at an instant."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import shapely
import sqlalchemy as sa

from api.store.bulk import insert_rows
from api.store.cases import CaseBatch, import_batch, list_batches, load_cases
from api.store.desk import documents
from api.store.documents import (
    Stored,
    documents_in_box,
    find_document,
    list_documents,
    list_versions,
    save_version,
)
from api.store.engine import migrate, open_store, reading, writing
from api.store.units import find_edition, import_units, units_in_box
from boundaries.refusal import Refused
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


def near(store: sa.Engine, *box: float, **more: Any) -> list[str]:
    with reading(store) as connection:
        found = documents_in_box(connection, "perimeter", box, **more)
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
