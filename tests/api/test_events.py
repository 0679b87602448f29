"""The log of a phone: any order, any number of times, the same in the end."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from api.services.checks.verify import verify_checks
from api.store.engine import reading
from api.store.gates import alerts, arrivals, checks
from tests.api.checking import check, claims, open_posts, signed
from tests.api.desk import Desk
from tests.api.phones import PERMIT, Phone, phone_on_shift


def rows_of(desk: Desk) -> Sequence[Any]:
    with reading(desk.engine) as connection:
        query = sa.select(checks).order_by(checks.c.source, checks.c.seq)
        return connection.execute(query).all()


def alerts_of(desk: Desk) -> list[str]:
    with reading(desk.engine) as connection:
        return list(connection.scalars(sa.select(alerts.c.kind).order_by(alerts.c.id)))


def test_a_whole_shift_without_network_arrives_at_once(desk: Desk) -> None:
    phone = phone_on_shift(desk)
    phone.write("shift_on")
    for _ in range(300):
        desk.clock.forward(seconds=20)
        phone.write(permit=PERMIT, verdict="pass", single=False)
    phone.write("shift_off")
    desk.clock.forward(hours=20)  # the session of the officer is long over

    status, told = phone.send(phone.sent)

    assert status == 200
    assert told == {
        "contiguous": 302,
        "newest": 302,
        "accepted": 302,
        "duplicate": 0,
        "refused": 0,
        "quarantined": False,
    }
    rows = rows_of(desk)
    assert [row.seq for row in rows] == list(range(1, 303))
    assert {row.unit for row in rows} == {"91"}
    assert {row.shift for row in rows} == {phone.shift}
    marks = {row.mark for row in rows if row.kind == "check"}
    assert len(marks) == 1
    assert "" not in marks
    with reading(desk.engine) as connection:
        everything = str(connection.execute(sa.select(checks)).all())
        verified = verify_checks(connection, None, desk.clock())
    assert PERMIT not in everything
    assert verified.faults == ()


def test_the_same_batch_ten_times_is_the_same_as_once(desk: Desk) -> None:
    phone = phone_on_shift(desk)
    events = [phone.write(permit=PERMIT) for _ in range(20)]
    first = phone.send(events)[1]
    before = rows_of(desk)
    again = [phone.send(events)[1] for _ in range(9)]

    assert first["accepted"] == 20
    assert all(one["duplicate"] == 20 and one["accepted"] == 0 for one in again)
    assert {one["contiguous"] for one in again} == {20}
    assert rows_of(desk) == before
    assert not any(one["quarantined"] for one in again)


def test_batches_in_any_order_and_in_parts_end_the_same(light_desk: Desk) -> None:
    phone = phone_on_shift(light_desk)
    events = [phone.write(permit=PERMIT) for _ in range(60)]
    parts = [events[n : n + 7] for n in range(0, 60, 7)]
    chance = random.Random(6)  # noqa: S311 - one order of many, the same each time
    chance.shuffle(parts)
    held = [phone.send(part)[1] for part in parts]

    for told, part in zip(held, parts, strict=True):
        assert told["accepted"] == len(part)
    assert held[0]["contiguous"] < held[0]["newest"]
    assert held[-1]["contiguous"] == held[-1]["newest"] == 60
    assert not held[-1]["quarantined"]
    assert len(rows_of(light_desk)) == 60
    shuffled = events[:]
    chance.shuffle(shuffled)
    assert phone.send([*shuffled, *shuffled])[1]["duplicate"] == 120


def test_one_number_that_says_two_things_quarantines_the_phone(desk: Desk) -> None:
    phone = phone_on_shift(desk)
    phone.send([phone.write() for _ in range(3)])
    phone.seq, head = 2, phone.head
    other = phone.write(verdict="stop")
    status, told = phone.send([other])

    assert status == 200
    assert (told["accepted"], told["refused"], told["contiguous"]) == (0, 1, 3)
    assert told["quarantined"]
    assert [row.verdict for row in rows_of(desk)] == ["pass"] * 3
    assert alerts_of(desk) == ["chain_broken"]
    assert phone.start("00000000000000aa")[1]["code"] == "device-quarantined"
    phone.seq, phone.head = 3, head  # what it goes on to say is kept: it is evidence
    assert phone.send([phone.write()])[1]["contiguous"] == 4
    assert alerts_of(desk) == ["chain_broken"]


def test_an_event_that_does_not_follow_the_one_before_is_told(desk: Desk) -> None:
    phone = phone_on_shift(desk)
    phone.send([phone.write()])
    phone.head = "ab" * 32
    told = phone.send([phone.write()])[1]

    assert told["quarantined"]
    assert alerts_of(desk) == ["chain_broken"]
    with reading(desk.engine) as connection:
        found = verify_checks(connection, None, desk.clock())
    assert [one.code for one in found.faults] == ["checks-broken"]


def test_a_gap_is_held_and_a_false_filling_of_it_is_seen(light_desk: Desk) -> None:
    phone = phone_on_shift(light_desk)
    first, second, third = (phone.write() for _ in range(3))
    assert phone.send([third])[1] | {"accepted": 0} == {
        "contiguous": 0,
        "newest": 3,
        "accepted": 0,
        "duplicate": 0,
        "refused": 0,
        "quarantined": False,
    }
    other = Phone(light_desk, 7, seq=1, head="cd" * 32, shift=phone.shift)
    assert other.send([other.write()])[1]["quarantined"]
    assert phone.send([first])[1]["contiguous"] == 3
    assert phone.send([second])[1]["refused"] == 1


def test_two_phones_of_one_account_do_not_meet(light_desk: Desk) -> None:
    one, two = phone_on_shift(light_desk, 7), phone_on_shift(light_desk, 8)
    for phone in (one, two):
        phone.send([phone.write(permit=PERMIT) for _ in range(5)])

    counts: dict[str, int] = {}
    for row in rows_of(light_desk):
        counts[row.source] = counts.get(row.source, 0) + 1
    assert counts == {one.key: 5, two.key: 5}
    assert len({row.mark for row in rows_of(light_desk)}) == 1
    assert two.post_events({"events": one.sent, "signature": one.sign("x")})[0] == 422


def test_one_permit_has_one_mark_online_and_from_a_phone_where_no_folder_keeps_keys(
    light_desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "day").write_text("no folder", "utf-8")
    phone = phone_on_shift(light_desk)
    answerer = open_posts(light_desk)
    made = claims(light_desk.clock())
    status, _ = check(light_desk, permit=signed(made))
    assert status == 200
    assert answerer.log.flush()
    phone.send([phone.write(permit=made.id.hex())])

    marks = {row.source == phone.key: row.mark for row in rows_of(light_desk)}
    assert set(marks) == {True, False}
    assert len(marks[True]) == 64
    assert marks[True] == marks[False]


def test_what_comes_after_the_key_of_its_day_is_gone_is_kept_without_a_mark(
    light_desk: Desk,
) -> None:
    phone = phone_on_shift(light_desk)
    old = phone.write(permit=PERMIT)
    light_desk.clock.forward(days=5)
    phone.send([old, phone.write(permit=PERMIT)])

    first, second = rows_of(light_desk)
    assert first.mark == ""
    assert len(second.mark) == 64
    assert first.at.date() == date(2021, 9, 14)


def test_a_clock_that_cannot_be_is_replaced_by_the_arrival(light_desk: Desk) -> None:
    phone = phone_on_shift(light_desk)
    phone.send([phone.write(at=0), phone.write(at=4102444800, permit=PERMIT)])

    assert {row.at for row in rows_of(light_desk)} == {light_desk.clock()}
    assert '"at":0,' in rows_of(light_desk)[0].text


def test_what_we_do_not_know_keeps_its_place_and_nothing_else(light_desk: Desk) -> None:
    phone = phone_on_shift(light_desk)
    told = phone.send(
        [
            phone.write(name="Nguyễn Văn A"),
            phone.write(rules=["không"]),
            {**phone.write(permit=PERMIT), "sealed": {"permit": "0" * 16, "salt": ""}},
            phone.write(),
        ]
    )[1]

    assert (told["accepted"], told["contiguous"]) == (4, 4)
    rows = rows_of(light_desk)
    assert [row.kind for row in rows] == ["unread"] * 3 + ["check"]
    assert [row.text for row in rows[:3]] == [None] * 3
    assert "Nguyễn" not in str(rows)
    assert alerts_of(light_desk) == ["event_unread"]
    with reading(light_desk.engine) as connection:
        assert verify_checks(connection, None, light_desk.clock()).faults == ()


def test_heads_that_go_home_are_counted_once(desk: Desk) -> None:
    phone = phone_on_shift(desk)
    events = [
        phone.write(arrival={"home": "30001", "zone": "red", "heads": 3}),
        phone.write(arrival={"home": "30001", "zone": "green", "heads": 1}),
        phone.write(arrival={"home": "30003", "zone": "red", "heads": 2}),
        phone.write(arrival={"home": "30003", "zone": "red", "heads": 0}),
    ]
    for _ in range(3):
        phone.send(events)

    with reading(desk.engine) as connection:
        assert connection.scalar(sa.select(sa.func.sum(arrivals.c.heads))) == 6
    url = "/api/v1/arrivals?day=2021-09-14&unit="
    found = desk.person("nhap.xa").ask("GET", f"{url}30001")[1]
    assert (found["heads"], found["zones"]) == (4, {"green": 1, "red": 3})
    assert next(one["name"] for one in found["items"]).startswith("Phường Một")
    assert desk.person("xem").ask("GET", f"{url}91")[1]["zones"] == {
        "green": 1,
        "red": 5,
    }
    assert desk.person("nhap.xa").ask("GET", f"{url}30003")[0] == 403
    assert desk.person("chot").ask("GET", f"{url}30001")[0] == 403
