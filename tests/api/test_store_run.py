"""Those who run the database see its form, its faults, and get a whole copy of it."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from api.cli import commands
from api.services.store import back_up, find_faults, look_at, move_to
from api.store.desk import documents
from api.store.documents import Stored, save_version
from api.store.engine import connect, open_store, reading, writing
from api.store.layers import save_layer
from api.store.tables import case_rows, editions, units
from api.store.units import find_edition, import_units
from boundaries.refusal import Refused
from tests.api.places import AT, four_squares
from tests.api.test_store_documents import keep_case


def filled(url: str) -> sa.Engine:
    engine = open_store(url)
    with writing(engine) as connection:
        import_units(connection, "2021", four_squares(), AT)
        save_layer(connection, "roads", "9", "roads.geojson", b"{}", "lap", AT)
        for version in (1, 2):
            new = Stored("day", "a", version, "9", "draft", {}, "lap", AT)
            save_version(connection, new)
    keep_case(engine, "a", "01", AT)
    return engine


@pytest.fixture
def store(database_url: str) -> Any:
    engine = filled(database_url)
    yield engine
    engine.dispose()


def codes(engine: sa.Engine) -> list[str]:
    return [fault.code for fault in find_faults(engine)]


def spoil(engine: sa.Engine, *statements: str) -> None:
    """Do what nothing of ours does: change rows behind everybody's back."""
    if engine.dialect.name == "sqlite":
        raw = sqlite3.connect(str(engine.url.database), isolation_level=None)
        for statement in ("drop trigger if exists documents_kept_delete", *statements):
            raw.execute(statement)  # links are not looked at unless asked
        raw.close()
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("set session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


def test_what_was_changed_by_hand_is_found_and_nothing_else(store: sa.Engine) -> None:
    assert codes(store) == []

    spoil(
        store,
        "delete from documents where version = 1",
        "delete from case_rows",
        "update units set name = 'Xã Khác' where code = '01'",
        "update layers set sha256 = ''",
        "alter table layers add column more text",
        "insert into units (edition_id, code, name, kind, admin_level, parent)"
        " values (77, 'x', '', '', '', '')",
    )
    found = find_faults(store)
    assert [fault.code for fault in found] == [
        "store-form-differs",
        "store-link-broken",
        "store-version-missing",
        "store-rows-missing",
        "store-edition-changed",
        "store-layer-changed",
    ]
    assert found[1].facts == {"table": "units", "column": "edition_id", "count": 1}

    spoil(store, "update alembic_version set version_num = '0002'")
    assert codes(store) == ["store-form-old"]


def test_status_tells_form_and_rows_and_makes_nothing(database_url: str) -> None:
    empty = look_at(database_url)
    assert (empty.seen, dict(empty.rows)) == ("", {})

    moved = move_to(database_url, None, down=False)
    assert moved.seen == moved.head == look_at(database_url).seen
    assert moved.rows["units"] == 0


def test_going_down_drops_only_where_that_was_said(database_url: str) -> None:
    filled(database_url).dispose()
    with pytest.raises(Refused, match="store-goes-down"):
        move_to(database_url, "0002", down=False)
    assert look_at(database_url).rows["documents"] == 2

    assert move_to(database_url, "0002", down=True).rows["units"] == 5
    assert move_to(database_url, None, down=False).rows["documents"] == 0
    with pytest.raises(Refused, match="store-revision-unknown"):
        move_to(database_url, "0909", down=False)


def test_a_backup_is_whole_while_others_write(tmp_path: Path) -> None:
    """Its newest rows stand in the log beside the file; the copy has them."""
    url, copy = f"sqlite:///{tmp_path / 'a.sqlite'}", tmp_path / "copy.sqlite"
    engine = filled(url)
    with writing(engine) as connection:
        connection.execute(
            sa.insert(editions), {"name": "x", "sha256": "0" * 64, "recorded_at": AT}
        )
        back_up(url, copy)
    engine.dispose()
    restored = connect(f"sqlite:///{copy}")

    assert codes(restored) == []
    with reading(restored) as connection:
        found = find_edition(connection)
        assert found is not None
        assert found.name == "2021", "what was not kept yet is not there"
        for table in (units, case_rows, documents):
            rows = sa.select(sa.func.count()).select_from(table)
            assert connection.scalar(rows)
    restored.dispose()
    with pytest.raises(Refused, match="backup-there"):
        back_up(url, copy)
    with pytest.raises(Refused, match="backup-not-sqlite"):
        back_up("postgresql+psycopg://x@localhost/x", tmp_path / "c")
    assert sorted(p.suffix for p in tmp_path.glob(".*")) == []


def test_the_commands_say_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite'}"
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", url)
    filled(url).dispose()

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(commands, ["store", *words])
        return done.exit_code, done.output

    assert run("status")[0] == run("migrate")[0] == 0
    assert "documents: 2" in run("status")[1]
    assert run("check") == (0, "Mọi thứ đã lưu đều còn và không đổi.\n")
    assert run("backup", str(tmp_path / "b.sqlite"))[0] == 0
    engine = connect(url)
    spoil(engine, "delete from case_rows")
    engine.dispose()
    code, text = run("check", "--json")
    assert code == 1
    assert "store-rows-missing" in text
