"""The version that a change was made from, and what to say where it is no longer new.

Every document of the desk is saved this way: a second save from the same version is
told who saved in between, when, and what differs, and loses nothing of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from api.store.accounts import find_account
from api.store.documents import Stored, find_document
from api.store.engine import Connection, Engine, reading, writing
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM

_MOVED = "document-moved"
_ABSENT = object()


@contextmanager
def saving(engine: Engine, kind: str, key: str, asked: int) -> Iterator[Connection]:
    """Write one change of a document, whole or not at all.

    Parameters
    ----------
    engine
        Of the store.
    kind, key
        The document.
    asked
        The version that the change was made from.

    Raises
    ------
    Refused
        ``document-moved`` as `require_newest` gives it, also where another connection
        saved after we had looked.
    """
    try:
        with writing(engine) as connection:
            yield connection
    except Refused as refused:
        if refused.code != _MOVED or "members" in refused.facts:
            raise
        with reading(engine) as connection:
            newest = find_document(connection, kind, key)
            if newest is None:
                raise
            raise _moved(connection, newest, asked) from None


def require_newest(connection: Connection, newest: Stored, asked: int) -> None:
    """Refuse a change that was made from another version than the newest.

    Raises
    ------
    Refused
        ``document-moved`` with the members `by` (full name, office), `at`, `version`,
        `current` (the newest content) and `changed` (names of members that differ).
    """
    if newest.version != asked:
        raise _moved(connection, newest, asked)


def person_of(connection: Connection, name: str) -> dict[str, str]:
    """Give full name and office of an account; its own name where there is none."""
    found = find_account(connection, name)
    if found is None:
        return {"name": name, "office": ""}
    return {"name": found.full_name, "office": found.office}


def _moved(connection: Connection, newest: Stored, asked: int) -> Refused:
    by = person_of(connection, newest.author)
    at = newest.recorded_at.astimezone(VIETNAM)
    base = find_document(connection, newest.kind, newest.key, asked)
    before = {} if base is None else base.content
    names = sorted({*before, *newest.content})
    changed = [
        name
        for name in names
        if before.get(name, _ABSENT) != newest.content.get(name, _ABSENT)
    ]
    members = {
        "by": by,
        "at": at,
        "version": newest.version,
        "current": dict(newest.content),
        "changed": changed,
    }
    return Refused(
        _MOVED,
        by=f"{by['name']}, {by['office']}".rstrip(", "),
        at=at,
        version=newest.version,
        members=members,
    )
