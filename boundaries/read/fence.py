"""The fence around untrusted files: a child process that can do little else.

GDAL opens what it likes: a VRT under a false name reads local files, a path that
begins with ``/vsicurl`` asks the network. So it opens untrusted files only in a child
with an empty environment, one driver, no curl, limits on memory, processor time and
file size, a folder of its own, and a deadline. Parquet goes the same way. The main
process keeps all its drivers: rasterio and exports need them.

References
----------
https://gdal.org/user/security.html
"""

import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from boundaries.read.fenced import GEOMETRY
from boundaries.read.raw import MOST_FAULTS, Raw
from boundaries.refusal import Fault, Refused

SECONDS = 120
_OSM_SECONDS = 900
_LIMITS = {
    "RLIMIT_AS": 4_000_000_000,
    "RLIMIT_CPU": 100,
    "RLIMIT_FSIZE": 1_000_000_000,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_CORE": 0,
}
_OSM_LIMITS = {**_LIMITS, "RLIMIT_AS": 8_000_000_000, "RLIMIT_CPU": 1200}
"""A country has tens of millions of nodes, and threads of its own to read them."""
_FILES = {"GPKG": "layer.gpkg", "OSM": "layer.osm.pbf"}
_SCRIPT = Path(__file__).with_name("fenced.py")


def read_fenced(
    data: bytes | Path,
    driver: str,
    name: str,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    seconds: int | None = None,
) -> Raw:
    """Read one layer behind the fence.

    Parameters
    ----------
    data
        The whole file; or a folder that we wrote, with ``layer.shp`` and its
        companions.
    driver
        ``GPKG``, ``ESRI Shapefile``, ``parquet`` or ``OSM``: chosen from the first
        bytes.
    name
        The file's name, for sentences only: it is never used as a path.
    layer
        The layer's name, where there are several.
    encoding
        Of the text in a Shapefile, from our own list.

    Raises
    ------
    Refused
        ``file-unreadable`` where the child fails or meets a limit;
        ``layers-several``, ``layer-unknown``, ``layer-rows``, ``layer-no-geometry``,
        ``parquet-no-geo``, ``parquet-encoding``, ``osm-history``, ``osm-no-nodes``;
        ``layer-broken`` with
        ``shape-unreadable`` and ``ring-open``.
    """
    with tempfile.TemporaryDirectory(prefix="vungxanh-") as temporary:
        folder = Path(temporary)
        path = folder / _FILES.get(driver, "layer.parquet")
        if isinstance(data, Path):
            path = data / "layer.shp"
        else:
            path.write_bytes(data)
        out = folder / "answer.arrow"
        order = {
            "path": str(path),
            "driver": driver,
            "layer": layer,
            "encoding": encoding,
            "folder": str(folder),
            "out": str(out),
            "limits": _OSM_LIMITS if driver == "OSM" else _LIMITS,
        }
        usual = _OSM_SECONDS if driver == "OSM" else SECONDS
        answer = _ask(order, name, usual if seconds is None else seconds)
        table = _load(out, name)
    return _raw(table, answer, name)


def _ask(order: dict[str, Any], name: str, seconds: int) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no word of it from outside
            [sys.executable, "-I", "-B", str(_SCRIPT)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds,
            env=_environment(order["driver"], order["folder"]),
            cwd=order["folder"],
            check=False,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Refused("file-slow", name=name, seconds=seconds) from None
    except ValueError:
        why = _kind_of(done.stderr) if done.returncode > 0 else "limit"
        raise Refused("file-unreadable", name=name, why=why) from None
    if answer.get("code") == "fence-open":
        raise ValueError(f"the fence has open drivers: {answer['facts']}")
    if "code" in answer:
        raise Refused(answer["code"], name=name, **answer["facts"])
    return dict(answer)


def _environment(driver: str, folder: str) -> dict[str, str]:
    return {
        "GDAL_SKIP": ",".join(sorted(_drivers() - {driver, "MEM", "Memory"})),
        "GDAL_DRIVER_PATH": "disable",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_TMPDIR": folder,
        "GDAL_NUM_THREADS": "1",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OSMIUM_POOL_THREADS": "2",
        "PROJ_NETWORK": "OFF",
        "TMPDIR": folder,
        "LC_ALL": "C.UTF-8",
    }


@cache
def _drivers() -> frozenset[str]:
    import pyogrio

    return frozenset(pyogrio.list_drivers())


def _kind_of(stderr: bytes) -> str:
    """Give the kind of the error only: its sentence would tell our folders."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    kind = lines[-1].partition(":")[0].rpartition(".")[2] if lines else ""
    return kind if kind.isidentifier() else "error"


def _load(path: Path, name: str) -> pa.Table:
    try:
        with pa.OSFile(str(path), "rb") as source:
            table = pa.ipc.open_file(source).read_all()
        table.validate(full=True)
    except (OSError, pa.ArrowInvalid):
        raise Refused("file-unreadable", name=name, why="answer") from None
    return table


def _raw(table: pa.Table, answer: dict[str, Any], name: str) -> Raw:
    wkb = table.column(GEOMETRY).to_numpy()
    with np.errstate(invalid="ignore"):  # NaN is left for the check, which names it
        shapes = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"))
    lost = np.flatnonzero(shapely.is_missing(shapes) & ~pd.isna(wkb))
    if len(lost):
        faults = [_lost(wkb[row], int(row) + 1) for row in lost[:MOST_FAULTS]]
        raise Refused("layer-broken", faults=faults, name=name, count=len(lost))
    columns = table.drop_columns([GEOMETRY]).to_pandas()
    columns.index = pd.RangeIndex(len(columns))
    notes = []
    if answer.get("torn"):
        notes.append(Fault("note-osm-torn", {"count": answer["torn"]}))
    box = answer.get("box")
    return Raw(
        columns,
        shapes,
        answer["epsg"],
        notes,
        answer["crs_name"],
        None if box is None else tuple(box),
        answer.get("day", ""),
    )


def _lost(wkb: bytes, feature: int) -> Fault:
    """Say why a shape could not be built; shapely tells it only one by one."""
    try:
        shapely.from_wkb(wkb)
    except shapely.errors.ShapelyError as error:
        if "closed" in str(error):
            return Fault("ring-open", {"feature": feature})
        return Fault("shape-unreadable", {"feature": feature, "why": str(error)[:120]})
    return Fault("shape-unreadable", {"feature": feature, "why": "?"})
