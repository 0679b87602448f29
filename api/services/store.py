"""The database as those who run it see it: its form, its health, a copy of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.services.files import require_apart
from api.store import check
from api.store.engine import (
    Connection,
    Engine,
    connect,
    copy_file,
    downgrade,
    file_of,
    migrate,
    reading,
    writing,
)
from boundaries.refusal import Fault, Refused


@dataclass(frozen=True, slots=True)
class Status:
    """What is there.

    Parameters
    ----------
    place
        The URL without its password.
    seen, head
        The form that the tables have, "" for none, and the one that is needed.
    rows
        Of each table.
    """

    place: str
    seen: str
    head: str
    rows: Mapping[str, int]


def look_at(url: str) -> Status:
    """Look at a database, and change nothing.

    Raises
    ------
    Refused
        ``store-url``, ``store-unreachable``.
    """
    engine = connect(url)
    try:
        with reading(engine) as connection:
            seen, head = check.revisions(connection)
            place = engine.url.set(query={}).render_as_string(hide_password=True)
            return Status(place, seen or "", head or "", check.count_rows(connection))
    finally:
        engine.dispose()


def move_to(url: str, revision: str | None, *, down: bool) -> Status:
    """Bring the tables to a form: the newest, or another one.

    Raises
    ------
    Refused
        ``store-revision-unknown``, ``store-goes-down`` where that would drop tables
        and nobody said so; what ``migrate`` refuses.
    """
    before = look_at(url)
    target = revision or before.head
    if target < before.seen and not down:
        raise Refused("store-goes-down", seen=before.seen, to=target)
    engine = connect(url)
    try:
        if target < before.seen <= before.head:
            downgrade(engine, target)
        else:  # which says what is wrong with a form that we do not know
            migrate(engine, target)
    finally:
        engine.dispose()
    return look_at(url)


def find_faults(engine: Engine) -> list[Fault]:
    """Look whether everything that was kept is there and is what it was.

    The chain of the audit is ``api.services.audit.verify``'s.

    Raises
    ------
    Refused
        ``store-unreachable``.
    """
    with writing(engine) as connection:  # longer than a reader may ask
        return list(_faults(connection))


def _faults(connection: Connection) -> Iterator[Fault]:
    for line in check.torn_pages(connection):
        yield Fault("store-torn", {"why": line})
    seen, head = check.revisions(connection)
    if seen != head:
        yield Fault("store-form-old", {"seen": seen or "-", "head": head})
        return
    if why := check.form_differs(connection):
        yield Fault("store-form-differs", {"why": why})
    for table, column, count in check.broken_links(connection):
        yield Fault(
            "store-link-broken", {"table": table, "column": column, "count": count}
        )
    for kind, key in check.missing_versions(connection):
        yield Fault("store-version-missing", {"kind": kind, "key": key})
    for name, accepted, there in check.miscounted_batches(connection):
        yield Fault(
            "store-rows-missing", {"name": name, "accepted": accepted, "there": there}
        )
    for name in check.changed_editions(connection):
        yield Fault("store-edition-changed", {"edition": name})
    for kind, unit, name in check.changed_layers(connection):
        yield Fault("store-layer-changed", {"kind": kind, "unit": unit, "name": name})


def back_up(url: str, path: Path) -> None:
    """Copy a SQLite store into a new file, whole, while others go on writing.

    Raises
    ------
    Refused
        ``backup-not-sqlite``, ``backup-there``, ``out-special``, ``store-unreachable``.
    """
    source = file_of(url)
    if source is None:
        raise Refused("backup-not-sqlite")
    require_apart(path, source)
    if path.exists():
        raise Refused("backup-there", name=str(path))
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    engine = connect(url)
    try:
        copy_file(engine, draft)
        draft.replace(path)
    finally:
        engine.dispose()
        draft.unlink(missing_ok=True)
