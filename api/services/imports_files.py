"""Editions of units and layers that were uploaded: looked at, and kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import geopandas as gpd
import shapely

from api.services.chains import chain_of
from api.services.editions import newest_edition
from api.services.imports_apart import named_again, read_apart
from api.services.imports_cases import Question
from api.services.imports_parcel import pack, unpack, unpack_units
from api.services.units import ImportedUnits, keep_edition
from api.store.engine import Connection
from api.store.layers import newest_layer, save_layer
from api.store.units import load_units
from boundaries.read import ReadUnits
from boundaries.refusal import Refused
from boundaries.terms import Term
from boundaries.units import check_units

_SHOWN: Final = 60
_BROKEN = (ValueError, TypeError, KeyError, shapely.errors.ShapelyError)


def read_file(kind: str, asked: Question, beat: Callable[[], None]) -> dict[str, Any]:
    """Let the child read a file of units or a layer; the answer is still packed.

    Raises
    ------
    Refused
        What `read_apart` refuses.
    """
    order = {"crs": asked.options.get("crs")}
    return read_apart(kind, asked.content, asked.upload.name, order, beat=beat)


def build_units(found: dict[str, Any], asked: Question) -> ReadUnits:
    """Build the units that the child has read, and look at them once more.

    Raises
    ------
    Refused
        ``upload-unreadable``, what ``check_units`` refuses.
    """
    try:
        return ReadUnits(
            check_units(unpack_units(found["units"])),
            named_again(unpack(found["notes"]), asked.upload.name),
            asked.upload.sha256,
            str(found["edition"]),
        )
    except _BROKEN:
        raise Refused("upload-unreadable", name=asked.upload.name) from None


def keep_units(
    connection: Connection, asked: Question, found: ReadUnits
) -> tuple[ImportedUnits, dict[str, Any]]:
    """Keep an edition, and tell what it changes against the one before.

    Raises
    ------
    Refused
        ``import-units-level``, ``import-units-others``, and what `keep_edition`
        refuses.
    """
    _require_own(connection, asked.unit, found.units)
    before = newest_edition(connection, None, asked.unit)
    known = None if before is None else load_units(connection, before)
    said = str(asked.options.get("name", "")).strip()
    term = Term.typed(said or found.edition, asked.day("from"), asked.day("to"))
    moved = str(asked.options.get("moved", ""))
    done = keep_edition(connection, found, term, asked.now, moved=moved)
    count = len(found.units)
    told = {
        "counts": {
            "read": count,
            "accepted": count if done.new else 0,
            "refused": 0,
            "duplicate": 0 if done.new else count,
        },
        "notes": pack(done.notes),
        "rows": [],
        "changes": {
            "edition": done.edition.name,
            "before": before and before.name,
            **_differences(found.units, known, asked.unit),
        },
    }
    return done, told


def tell_layer(
    connection: Connection, kind: str, asked: Question, found: dict[str, Any]
) -> dict[str, Any]:
    """Tell what a layer would take the place of.

    Raises
    ------
    Refused
        ``upload-unreadable``.
    """
    try:
        read, notes = int(found["read"]), unpack(found["notes"])
    except (ValueError, TypeError, KeyError):
        raise Refused("upload-unreadable", name=asked.upload.name) from None
    before = newest_layer(connection, kind, asked.unit)
    same = before is not None and before.sha256 == asked.upload.sha256
    return {
        "counts": {
            "read": read,
            "accepted": 0 if same else read,
            "refused": 0,
            "duplicate": read if same else 0,
        },
        "notes": pack(named_again(notes, asked.upload.name)),
        "rows": [],
        "changes": {
            "layer": kind,
            "before": before
            and {
                "name": before.name,
                "sha256": before.sha256,
                "recorded_at": before.recorded_at.isoformat(),
            },
        },
    }


def keep_layer(
    connection: Connection, kind: str, asked: Question, author: str, now: datetime
) -> None:
    """Keep a layer as it was handed in."""
    save_layer(
        connection, kind, asked.unit, asked.upload.name, asked.content, author, now
    )


def _require_own(connection: Connection, unit: str, units: gpd.GeoDataFrame) -> None:
    """Refuse an edition that says anything of units that are others'.

    Rights go down the chain of parents: an edition must not hang a unit that is known
    elsewhere under the one that imports it, nor move that one itself.
    """
    if not unit:
        return
    chain = chain_of(connection, unit)
    if len(chain) > 1:
        raise Refused("import-units-level", unit=unit, province=chain[-1])
    parents = dict(zip(units.index, units["parent"]))
    others = []
    for code in parents:
        known = chain_of(connection, code)
        stray = unit not in known and len(known) > 1
        if stray or unit not in _above(parents, code):
            others.append(code)
    if parents.get(unit):
        others.append(unit)
    if others:
        named = sorted(set(others))
        raise Refused("import-units-others", unit=unit, units=named, count=len(named))


def _above(parents: dict[str, str], code: str) -> set[str]:
    found: set[str] = set()
    while code and code not in found:
        found.add(code)
        code = parents.get(code, "")
    return found


def _differences(
    new: gpd.GeoDataFrame, known: gpd.GeoDataFrame | None, unit: str
) -> dict[str, Any]:
    """List units that come, go, or bear another name."""
    before = {} if known is None else dict(zip(known.index, known["name"]))
    if known is not None and unit:
        parents = dict(zip(known.index, known["parent"]))
        before = {c: name for c, name in before.items() if unit in _above(parents, c)}
    after = dict(zip(new.index, new["name"]))
    both = sorted({*before, *after})
    rows = [(code, before.get(code, ""), after.get(code, "")) for code in both]
    lists = {
        "appeared": [row for row in rows if row[0] not in before],
        "vanished": [row for row in rows if row[0] not in after],
        "renamed": [row for row in rows if all(row[1:]) and row[1] != row[2]],
    }
    return {
        name: {
            "count": len(rows),
            "units": [
                {"unit": code, "before": was, "after": will}
                for code, was, will in rows[:_SHOWN]
            ],
        }
        for name, rows in lists.items()
    }
