"""The inside of the reading child: opens one foreign file, answers, and ends.

It is started by `imports_apart` with an empty environment, in a folder of its own,
and takes on its limits before it touches the file. The answer is a JSON file; nothing
else comes out. Layers that GDAL opens go from here behind the fence once more. Each
reader is imported where it is asked for: nobody waits for the others.
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from api.services.imports_parcel import (
    pack,
    pack_cases,
    pack_refusal,
    pack_units,
    unpack_units,
)
from boundaries.refusal import Fault, Refused

ANSWER = "answer.json"
UPLOAD = "handed-in.file"
MAP = "map.toml"
PROPOSED = "proposed"
"""What stands for a map in an order: the one that is proposed for the sheet."""

_Order = Mapping[str, Any]


def main() -> None:
    """Read the order from standard input and write the answer into the folder."""
    order = json.loads(sys.stdin.read())
    for limit, most in order["limits"].items():
        kind = getattr(resource, limit)
        hard = resource.getrlimit(kind)[1]
        held = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (held, held))
    folder = Path(order["folder"])
    os.chdir(folder)
    try:
        found = READERS[order["kind"]](folder / UPLOAD, order)
    except Refused as refused:
        found = {"refused": pack_refusal(refused)}
    (folder / ANSWER).write_text(json.dumps(found), "utf-8")


def _cases(path: Path, order: _Order) -> dict[str, Any]:
    """Read case rows; a sheet of its own by a map, which may be the proposed one."""
    from api.services.sheets import CaseFile, batch_of, propose, read_case_file

    units = unpack_units(order["units"])
    encoding = order["encoding"]
    notes: list[Fault] = []
    told = path.with_name(MAP) if order["map"] else None
    if order["map"] == PROPOSED and told is not None:
        from maps.tables.sheetmap import compose_map

        found = propose(CaseFile(path, encoding=encoding), units)
        told.write_bytes(compose_map(found, order["name"], "vi"))
        notes = [*found.understood, *found.open]
    elif told is not None:
        told.write_text(order["map"], "utf-8")
    file = CaseFile(path, told, encoding)
    raw = read_case_file(file, units, order["reason"])
    return {
        "cases": pack_cases(raw),
        "batch": batch_of(file, raw),
        "map_notes": pack(notes),
    }


def _units(path: Path, order: _Order) -> dict[str, Any]:
    from boundaries.read import read_units

    found = read_units(path, crs=order["crs"])
    return {
        "units": pack_units(found.units, shapes=True),
        "notes": pack(found.notes),
        "edition": found.edition,
    }


def _roads(path: Path, order: _Order) -> dict[str, Any]:
    from gis.roads.read import read_roads

    found = read_roads(path, crs=order["crs"])
    return _layer(len(found.frame), found.notes)


def _sites(path: Path, order: _Order) -> dict[str, Any]:
    from boundaries.read import read_points

    found = read_points(path, crs=order["crs"])
    return _layer(len(found.frame), found.notes)


def _people(path: Path, order: _Order) -> dict[str, Any]:
    from gis.population import read_people

    del order
    grid = read_people(path)
    return _layer(int(grid.people.size), ())


def _trips(path: Path, order: _Order) -> dict[str, Any]:
    from gis.perimeters.read import read_trips

    del order
    return _layer(len(read_trips(path)), ())


def _staff(path: Path, order: _Order) -> dict[str, Any]:
    from gis.checkpoints.needs.read import read_balance

    del order
    held, _ = read_balance(path)
    return _layer(len(held), ())


def _table(path: Path, order: _Order) -> dict[str, Any]:
    from boundaries.read.text import read_table

    found = read_table(path, wanted=[order["wanted"]], codes=order["codes"])
    return {"header": list(found.header), "rows": found.rows}


def _layer(read: int, notes: tuple[Fault, ...]) -> dict[str, Any]:
    return {"read": read, "notes": pack(list(notes))}


READERS: Mapping[str, Callable[[Path, _Order], dict[str, Any]]] = MappingProxyType(
    {
        "cases": _cases,
        "units": _units,
        "roads": _roads,
        "sites": _sites,
        "people": _people,
        "trips": _trips,
        "staff": _staff,
        "table": _table,
    }
)


if __name__ == "__main__":
    main()
