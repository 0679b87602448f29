"""Directives as they are found: by key, by unit, as far as one may know of them."""

import re

from api.services.access import EVERYWHERE, Actor, may, units_for
from api.services.chains import chain_of
from api.services.directive_content import csv_row, span_of
from api.services.unit_names import unit_names
from api.store.documents import Stored, find_document, list_documents
from api.store.engine import Connection
from boundaries.refusal import Refused
from gis.directives.read import HEADINGS
from maps.tables.csv import compose_table

KIND = "directive"
DRAFTS = frozenset({"draft", "returned", "submitted"})
IN_LAW = frozenset({"decided", "announced", "ended"})
"""States in which it has a number and a signer."""
OPEN = frozenset({"announced", "ended"})
"""States in which everybody under the unit may know of it."""
_KEY = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)


def find_directive(
    connection: Connection, key: str, actor: Actor, version: int | None = None
) -> Stored:
    """Give one directive to somebody who may know of it.

    Raises
    ------
    Refused
        ``directive-unknown``, also where it is none of his business.
    """
    newest = find_document(connection, KIND, key) if _KEY.fullmatch(key) else None
    if newest is None or not _may_know(connection, newest, actor):
        raise Refused("directive-unknown", key=key)
    if version is None:
        return newest
    found = find_document(connection, KIND, key, version)
    if found is None:
        raise Refused("directive-unknown", key=key)
    return found


def list_directives(
    connection: Connection, actor: Actor, unit: str = ""
) -> list[Stored]:
    """Give every directive that somebody may know of, by key.

    Parameters
    ----------
    connection
        Of ``reading``.
    actor
        Who asks.
    unit
        Those that belong to this unit, or to one above or below it; "" for all.
    """
    found = list_documents(connection, KIND)
    asked = set(chain_of(connection, unit))
    return [
        one
        for one in found
        if _may_know(connection, one, actor)
        and (not unit or one.unit in asked or unit in chain_of(connection, one.unit))
    ]


def is_signed(one: Stored) -> bool:
    """Say whether it has a number and a signer; without both it is a draft."""
    return bool(one.content["number"] and one.content["signer"])


def may_see_unit(connection: Connection, actor: Actor, unit: str) -> bool:
    """Say whether a unit is one's own, lies below it, or above it."""
    if may(actor, "desk.read", chain_of(connection, unit)):
        return True
    return any(
        unit in chain_of(connection, grant.unit)
        and may(actor, "desk.read", [grant.unit])
        for grant in actor.grants
    )


def areas_of(connection: Connection, actor: Actor) -> list[tuple[str, str]]:
    """Give the units whose directives one may look at: code and name.

    Who reads the whole country chooses a province.
    """
    named = unit_names(connection).units
    held = units_for(actor, "desk.read")
    if EVERYWHERE in held:
        held = tuple(c for c, one in named.items() if one.admin_level == "province")
    return [(code, named[code].name if code in named else code) for code in held]


def compose_directives(documents: list[Stored]) -> bytes:
    """Write documents as ``directives.csv``, by start and id."""
    ordered = sorted(documents, key=lambda d: (span_of(d.content).starts, d.key))
    return compose_table(HEADINGS, [csv_row(one) for one in ordered])


def _may_know(connection: Connection, one: Stored, actor: Actor) -> bool:
    """Say whether one may read it: as one's own business, or since it is public."""
    if may(actor, "desk.read", chain_of(connection, one.unit)):
        return True
    return one.state in OPEN and may_see_unit(connection, actor, one.unit)
