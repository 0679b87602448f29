"""What would hurt if the store, an order or a killed process were believed too far."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.services import keys, permits_places
from api.services.checks.purge import purge_checks
from api.store.engine import reading, writing
from api.store.gates import arrivals, orders, permits
from api.store.layers import save_layer
from api.store.revoked import revoked_indexes
from gis.permits.status import PLACES, list_revoked
from tests.api.desk import Desk
from tests.api.permits import TRUCK, WORKER, folder_of, give_keys, order, sign
from tests.api.phones import phone_on_shift
from tests.api.signer import Signer
from tests.api.test_bundle import revoke
from tests.api.test_permits import LOCAL


def rows_of(desk: Desk, table: sa.Table) -> list[Any]:
    with reading(desk.engine) as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)))


def test_no_place_is_drawn_that_a_status_list_cannot_revoke(
    light_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5 million permits double to 2^24 places, of which a list holds half."""
    monkeypatch.setattr(permits_places, "count_permits", lambda *_: 5_000_000)
    rows = [{**TRUCK, "plate": f"68C-{number:05}"} for number in range(40)]
    assert order(light_desk, *rows)[1]["counts"]["accepted"] == 40
    (kept,) = rows_of(light_desk, orders)
    places = [one["index"] for one in kept.asked["permits"]]
    assert max(places) < PLACES
    assert max(places) > PLACES // 4
    assert all(list_revoked("91", places).holds(place) for place in places)

    monkeypatch.setattr(permits_places, "count_permits", lambda *_: PLACES // 8 * 7)
    told = order(light_desk, {**TRUCK, "seats": 3})
    assert (told[0], told[1]["code"]) == (409, "permit-places-full")


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "82"},
        {"purposes": ["birth"]},
        {"ends": int(datetime.fromisoformat("2022-09-20T00:00+07:00").timestamp())},
        {"starts": int(datetime.fromisoformat("2020-09-20T00:00+07:00").timestamp())},
        {"plate": "", "person": "NVA 1234"},
    ],
)
def test_who_writes_into_the_table_of_orders_signs_nothing_by_it(
    light_desk: Desk, change: dict[str, Any]
) -> None:
    """An order that the act does not allow is ended unsigned, whoever wrote it."""
    give_keys(light_desk)
    key = order(light_desk)[1]["key"]
    (kept,) = rows_of(light_desk, orders)
    asked = dict(kept.asked)
    if "issuer" in change:
        asked |= change
    else:
        asked["permits"] = [{**one, **change} for one in asked["permits"]]
    with writing(light_desk.engine) as connection:
        held = sa.update(orders).where(orders.c.key == key)
        connection.execute(held, {"asked": asked})

    done = sign(light_desk)
    assert (done.permits, done.refused) == (0, 1)
    assert rows_of(light_desk, permits) == []
    (kept,) = rows_of(light_desk, orders)
    assert kept.counts["why"] == "permit-order-outside-act"


def test_nobody_asks_for_hours_that_the_act_does_not_give(light_desk: Desk) -> None:
    """The act gives 05:00-11:00."""
    with writing(light_desk.engine) as connection:
        args = "access", "91", "a.yaml", LOCAL.encode(), "ky", light_desk.clock()
        save_layer(connection, *args)
    card = {name: WORKER[name] for name in ("initials", "identity", "starts", "ends")}
    for hours, code in (
        ("00:00-23:59", "permit-row-outside-hours"),
        ("00:00-24:00", "permit-row-outside-hours"),
        ("22:00-05:30", "permit-row-outside-hours"),
        ("05:00-11:00", ""),
        ("06:00-07:30", ""),
    ):
        row = {**card, "hours": hours}
        told = order(light_desk, row, kind="market", preview=True)[1]
        assert [one["code"] for one in told["refused"]] == [code] * bool(code), hours


def test_a_revoked_permit_stays_on_the_list_as_long_as_clocks_may_differ(
    light_desk: Desk,
) -> None:
    """Who reads it believes it 120 seconds beyond its end: a list must be longer."""
    now = light_desk.clock()
    revoke(light_desk, 1, now - timedelta(seconds=60))
    revoke(light_desk, 2, now - timedelta(hours=25))
    with reading(light_desk.engine) as connection:
        assert revoked_indexes(connection, now) == {"91": [1]}


def test_first_keys_go_on_where_a_process_was_killed(
    light_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the root's file, then after the root's row; then it succeeds."""
    signer = Signer(light_desk, tmp_path)
    args = light_desk.engine, signer.settings, light_desk.clock()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    for name in ("_record", "make_bundle_key"):
        with monkeypatch.context() as patch:
            patch.setattr(keys, name, die)
            with pytest.raises(Killed):
                keys.first_keys(*args)
    file = tmp_path / "signing" / "root.pem"
    before = file.read_bytes()
    keys.first_keys(*args)
    assert [key.use for key in keys.list_all(light_desk.engine)] == ["root", "bundle"]
    assert file.read_bytes() == before
    assert keys.first_keys(*args) == ()
    assert not [one for one in file.parent.iterdir() if one.name.startswith(".")]
    signer.sign()
    assert signer.fetch().head.version == 1


def test_a_number_that_no_column_holds_is_no_event(desk: Desk) -> None:
    """2^31 is more than a whole number of PostgreSQL: the log must not stop at it."""
    phone = phone_on_shift(desk)
    status, told = phone.send([phone.write(bundle=2**31), phone.write()])
    assert (status, told["contiguous"]) == (200, 2)


def test_no_byte_of_the_file_keeps_the_plate_of_an_order_that_was_dropped(
    light_desk: Desk,
) -> None:
    """Signed by nobody, too late: the rows of the order are written over."""
    order(light_desk, *({**TRUCK, "plate": f"68C-777.{n}{n}"} for n in range(10)))
    files = [one for one in folder_of(light_desk).rglob("*.sqlite*") if one.is_file()]
    assert any(b"68C77711" in one.read_bytes() for one in files)

    light_desk.clock.at = datetime.fromisoformat("2021-09-21T00:00:00+07:00")
    assert sign(light_desk).refused == 1
    with light_desk.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    files = [one for one in folder_of(light_desk).rglob("*.sqlite*") if one.is_file()]
    assert files
    assert not any(b"68C77711" in one.read_bytes() for one in files)


def test_who_came_home_when_is_dropped_with_the_check_that_told_it(
    desk: Desk, tmp_path: Path
) -> None:
    """One head of a commune, at a post and an instant, is close to a person."""
    phone = phone_on_shift(desk)
    heads = {"home": "30001", "zone": "red", "heads": 1}
    assert phone.send([phone.write(arrival=heads)])[1]["accepted"] == 1
    now = desk.clock()
    assert purge_checks(desk.engine, tmp_path, now + timedelta(days=29)).arrivals == 0
    assert len(rows_of(desk, arrivals)) == 1
    assert purge_checks(desk.engine, tmp_path, now + timedelta(days=32)).arrivals == 1
    assert rows_of(desk, arrivals) == []
