"""What perimeters are made of, from files: coefficients, reasons, shapes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.measure import STORED
from boundaries.names import clean
from boundaries.read.document import parse_document
from boundaries.read.source import read_layer
from boundaries.read.table import require_columns
from boundaries.read.text import read_bytes, read_table
from boundaries.refusal import Fault, Refused
from gis.perimeters.coefficients import Coefficients, build_coefficients
from gis.perimeters.frame import COLUMNS, FORMAT, check_perimeters
from gis.perimeters.reasons import Reason
from gis.rulesets import RuleSet

DEFAULT = Path(__file__).parent / "coefficients.yaml"
LARGEST = 1_000_000
_FLAT = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True)
class ReadPerimeters:
    """A perimeter file.

    Parameters
    ----------
    frame
        The perimeters frame.
    record
        The member `vungxanh` of the file: how it was designed.
    name, sha256
        Of the file.
    """

    frame: gpd.GeoDataFrame
    record: Mapping[str, Any]
    name: str
    sha256: str

    @property
    def units(self) -> frozenset[str]:
        """Give the codes of the enclosed units; rings are not enclosed."""
        held = self.frame[self.frame["part"] == "perimeter"]
        return frozenset(code for codes in held["units"] for code in codes)


def read_coefficients(path: Path | None = None) -> Coefficients:
    """Read a file of coefficients, or those that come with the software.

    Raises
    ------
    Refused
        What ``read_bytes`` and ``build_coefficients`` refuse.
    """
    path = DEFAULT if path is None else Path(path)
    return build_coefficients(read_bytes(path, LARGEST), file=path.name)


def read_decided(path: Path) -> list[Reason]:
    """Read units that a decision names: ``unit,why``.

    Raises
    ------
    Refused
        What ``read_table`` refuses; ``table-columns``; ``forced-broken`` with
        ``forced-blank`` where a unit or its reason is missing.
    """
    name = Path(path).name
    table = read_table(path, wanted=[("unit", "why")])
    require_columns(table, ("unit", "why"), name)
    cells = table.frame()
    rows = list(zip(cells.index, cells["unit"], cells["why"].map(clean)))
    faults = [
        Fault("forced-blank", {"row": row, "column": column})
        for row, unit, why in rows
        for column, cell in (("unit", unit), ("why", why))
        if not cell
    ]
    if faults:
        raise Refused("forced-broken", faults=faults, name=name, count=len(faults))
    return [Reason(unit, "decision", why) for _, unit, why in rows]


def read_drawn(path: Path) -> shapely.Geometry:
    """Read a drawn shape: the polygons of a layer, put together.

    Raises
    ------
    Refused
        What ``read_layer`` refuses; ``drawn-empty``; ``drawn-shape`` with the number
        of a feature that is no valid polygon.
    """
    layer = read_layer(path)
    if not len(layer.shapes):
        raise Refused("drawn-empty", name=layer.name)
    types = shapely.get_type_id(layer.shapes)
    for number, (shape, kind) in enumerate(zip(layer.shapes, types), start=1):
        if kind not in _FLAT or shapely.is_empty(shape) or not shapely.is_valid(shape):
            raise Refused("drawn-shape", name=layer.name, feature=number)
    return shapely.union_all(layer.shapes)


def read_trips(path: Path) -> pd.DataFrame:
    """Read daily trips between units: ``a,b,trips``.

    Raises
    ------
    Refused
        What ``read_table`` refuses; ``table-columns``; ``trips-broken`` with
        ``trip-row``.
    """
    name = Path(path).name
    table = read_table(path, wanted=[("a", "b", "trips")])
    require_columns(table, ("a", "b", "trips"), name)
    cells = table.frame()
    faults = [
        Fault("trip-row", {"row": row, "seen": seen[:40]})
        for row, a, b, seen in zip(cells.index, cells["a"], cells["b"], cells["trips"])
        if not a or not b or a == b or not seen.isascii() or not seen.isdigit()
    ]
    if faults:
        raise Refused("trips-broken", faults=faults, name=name, count=len(faults))
    return cells[["a", "b"]].assign(trips=cells["trips"].astype("float64"))


def read_zones(path: Path, ruleset: RuleSet) -> pd.DataFrame:
    """Read ``zones.csv`` of a rule set that gives levels.

    Returns
    -------
    DataFrame
        `unit`, `day` (date), `level` (Int64), `zone`.

    Raises
    ------
    Refused
        What ``read_table`` refuses; ``table-columns``; ``perimeter-rules-exit`` for an
        exit test; ``zones-broken`` with ``zone-row``: no day, a zone that the rule set
        does not have, or a level that is not that zone's.
    """
    if ruleset.kind == "exit-test":
        raise Refused("perimeter-rules-exit", rules=ruleset.id)
    name = Path(path).name
    wanted = ("unit", "day", "level", "zone")
    table = read_table(path, wanted=[wanted])
    require_columns(table, wanted, name)
    cells = table.frame()
    levels = {one.id: str(one.level) for one in ruleset.levels} | {"no_report": ""}
    faults, days = [], []
    for row, *seen in zip(cells.index, cells["day"], cells["level"], cells["zone"]):
        day, level, zone = seen
        days.append(_day(day))
        if days[-1] is None or levels.get(zone, None) != level:
            facts = {"row": row, "seen": ", ".join(seen)[:40], "rules": ruleset.id}
            faults.append(Fault("zone-row", facts))
    if faults:
        count = len(faults)
        raise Refused("zones-broken", faults=faults[:20], name=name, count=count)
    level = pd.to_numeric(cells["level"].replace("", pd.NA)).astype("Int64")
    return pd.DataFrame(
        {"unit": cells["unit"], "day": days, "level": level, "zone": cells["zone"]}
    )


def read_perimeters(path: Path) -> ReadPerimeters:
    """Read a perimeter file.

    Raises
    ------
    Refused
        ``file-missing``, what ``parse_document`` and ``check_perimeters`` refuse;
        ``document-format`` where it is no perimeter file.
    """
    name = Path(path).name
    data = read_bytes(path, LARGEST * 100)
    content = parse_document(data, name)
    record = content.get("vungxanh") if isinstance(content, dict) else None
    seen = record.get("format") if isinstance(record, dict) else None
    if not isinstance(record, dict) or seen != FORMAT:
        raise Refused("document-format", name=name, seen=str(seen)[:40], needed=FORMAT)
    features = content.get("features")
    features = features if isinstance(features, list) else []
    rows = [_feature(one) for one in features]
    frame = gpd.GeoDataFrame(
        {c: pd.Series([row[c] for row in rows], dtype=object) for c in COLUMNS},
        geometry=[row["geometry"] for row in rows],
        crs=STORED,
    )
    checked = check_perimeters(frame)
    return ReadPerimeters(checked, record, name, hashlib.sha256(data).hexdigest())


def _feature(feature: object) -> dict[str, Any]:
    one = feature if isinstance(feature, dict) else {}
    told = one.get("properties")
    told = told if isinstance(told, dict) else {}
    units = told.get("units")
    codes = tuple(map(str, units)) if isinstance(units, list) else ()
    try:
        shape = shapely.from_geojson(json.dumps(one.get("geometry")))
    except shapely.GEOSException:
        shape = None
    row = {column: told.get(column) for column in COLUMNS}
    return {**row, "units": codes, "geometry": shape}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
