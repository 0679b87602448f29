"""What was imported of cases, as those see it whose units it tells of."""

from typing import Any

from api.services.access import EVERYWHERE, Actor, units_for
from api.services.chains import chain_of
from api.services.editions import newest_edition
from api.services.imports import WRITE
from api.store.cases import FORM, CaseBatch, page_batches, units_of_batches
from api.store.engine import Connection, Engine, reading
from api.store.units import load_units
from boundaries.refusal import Refused

_AT_ONCE = 200


def own_units(engine: Engine, actor: Actor) -> list[dict[str, str]]:
    """Give the units for which somebody imports, with their names."""
    found = []
    with reading(engine) as connection:
        for code in units_for(actor, WRITE):
            chain = chain_of(connection, code)
            edition = newest_edition(connection, None, chain[-1] if chain else "")
            units = None if edition is None else load_units(connection, edition)
            known = units is not None and code in units.index
            name = str(units.loc[code, "name"]) if units is not None and known else code
            found.append({"code": code, "name": name})
    return found


def list_own(
    engine: Engine, actor: Actor, after: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of the imports that tell of any of one's own units.

    Parameters
    ----------
    engine, actor
        The store, and who asks.
    after
        Key of the import that the page begins after.
    limit
        At most so many.

    Raises
    ------
    Refused
        ``import-unknown`` for an `after` that is no key.
    """
    if after is not None and not after.isdecimal():
        raise Refused("import-unknown", key=after)
    before = None if after is None else int(after[:18])
    found: list[dict[str, Any]] = []
    mine: dict[str, bool] = {}
    with reading(engine) as connection:
        while len(found) <= limit:
            page = page_batches(connection, before, _AT_ONCE)
            if not page:
                break
            named = units_of_batches(connection, [number for number, _ in page])
            for number, batch in page:
                if _tells(connection, actor, named[number], mine):
                    found.append(_told(number, batch, len(named[number])))
            before = page[-1][0]
    more = found[limit - 1]["key"] if len(found) > limit else None
    return found[:limit], more


def _tells(
    connection: Connection, actor: Actor, units: set[str], mine: dict[str, bool]
) -> bool:
    """Say whether an import tells of any unit of those in which one may import."""
    own = set(units_for(actor, WRITE))
    if EVERYWHERE in own:
        return True
    for unit in units:
        if unit not in mine:
            mine[unit] = not own.isdisjoint(chain_of(connection, unit))
    return any(mine[unit] for unit in units)


def _told(number: int, batch: CaseBatch, units: int) -> dict[str, Any]:
    cover = batch.cover
    return {
        "key": str(number),
        "batch": batch.file_sha256[:12],
        "name": batch.name.removeprefix(FORM),
        "form": batch.name.startswith(FORM),
        "read": batch.read,
        "accepted": batch.accepted,
        "refused": batch.refused,
        "duplicate": batch.duplicate,
        "units": units,
        "covers_from": cover and cover.first.isoformat(),
        "covers_to": cover and cover.last.isoformat(),
        "reason": batch.reason,
        "recorded_at": batch.recorded_at.isoformat(),
    }
