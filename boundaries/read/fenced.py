"""The inside of the fence: a script that opens one untrusted file and ends.

It is started by `fence.py` as a file of its own, in isolated mode, with an empty
environment but for the fence, and imports nothing of this project. It answers with
an Arrow file and one JSON line.
"""

import contextlib
import json
import os
import resource
import runpy
import sys
from pathlib import Path
from typing import Any

MOST_ROWS = 200_000
GEOMETRY = "__wkb"
_LONGEST_WKT = 20_000


class Stop(Exception):  # noqa: N818 - an answer for the other side, not an error
    """The file is not taken; the code and the facts are handed over as JSON."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.answer = {"code": code, "facts": facts}


def main() -> None:
    """Read the order from standard input, write the table, answer on stdout."""
    order = json.loads(sys.stdin.read())
    answers = os.dup(1)
    os.dup2(2, 1)  # what libraries print is no answer
    for limit, value in order["limits"].items():
        _limit(getattr(resource, limit), value)
    os.chdir(order["folder"])
    try:
        found: dict[str, Any] = _read(order)
    except Stop as stop:
        found = stop.answer
    os.write(answers, json.dumps(found).encode())


def _limit(kind: int, value: int) -> None:
    """Set a limit, or keep the narrower one that we were started under."""
    hard = resource.getrlimit(kind)[1]
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (most, most))


def _read(order: dict[str, Any]) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if order["driver"] == "parquet":
        table, crs = _read_parquet(order["path"])
    elif order["driver"] == "OSM":
        table, more = _read_osm(order["path"])
        crs = (4326, "")
    else:
        table, crs = _read_ogr(order)
    import pyarrow as pa

    with (
        pa.OSFile(order["out"], "wb") as sink,
        pa.ipc.new_file(sink, table.schema) as w,
    ):
        w.write_table(table)
    return {"epsg": crs[0], "crs_name": crs[1], **more}


def _read_osm(path: str) -> tuple[Any, dict[str, Any]]:
    """Hand over to the script beside this one: isolated, we have no path to it."""
    beside = str(Path(__file__).with_name("fenced_osm.py"))
    osm = runpy.run_path(beside)
    try:
        table, more = osm["read_ways"](path, GEOMETRY)
    except osm["Stop"] as stop:
        raise Stop(stop.answer["code"], **stop.answer["facts"]) from None
    return table, more


def _read_ogr(order: dict[str, Any]) -> tuple[Any, tuple[int | None, str]]:
    import pyogrio

    allowed = {order["driver"], "MEM", "Memory"}
    open_doors = set(pyogrio.list_drivers()) - allowed
    if open_doors:
        raise Stop("fence-open", seen=sorted(open_doors)[:5])
    path = order["path"]
    layers = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    layer = order["layer"]
    if layer is None and len(layers) != 1:
        raise Stop("layers-several", layers=layers[:20])
    if layer is not None and layer not in layers:
        raise Stop("layer-unknown", layer=layer, layers=layers[:20])
    meta, table = pyogrio.read_arrow(
        path,
        layer=layer or layers[0],
        encoding=order["encoding"],
        max_features=MOST_ROWS + 1,
        datetime_as_string=True,
    )
    if table.num_rows > MOST_ROWS:
        raise Stop("layer-rows", most=MOST_ROWS)
    geometry = meta["geometry_name"] or "wkb_geometry"
    if geometry not in table.column_names:
        raise Stop("layer-no-geometry")
    names = [GEOMETRY if n == geometry else n for n in table.column_names]
    plain = table.rename_columns(names).replace_schema_metadata(None)
    return _plain(plain), _crs_of_wkt(meta["crs"])


def _crs_of_wkt(text: str | None) -> tuple[int | None, str]:
    """Give the EPSG code and the name of what GDAL reports: a code or WKT."""
    if not text:
        return None, ""
    if text.startswith("EPSG:") and text[5:].isdigit():
        return int(text[5:]), text
    import pyproj

    if len(text) > _LONGEST_WKT:
        return None, "WKT"
    with contextlib.suppress(pyproj.exceptions.CRSError):
        crs = pyproj.CRS.from_wkt(text)
        return crs.to_epsg(min_confidence=70), crs.name
    return None, text[:80]


def _read_parquet(path: str) -> tuple[Any, tuple[int | None, str]]:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(
        path,
        thrift_string_size_limit=50_000_000,
        thrift_container_size_limit=1_000_000,
    )
    if file.metadata.num_rows > MOST_ROWS:
        raise Stop("layer-rows", most=MOST_ROWS)
    geo = _geo((file.schema_arrow.metadata or {}).get(b"geo"))
    primary = geo["primary_column"]
    column = geo["columns"][primary]
    if column.get("encoding") != "WKB" or column.get("edges", "planar") != "planar":
        raise Stop("parquet-encoding", seen=str(column.get("encoding"))[:40])
    kept = [f.name for f in file.schema_arrow if f.name == primary or _is_plain(f.type)]
    if primary not in kept:
        raise Stop("layer-no-geometry")
    table = file.read(columns=kept, use_threads=False)
    names = [GEOMETRY if n == primary else n for n in table.column_names]
    plain = table.rename_columns(names).replace_schema_metadata(None)
    return _plain(plain), _crs_of_projjson(column.get("crs", "absent"))


def _geo(text: bytes | None) -> dict[str, Any]:
    if text is None:
        raise Stop("parquet-no-geo")
    try:
        geo = json.loads(text)
        geo["columns"][geo["primary_column"]].get("encoding")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Stop("parquet-no-geo") from None
    return dict(geo)


def _crs_of_projjson(crs: Any) -> tuple[int | None, str]:
    """Read the id; the format says that an absent `crs` is lon and lat on WGS 84."""
    if crs == "absent":
        return 4326, ""
    if not isinstance(crs, dict):
        return None, ""
    name = str(crs.get("name", "?"))[:80]
    code = crs.get("id", {})
    if not isinstance(code, dict):
        return None, name
    if code.get("authority") == "OGC" and code.get("code") == "CRS84":
        return 4326, name
    if code.get("authority") == "EPSG" and str(code.get("code")).isdigit():
        return int(code["code"]), name
    return None, name


def _is_plain(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        test(kind)
        for test in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_integer,
            pa.types.is_floating,
            pa.types.is_boolean,
        )
    )


def _plain(table: Any) -> Any:
    """Keep text, numbers and the geometry; nothing else is ever asked for."""
    import pyarrow as pa

    kept = [f.name for f in table.schema if f.name == GEOMETRY or _is_plain(f.type)]
    table = table.select(kept)
    for place, one in enumerate(table.schema):
        if pa.types.is_dictionary(one.type):
            flat = table.column(place).cast(one.type.value_type)
            table = table.set_column(place, one.name, flat)
        if one.name == GEOMETRY:
            table = table.set_column(
                place, one.name, table.column(place).cast(pa.large_binary())
            )
    return table


if __name__ == "__main__":
    main()
