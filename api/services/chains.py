"""Which units lie above a unit, by the newest edition that knows it."""

from collections.abc import Mapping
from typing import Final

from api.store.engine import Connection
from api.store.units import StoredEdition, list_editions, load_parents


def chain_of(connection: Connection, code: str) -> tuple[str, ...]:
    """Give a unit and all units above it; an unknown unit stands alone.

    Parameters
    ----------
    connection
        Of ``reading`` or ``writing``.
    code
        Unit code; "" is the country, which nothing is above.
    """
    if not code:
        return ()
    place = str(connection.engine.url)
    for edition in reversed(list_editions(connection)):
        parents = _parents(connection, place, edition)
        if code in parents:
            return _walk(parents, code)
    return (code,)


def _walk(parents: Mapping[str, str], code: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    while code and code not in found:
        found[code] = None
        code = parents.get(code, "")
    return tuple(found)


_KEPT: Final[dict[tuple[str, str], Mapping[str, str]]] = {}


def _parents(
    connection: Connection, place: str, edition: StoredEdition
) -> Mapping[str, str]:
    """Give the parents of an edition, which never change once it is kept."""
    key = (place, edition.sha256)
    if key not in _KEPT:
        frame = load_parents(connection, edition)
        _KEPT[key] = dict(zip(frame.index, frame["parent"]))
    return _KEPT[key]
