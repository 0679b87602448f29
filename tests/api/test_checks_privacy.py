"""What the log of checks keeps of people: nothing, and even that not for long."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.services.checks.counts import LEAST, export_counts
from api.services.checks.log import CheckLog
from api.services.checks.purge import purge_checks
from api.services.checks.rows import CHECK, QUESTION, Seen
from api.services.checks.verify import verify_checks
from api.services.day_keys import DayKeys
from api.services.permits_subject import identity_key, plate_subject
from api.store.check_counts import load_counts
from api.store.engine import file_of, open_store, reading
from api.store.gates import alerts, check_chains, check_counts, checks
from api.store.metadata import metadata
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from tests.api.checking import (
    CHECKS,
    FAR,
    HERE,
    check,
    claims,
    keep_permit,
    open_posts,
    signed,
)
from tests.api.desk import Desk
from tests.api.permits import settings_of
from tests.api.postgis import Server
from tests.api.test_store_roles import _run_roles as run_roles
from tests.api.test_store_roles import as_role

NOW = datetime(2021, 9, 14, 1, tzinfo=UTC)
PLATE, PERSON = "68C12345", "NVA 1234"
MONTH = timedelta(days=31)


def fill(engine: sa.Engine, folder: Path, *groups: tuple[datetime, str, int]) -> None:
    log = CheckLog(lambda: engine, folder, lambda: NOW)
    for at, verdict, many in groups:
        for _ in range(many):
            log.add(Seen(at, CHECK, "91", HERE, verdict, ("a/b",), "ab" * 32))
    log.close()


def everything_in(engine: sa.Engine, *tables: sa.Table) -> str:
    with reading(engine) as connection:
        rows = [
            dict(row)
            for table in tables
            for row in connection.execute(sa.select(table)).mappings()
        ]
    return repr(rows)


def test_no_column_and_no_file_of_the_log_names_a_person_a_plate_or_a_permit(
    desk: Desk, tmp_path: Path
) -> None:
    answerer = open_posts(desk)
    person = claims(desk.clock(), 2, plate="", person=PERSON, kind="work")
    texts = [signed(claims(desk.clock(), 1)), signed(person)]
    for text in texts:
        check(desk, permit=text)
        check(desk, permit=text, post=FAR)
    code = keep_permit(desk, claims(desk.clock(), 3))
    check(desk, plate="68C-123.45")
    check(desk, code=code)
    runs = b"".join(p.read_bytes() for p in tmp_path.rglob("*.journal"))
    assert answerer.log.flush()
    kept = everything_in(desk.engine, checks, alerts, check_counts, check_chains)
    subject = plate_subject(identity_key(settings_of(desk)), PLATE)
    secrets = [PLATE, "68C-123.45", PERSON, "NVA", code, subject, *texts, "chot'"]
    secrets += [number.to_bytes(8).hex() for number in (1, 2, 3)]

    assert kept.count("'kind': 'check'") == 6
    for secret in secrets:
        assert secret not in kept, secret
        assert secret.encode() not in runs, secret


def test_no_table_of_the_log_has_a_column_for_what_it_may_not_keep() -> None:
    wrong = ("name", "plate", "permit", "person", "identity", "officer", "phone", "lon")
    tables = [
        t for t in metadata.sorted_tables if t.name.startswith(("check", "alert"))
    ]

    assert {"checks", "check_counts", "check_chains", "alerts"} <= {
        table.name for table in tables
    }
    for table in tables:
        assert not [c.name for c in table.c if c.name in wrong], table.name


def test_no_route_lists_checks_of_a_person_or_searches_by_one(light_desk: Desk) -> None:
    """Whoever adds such a route changes this list, and has to say why."""
    routes = {
        f"{method} {rule.rule}"
        for rule in light_desk.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    about = {r for r in routes if "check" in r or "alert" in r}
    wrong = ("person", "people/", "identity", "plate", "search", "track", "history")
    named = {r for r in routes if any(word in r for word in wrong)}

    assert about == {
        "POST /api/v1/checks",
        "POST /api/v1/checks/batch",
        "GET /api/v1/checks/counts",
        "GET /api/v1/alerts",
        "POST /api/v1/alerts/<number>/seen",
        "GET /desk/alerts",
    }
    assert named == set()
    assert light_desk.person("ky").client.get(CHECKS).status_code in {404, 405}


def test_a_mark_is_one_for_a_day_and_ends_with_its_key(tmp_path: Path) -> None:
    now = [NOW]
    keys, permit = DayKeys(tmp_path, lambda: now[0]), b"12345678"
    evening = datetime(2021, 9, 14, 23, 59, tzinfo=VIETNAM)
    today = keys.mark(permit, NOW)
    same = DayKeys(tmp_path, lambda: now[0]).mark(permit, evening)
    tomorrow = keys.mark(permit, evening + timedelta(minutes=1))
    file = tmp_path / "day/2021-09-14.key"
    mode = file.stat().st_mode & 0o777
    now[0] = datetime(2021, 9, 17, 23, 59, 59, tzinfo=VIETNAM)
    late, kept = keys.mark(permit, evening), keys.destroy_ended()
    now[0] += timedelta(seconds=1)  # 72 hours after the day
    gone = keys.destroy_ended()

    assert (len(today), same, late) == (64, today, today)
    assert today not in {tomorrow, keys.mark(b"12345679", NOW)}
    assert mode == 0o600
    assert (kept, gone, file.exists()) == (0, 1, False)
    assert keys.mark(permit, evening) == ""
    assert not file.exists()  # what was destroyed is not made again
    assert keys.mark(permit, now[0] + timedelta(days=2)) == ""


def test_after_thirty_days_rows_are_counts_and_their_chains_go_on(
    store: sa.Engine, tmp_path: Path
) -> None:
    old, young = NOW - MONTH, NOW - timedelta(days=29)
    fill(store, tmp_path, (old, "pass", 12), (old, "stop", 3), (young, "pass", 5))
    done = purge_checks(store, tmp_path, NOW)
    with reading(store) as connection:
        counts = load_counts(connection, "91", date(2021, 8, 1), date(2021, 9, 14))
        left = connection.execute(sa.select(checks.c.at).order_by(checks.c.seq)).all()
        found = verify_checks(connection, tmp_path, NOW)
        marks = connection.scalar(sa.select(sa.func.count()).select_from(alerts))
    told = Counter({(c.verdict, c.rule): n for c, n in counts.items()})

    assert done.rows == 16  # the start of the run was as old
    assert told == {
        ("pass", ""): 12,
        ("pass", "a/b"): 12,
        ("stop", ""): 3,
        ("stop", "a/b"): 3,
    }
    assert len(left) == 6
    assert all(row.at >= young for row in left)
    assert found.faults == ()
    assert marks == 0
    assert purge_checks(store, tmp_path, NOW).rows == 0


def test_no_page_of_the_file_keeps_a_mark_that_was_purged(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    engine = open_store(url)
    fill(engine, tmp_path / "keys", (NOW - MONTH, "pass", 200))
    file, mark = file_of(url), b"ab" * 32
    assert file is not None
    before = b"".join(p.read_bytes() for p in tmp_path.glob("store.sqlite*"))
    purge_checks(engine, tmp_path / "keys", NOW)
    after = b"".join(p.read_bytes() for p in tmp_path.glob("store.sqlite*"))
    engine.dispose()

    assert mark in before
    assert mark not in after


def test_the_clearing_purges_and_destroys_keys(
    light_desk: Desk, tmp_path: Path
) -> None:
    from api.services.work import Worker

    answerer = open_posts(light_desk)
    check(light_desk, permit=signed(claims(light_desk.clock(), 1)))
    assert answerer.log.flush()
    light_desk.clock.forward(days=32)
    worker = Worker(
        lambda: light_desk.engine, settings_of(light_desk), light_desk.clock
    )
    worker.do_waiting()

    assert list((tmp_path / "keys/day").iterdir()) == []
    assert "'kind': 'check'" not in everything_in(light_desk.engine, checks)
    assert "'verdict': 'pass'" in everything_in(light_desk.engine, check_counts)


def test_open_counts_tell_whole_days_of_ten_or_more(
    store: sa.Engine, tmp_path: Path
) -> None:
    days = [NOW - timedelta(days=n) for n in (40, 10, 2)]
    groups = [(day, "pass", 12) for day in days] + [(day, "stop", 9) for day in days]
    fill(store, tmp_path, *groups)
    span = date(2021, 8, 1), date(2021, 9, 14)
    with reading(store) as connection:
        before = export_counts(connection, "91", *span, NOW)
    purge_checks(store, tmp_path, NOW)
    with reading(store) as connection:
        after = export_counts(connection, "91", *span, NOW)
        elsewhere = export_counts(connection, "82", *span, NOW)
    verdicts = [day["verdicts"] for day in after["days"]]
    small = {"verdict": "stop", "count": None}

    assert after["least"] == LEAST == 10
    assert after["told_until"] == date(2021, 9, 10)
    assert [day["day"] for day in after["days"]] == [
        date(2021, 8, 5),
        date(2021, 9, 4),
    ]
    assert verdicts == [[{"verdict": "pass", "count": 12}, small]] * 2
    assert before["days"][-1] == after["days"][-1]
    assert elsewhere["days"] == []


def test_questions_about_other_times_are_not_counted(
    store: sa.Engine, tmp_path: Path
) -> None:
    log = CheckLog(lambda: store, tmp_path, lambda: NOW)
    for _ in range(20):
        log.add(Seen(NOW - MONTH, QUESTION, "91", HERE, "pass"))
    log.close()
    purge_checks(store, tmp_path, NOW)

    assert everything_in(store, check_counts) == "[]"


@pytest.mark.parametrize(
    "days", [("2021-09-02", "2021-09-01"), ("2020-01-01", "2021-09-01")]
)
def test_counts_of_no_day_or_of_years_are_refused(
    light_desk: Desk, days: tuple[str, str]
) -> None:
    nobody, (first, last) = light_desk.nobody(), days
    code, found = nobody.ask("GET", f"{CHECKS}/counts?unit=91&from={first}&to={last}")
    open_, _ = nobody.ask("GET", f"{CHECKS}/counts?unit=91&from={last}&to={last}")

    assert (code, found["code"]) == (422, "counts-days")
    assert open_ == 200


def test_the_audit_tells_of_a_purge_without_saying_what_was_in_it(
    store: sa.Engine, tmp_path: Path
) -> None:
    from api.store.audit import walk

    fill(store, tmp_path, (NOW - MONTH, "pass", 3))
    purge_checks(store, tmp_path, NOW)
    with reading(store) as connection:
        told = [one.entry for one in walk(connection) if one.entry.action == "purge"]
    after: Mapping[str, Any] = told[0].after or {}

    assert json.loads(json.dumps(dict(after))) == {
        "rows": 4,
        "alerts": 0,
        "arrivals": 0,
        "keys": 0,
        "before": "2021-08-15",
    }
    with pytest.raises(Refused, match="counts-days"), reading(store) as connection:
        export_counts(connection, "91", date(2021, 9, 2), date(2021, 9, 1), NOW)


@pytest.mark.postgis
def test_the_service_purges_with_its_own_grants(
    postgis: Server, tmp_path: Path
) -> None:
    with postgis.database() as url:
        owner, service = (as_role(url, f"vungxanh_{r}") for r in ("owner", "service"))
        run_roles(url)
        open_store(owner).dispose()
        run_roles(url)
        engine = open_store(service)
        fill(engine, tmp_path, (NOW - MONTH, "pass", 3), (NOW, "pass", 1))
        first = purge_checks(engine, tmp_path, NOW)
        fill(engine, tmp_path, (NOW - MONTH, "pass", 2))
        second = purge_checks(engine, tmp_path, NOW)
        engine.dispose()

    assert (first.rows, second.rows) == (4, 3)
