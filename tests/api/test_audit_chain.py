"""The chain of acts: any change of any entry is found, and nothing forks it."""

import subprocess
import sys
import threading
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.audit import judge, verify
from api.store.audit import BEGINS, Entry, Written, append, chain_hash
from api.store.documents import Stored, save_version
from api.store.engine import open_store, reading, writing

AT = datetime(2021, 9, 14, 1, 0, tzinfo=UTC)


def entry(number: int, **more: object) -> Entry:
    acted = AT + timedelta(minutes=number)
    act = Entry(
        acted, "lap", "session", "directive.draft", "directive", f"91-{number}", "91"
    )
    return replace(act, after={"goal": f"mục tiêu {number}"}, **more)


def chain(entries: list[Entry]) -> list[Written]:
    made: list[Written] = []
    for number, one in enumerate(entries, start=1):
        previous = made[-1].sha256 if made else BEGINS
        made.append(Written(number, one, previous, chain_hash(previous, one)))
    return made


def judged(written: list[Written], *heads: str) -> tuple[int, str]:
    found = judge([(one.seq, one) for one in written], heads)
    return found.entries, found.fault.code if found.fault else ""


TEXT = st.text(max_size=12)
CONTENT = st.none() | st.dictionaries(TEXT, TEXT | st.integers() | st.none())
ENTRIES = st.builds(
    Entry,
    at=st.datetimes(timezones=st.just(UTC)),
    actor=TEXT,
    via=TEXT,
    action=TEXT,
    kind=TEXT,
    key=TEXT,
    unit=TEXT,
    before=CONTENT,
    after=CONTENT,
    reason=TEXT,
    request=TEXT,
)
CHAINS = st.lists(ENTRIES, min_size=1, max_size=6).map(chain)


@given(CHAINS)
@settings(deadline=None, max_examples=15)
def test_a_chain_that_nobody_touched_is_whole_and_holds_each_of_its_heads(
    made: list[Written],
) -> None:
    assert judged(made, *(one.sha256 for one in made)) == (len(made), "")


@given(CHAINS, st.data())
@settings(deadline=None, max_examples=60)
def test_any_change_of_any_member_of_any_entry_is_found_at_that_entry(
    made: list[Written], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(made) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(Entry)]))
    other = data.draw(ENTRIES)
    old = made[place].entry
    new = replace(old, **{name: getattr(other, name)})
    changed = [*made]
    changed[place] = replace(made[place], entry=new)

    expected = (len(made), "") if old == new else (place, "audit-changed")
    assert judged(changed) == expected


@given(CHAINS, ENTRIES, st.data())
@settings(deadline=None, max_examples=60)
def test_an_entry_changed_together_with_its_hash_breaks_the_next_or_the_head(
    made: list[Written], other: Entry, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(made) - 1))
    was = made[place]
    forged = replace(was, entry=other, sha256=chain_hash(was.previous, other))
    changed = [*made[:place], forged, *made[place + 1 :]]

    found = judged(changed, made[-1].sha256)

    if forged.sha256 == was.sha256:
        assert found == (len(made), "")
    elif place == len(made) - 1:
        assert found == (len(made), "audit-head-lost")
    else:
        assert found == (place + 1, "audit-broken")


@given(CHAINS.filter(lambda made: len(made) > 2), st.data())
@settings(deadline=None, max_examples=25)
def test_missing_inserted_moved_and_cut_entries_are_found(
    made: list[Written], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(made) - 2))
    missing = [*made[:place], *made[place + 1 :]]
    assert judged(missing) == (place, "audit-broken")

    again = [*made[: place + 1], made[place], *made[place + 1 :]]
    assert judged(again) == (place + 1, "audit-broken")

    moved = [*made[:place], made[place + 1], made[place], *made[place + 2 :]]
    assert judged(moved) == (place, "audit-broken")

    cut = made[: place + 1]
    assert judged(cut) == (place + 1, "")  # by itself a shorter chain is whole
    assert judged(cut, made[-1].sha256) == (place + 1, "audit-head-lost")


@given(CHAINS, ENTRIES)
@settings(deadline=None, max_examples=20)
def test_a_chain_written_anew_is_found_by_a_head_that_was_printed(
    made: list[Written], other: Entry
) -> None:
    anew = chain([other, *(one.entry for one in made[1:])])

    lost = anew[-1].sha256 != made[-1].sha256
    assert judged(anew)[1] == ""
    assert judged(anew, made[-1].sha256)[1] == ("audit-head-lost" if lost else "")


TRIGGERS = {
    "sqlite": ("drop trigger audit_kept_update", "drop trigger audit_kept_delete"),
    "postgresql": ("drop trigger audit_kept on audit",),
}


def found_in(store: sa.Engine, *heads: str) -> tuple[int, str, object]:
    with reading(store) as connection:
        return told(connection, *heads)


def told(connection: sa.Connection, *heads: str) -> tuple[int, str, object]:
    found = verify(connection, heads)
    fault = found.fault
    place = fault.facts.get("seq") if fault else None
    return found.entries, fault.code if fault else "", place


def fill(store: sa.Engine, count: int = 6) -> list[Written]:
    with writing(store) as connection:
        return [append(connection, entry(n)) for n in range(count)]


TAMPERED = [
    ("update audit set actor = 'ky' where seq = 3", (2, "audit-changed", 3)),
    (
        """update audit set "after" = '{"goal": "khác"}' where seq = 4""",
        (3, "audit-changed", 4),
    ),
    ("update audit set \"after\" = '{' where seq = 4", (3, "audit-changed", 4)),
    ("update audit set unit = '' where seq = 1", (0, "audit-changed", 1)),
    ("delete from audit where seq = 2", (1, "audit-broken", 3)),
    ("delete from audit where seq = 1", (0, "audit-broken", 2)),
    ("update audit set seq = 99 where seq = 2", (1, "audit-broken", 3)),
    ("delete from audit where seq > 4", (4, "audit-head-lost", None)),
    ("delete from audit", (0, "audit-head-lost", None)),
]


def test_what_somebody_with_the_database_changes_is_found(store: sa.Engine) -> None:
    """Who owns the database drops the triggers first; each change is taken back."""
    head = fill(store)[-1].sha256
    assert found_in(store, head) == (6, "", None)
    for statement, expected in TAMPERED:
        with writing(store) as connection:
            for drop in TRIGGERS[store.dialect.name]:
                connection.execute(sa.text(drop))
            connection.execute(sa.text(statement))

            assert told(connection, head) == expected, statement
            connection.rollback()
    assert found_in(store, head) == (6, "", None)


def test_a_row_put_in_place_of_another_goes_round_the_trigger_and_is_found(
    tmp_path: Path,
) -> None:
    """SQLite replaces rows without asking its triggers."""
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    fill(store)
    with store.connect() as connection, connection.begin():
        connection.execute(
            sa.text(
                "insert or replace into audit select seq, at, 'ky', via, action, kind, "
                'key, unit, "before", "after", reason, request, previous, sha256 '
                "from audit where seq = 3"
            )
        )

    assert found_in(store) == (2, "audit-changed", 3)
    store.dispose()


def test_the_database_itself_refuses_to_change_what_was_written(
    store: sa.Engine,
) -> None:
    fill(store, 2)
    with writing(store) as connection:
        save_version(connection, Stored("day", "d", 1, "91", "sent", {}, "a", AT))
    acts = ["update {} set key = key", "delete from {}"]
    if store.dialect.name == "postgresql":
        acts.append("truncate {}")
    for table in ("audit", "documents"):
        for act in acts:
            with (
                pytest.raises(sa.exc.DatabaseError, match="never changed"),
                store.connect() as connection,
            ):
                connection.execute(sa.text(act.format(table)))
    assert found_in(store)[:2] == (2, "")


def test_threads_that_append_at_once_do_not_fork_the_chain(store: sa.Engine) -> None:
    wrong: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(8):
                with writing(store) as connection:
                    append(connection, entry(number, reason=name))
        except BaseException as error:  # noqa: BLE001 - told by the test below
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert found_in(store) == (48, "", None)


_PROGRAM = """
import sys
from datetime import UTC, datetime
from api.store.audit import Entry, append
from api.store.engine import connect, writing
store = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for number in range(15):
    with writing(store) as connection:
        at = datetime(2021, 9, 14, tzinfo=UTC)
        append(connection, Entry(at, sys.argv[2], "command", "a.b", "a", str(number)))
"""


def test_processes_that_append_at_once_do_not_fork_the_chain(
    store: sa.Engine, database_url: str
) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, database_url, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("một", "hai")
    ]
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == b"ready\n"
    for one in started:
        one.communicate(b"\n", timeout=60)

    assert [one.returncode for one in started] == [0, 0]
    assert found_in(store) == (30, "", None)
