"""The roles of ``docs/roles.sql``: the service works with them, and with no more."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from api.services.access import Actor, Grant
from api.services.clearing import clear_ended
from api.services.jobs import Work, ask_job
from api.services.keeper import Keeper
from api.services.keys import first_keys, make_permit_key
from api.services.permits_sign import sign_orders
from api.services.signing import Signing
from api.services.work import Worker
from api.settings import Settings
from api.store.accounts import add_token, revoke_tokens
from api.store.desk import audit, sessions, uploads
from api.store.documents import Stored, save_version
from api.store.engine import connect, open_store, reading, writing
from api.store.layers import save_layer
from api.store.metadata import metadata
from api.store.uploads import save_upload
from boundaries.refusal import Refused
from tests.api.desk import open_desk
from tests.api.folders import publish
from tests.api.permits import order
from tests.api.phones import give_posts
from tests.api.places import AT
from tests.api.postgis import ORDINARY, Server
from tests.api.service import ask
from tests.api.test_store_documents import keep_case

ROLES = Path(__file__).resolve().parents[2] / "docs/roles.sql"
ACTOR = Actor(1, "lap", "", "", (Grant("planner", "9"),))
pytestmark = pytest.mark.postgis


def as_role(url: str, role: str) -> str:
    return url.replace(f"//{ORDINARY}@", f"//{role}@")


@pytest.fixture
def urls(postgis: Server) -> Iterator[dict[str, str]]:
    """Give a migrated database under its roles, made as the page says."""
    with postgis.database() as url:
        _run_roles(url)
        owner = as_role(url, "vungxanh_owner")
        open_store(owner).dispose()
        _run_roles(url)
        names = ("owner", "service", "signer", "reader")
        yield {name: as_role(url, f"vungxanh_{name}") for name in names}


def _run_roles(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(ROLES.read_text("utf-8"))  # type: ignore[arg-type]


def test_the_service_does_all_its_writes_with_its_own_grants(
    urls: dict[str, str], tmp_path: Path
) -> None:
    """It adopts, signs people in and out, keeps files, drafts, jobs and the audit."""
    publish(tmp_path / "published")
    desk = open_desk(urls["service"], tmp_path)
    person, engine = desk.person("nhap.xa"), desk.engine
    ready = ask(person.client, "/readyz")[1]
    with writing(engine) as connection:
        save_version(connection, Stored("day", "a", 1, "9", "draft", {}, "lap", AT))
        save_layer(connection, "roads", "9", "r.geojson", b"{}", "lap", AT)
        ends = desk.clock() + timedelta(hours=1)
        save_upload(connection, "a.csv", "0" * 64, b"a", "9", "lap", ends, desk.clock())
        add_token(
            connection,
            sha256="0" * 64,
            account_id=1,
            name="x",
            prefix="vx_",
            role="planner",
            unit="91",
            ends=ends,
            recorded_at=desk.clock(),
        )
        assert revoke_tokens(connection, 1, desk.clock()) == 1
        ask_job(connection, "do", "9", {}, ACTOR, desk.clock())
    keep_case(engine, "a", "30001", desk.clock())
    assert person.client.post("/signin", data={"name": "x"}).status_code < 500

    def do(work: Work) -> None:
        with writing(work.engine) as connection:
            work.keep(connection, {})

    desk.clock.forward(days=9)
    worker = Worker(lambda: engine, Settings(), desk.clock, handlers={"do": do})
    assert worker.do_waiting() == 1
    with reading(engine) as connection:
        left = [
            connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (sessions, uploads, audit)
        ]
    desk.app.extensions["keeper"].close()

    assert (ready["status"], list(ready["provinces"])) == ("ready", ["9"])
    assert left[:2] == [0, 0], "the worker has cleared them away"
    assert left[2]


FORBIDDEN = [
    "update documents set state = 'x'",
    "delete from documents",
    "update audit set actor = 'x'",
    "delete from audit",
    "truncate audit",
    "alter table audit disable trigger all",
    "drop trigger audit_kept on audit",
    "delete from jobs",
    "update case_rows set cases = 0",
    "update units set name = 'x'",
    "update alembic_version set version_num = '0001'",
    "create table mine (a int)",
    "drop table jobs",
]


def refused(url: str, statements: list[str]) -> list[str]:
    """Give the statements that the role of `url` has no right to."""
    found = []
    place = url.replace("+psycopg", "")
    with psycopg.connect(place, autocommit=True) as connection:
        for statement in statements:
            try:
                connection.execute(statement)  # type: ignore[call-overload]
            except psycopg.errors.InsufficientPrivilege:
                found.append(statement)
    return found


def test_the_service_may_change_neither_tables_nor_what_was_kept(
    urls: dict[str, str],
) -> None:
    assert refused(urls["service"], FORBIDDEN) == FORBIDDEN


def test_the_reader_reads_figures_and_neither_accounts_nor_writes(
    urls: dict[str, str],
) -> None:
    names = [table.name for table in metadata.sorted_tables]
    asked = [f"select count(*) from {name}" for name in names]  # noqa: S608 - our own
    writes = ["insert into editions default values", "delete from audit"]
    closed = {"accounts", "sessions", "tokens", "uploads", "device_codes"}
    closed |= {"permits", "permit_orders"}  # what is signed names a plate

    found = refused(urls["reader"], [*asked, *writes])

    assert found == [*(q for q in asked if q.split()[-1] in closed), *writes]


def test_old_tables_are_told_to_a_service_that_may_not_change_them(
    urls: dict[str, str],
) -> None:
    engine = open_store(urls["owner"])
    with writing(engine) as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '0002'")
    engine.dispose()

    with pytest.raises(Refused, match="store-behind") as told:
        open_store(urls["service"])
    assert told.value.facts["seen"] == "0002"


def test_what_a_role_may_not_do_is_a_refusal(urls: dict[str, str]) -> None:
    """So is a write to a server that only reads, as a replica does."""
    reader, owner = connect(urls["reader"]), connect(urls["owner"])
    with pytest.raises(Refused, match="store-denied"), writing(reader) as connection:
        connection.execute(sa.select(sessions))
    with pytest.raises(Refused, match="store-denied"), writing(owner) as connection:
        connection.exec_driver_sql("set transaction read only; delete from sessions")
    reader.dispose()
    owner.dispose()


TRUST = [
    "insert into signing_keys default values",
    "update signing_keys set revoked_at = null",
    "delete from signing_keys",
    "insert into permits default values",
    "insert into bundles default values",
    "update bundles set content = null",
]


def test_who_takes_the_service_over_makes_no_key_believed(
    urls: dict[str, str], tmp_path: Path
) -> None:
    """Keys, permits and bundles are the signer's; all else of the signer is reading."""
    assert refused(urls["service"], TRUST) == TRUST
    others = ["delete from accounts", "update accounts set name = 'x'"]
    others += ["insert into grants default values", "delete from audit"]
    assert refused(urls["signer"], others) == others

    publish(tmp_path / "published")
    desk = open_desk(urls["service"], tmp_path)
    give_posts(desk)
    settings = Settings(
        database_url=urls["signer"],
        publications=tmp_path / "published",
        signing_keys=tmp_path / "signing",
    )
    engine, now = connect(urls["signer"]), desk.clock()
    first_keys(engine, settings, now)
    make_permit_key(engine, settings, "91", now, 90)
    code, told = order(desk)
    assert code == 201, told
    done = sign_orders(engine, settings, now)
    keeper = Keeper(settings)
    version = Signing(keeper, settings, desk.clock).run_once().version
    keeper.close()
    engine.dispose()
    desk.clock.forward(days=9)
    cleared = clear_ended(desk.engine, desk.clock())
    desk.app.extensions["keeper"].close()
    assert (done.permits, version, cleared.permits) == (1, 1, 1)
