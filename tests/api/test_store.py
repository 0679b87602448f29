"""One store over two databases: made once, migrated under a lock, spatial."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
import sqlalchemy as sa
from alembic import command

from api.store.columns import Shape
from api.store.engine import (
    alembic_config,
    connect,
    migrate,
    open_store,
    reading,
    writing,
)
from api.store.metadata import metadata
from api.store.tables import units
from api.store.units import (
    find_edition,
    import_units,
    list_editions,
    load_units,
    units_in_box,
)
from boundaries.refusal import Refused
from boundaries.units import check_units
from tests.api.places import AT, four_squares
from tests.api.postgis import Server

HOSTILE = ["'; DROP TABLE units; --", "%27", "*' OR '1'='1", '"', "\\", "xã’s"]


def test_the_tables_are_what_the_model_says(store: sa.Engine) -> None:
    """`alembic check` finds nothing to do after the steps have run."""
    with writing(store) as connection:
        command.check(alembic_config(connection))


def test_the_steps_go_down_to_nothing_and_up_again(store: sa.Engine) -> None:
    with writing(store) as connection:
        command.downgrade(alembic_config(connection), "base")
    with reading(store) as connection:
        left = set(sa.inspect(connection).get_table_names())

    assert not left & metadata.tables.keys()

    migrate(store)
    with reading(store) as connection:
        assert metadata.tables.keys() <= set(sa.inspect(connection).get_table_names())


def test_many_may_open_a_new_database_at_once(database_url: str) -> None:
    failures: list[BaseException] = []

    def open_one() -> None:
        try:
            open_store(database_url).dispose()
        except BaseException as error:  # noqa: BLE001 - kept for the assert
            failures.append(error)

    threads = [threading.Thread(target=open_one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures


def test_a_database_of_a_later_program_is_left_alone(store: sa.Engine) -> None:
    with writing(store) as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")

    with pytest.raises(Refused, match="store-newer"):
        open_store(store.url.render_as_string(hide_password=False))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://a/b",
        "postgresql+psycopg2://",
    ],
)
def test_a_url_that_is_not_ours_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="store-url"):
        connect(url)


def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    url = "postgresql+psycopg://me:secret@localhost:1/x?connect_timeout=1"

    with pytest.raises(Refused, match="store-unreachable") as refused:
        open_store(url)

    assert "secret" not in str(refused.value.facts)


INDEXED = "select tablename from pg_indexes where indexdef ilike '%% using gist %%'"
NEAR = "explain select code from units where geom && st_makepoint(105, 10)"


@pytest.mark.postgis
def test_postgis_has_a_spatial_index_on_every_shape_and_uses_it(
    postgis: Server,
) -> None:
    with postgis.database() as url:
        engine = open_store(url)
        with reading(engine) as connection:
            indexed = set(connection.exec_driver_sql(INDEXED).scalars())
            connection.exec_driver_sql("set local enable_seqscan = off")
            plan = " ".join(connection.exec_driver_sql(NEAR).scalars())
        engine.dispose()

    shaped = {
        name
        for name, table in metadata.tables.items()
        if any(isinstance(column.type, Shape) for column in table.columns)
    }
    assert indexed == shaped == {"units", "publication_units", "documents"}
    assert "ix_units_geom" in plan


def test_sqlite_keeps_a_write_before_it_answers(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'new' / 'folder' / 'x.sqlite'}")
    with reading(engine) as connection:
        told = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()

    assert told == ["wal", 2, 1]


def test_units_come_back_as_they_went_in(store: sa.Engine) -> None:
    """Codes keep their zeros, names their letters, a hamlet its missing shape."""
    given = four_squares()
    with writing(store) as connection:
        edition, new = import_units(connection, "2021", given, AT)
    with reading(store) as connection:
        found = check_units(load_units(connection, edition))

    assert new
    assert list(found.index) == sorted(given.index)
    assert "01" in found.index
    told = found.loc[given.index]
    columns = ["name", "kind", "admin_level", "parent"]
    assert (told[columns] == given[columns]).all(axis=None)
    for a, b in zip(told.geometry, given.geometry):
        assert (a is None and b is None) or shapely.equals(a, b)


def test_the_same_units_again_change_nothing(store: sa.Engine) -> None:
    """Neither another order of rows nor a polygon as a multipolygon is new."""
    given = four_squares()
    other = given.iloc[::-1].copy()
    other["geometry"] = [
        None if s is None else shapely.multipolygons(shapely.get_parts(s))
        for s in other.geometry
    ]
    with writing(store) as connection:
        first, _ = import_units(connection, "2021", given, AT)
        second, new = import_units(connection, "2021", other, AT)
        stored = list_editions(connection)

    assert not new
    assert first == second
    assert stored == [first]


def test_a_name_that_stands_for_other_units_is_refused_and_nothing_kept(
    store: sa.Engine,
) -> None:
    given = four_squares()
    changed = given.copy()
    changed.loc["01", "name"] = "Xã Khác"
    with writing(store) as connection:
        import_units(connection, "2021", given, AT)
    with pytest.raises(Refused, match="edition-differs"), writing(store) as connection:
        import_units(connection, "2021", changed, AT)
    with reading(store) as connection:
        rows = connection.execute(sa.select(sa.func.count()).select_from(units))

        assert rows.scalar() == len(given)


def test_a_failure_half_way_keeps_nothing(store: sa.Engine) -> None:
    with pytest.raises(Refused), writing(store) as connection:  # noqa: PT012 - both
        import_units(connection, "2021", four_squares(), AT)
        import_units(connection, "2022", four_squares().drop(columns="kind"), AT)
    with reading(store) as connection:
        assert find_edition(connection) is None


def test_units_are_found_by_their_box(store: sa.Engine) -> None:
    with writing(store) as connection:
        edition, _ = import_units(connection, "2021", four_squares(), AT)
        found = units_in_box(connection, edition, (105.01, 10.01, 105.02, 10.02))

    assert list(found.index) == ["01", "9"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_read_as_sql(store: sa.Engine, text: str) -> None:
    given = four_squares()
    given.loc["01", "name"] = text
    with writing(store) as connection:
        edition, _ = import_units(connection, text, given, AT)
        assert find_edition(connection, text) == edition
        assert find_edition(connection, f"{text}x") is None
        assert load_units(connection, edition).loc["01", "name"] == text


def test_instants_come_back_aware_and_the_same(store: sa.Engine) -> None:
    at = datetime(2021, 9, 14, 6, 30, 1, 500, tzinfo=UTC)
    with writing(store) as connection:
        import_units(connection, "x", four_squares(), at)
        found = find_edition(connection)

    assert found is not None
    assert found.recorded_at == at
    assert found.recorded_at.tzinfo is not None
