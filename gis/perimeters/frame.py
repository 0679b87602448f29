"""The perimeters frame: areas that are closed off, and rings around them."""

import geopandas as gpd
import shapely

from boundaries.measure import STORED, require_crs
from boundaries.refusal import Fault, Refused

FORMAT = "vungxanh-perimeter-1"
PARTS = ("perimeter", "ring")
COUNTS = ("people", "households", "cases_inside", "cases_outside", "crossings")
COLUMNS = ("part", "id", "units", "km", *COUNTS)
_FLAT = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def check_perimeters(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Refuse a frame that breaks the perimeters contract; give it back otherwise.

    Parameters
    ----------
    frame : GeoDataFrame, EPSG:4326, RangeIndex
        `part` (one of `PARTS`), `id` (text, unique), `units` (tuple of codes; empty
        for a drawn shape and for a ring by distance), `km` (geodesic length of the
        outline), and whole numbers or None where they cannot be told: `people`,
        `households`, `cases_inside`, `cases_outside`, `crossings`. `geometry` is a
        valid Polygon or MultiPolygon.

    Raises
    ------
    Refused
        ``crs``; ``perimeters-broken`` with ``perimeter-column``, ``perimeter-part``,
        ``perimeter-id``, ``perimeter-shape``, ``perimeter-count``.
    """
    missing = [c for c in (*COLUMNS, "geometry") if c not in frame.columns]
    faults = [Fault("perimeter-column", {"column": column}) for column in missing]
    if not faults:
        require_crs(frame, STORED, name="perimeters")
        rows = enumerate(frame.itertuples(index=False), start=1)
        faults = [fault for number, row in rows for fault in _faults(number, row)]
        twice = frame["id"][frame["id"].duplicated()]
        faults += [Fault("perimeter-id", {"id": str(name)}) for name in twice]
    if faults:
        raise Refused("perimeters-broken", faults=faults, count=len(faults))
    return frame


def _faults(number: int, row: object) -> list[Fault]:
    found = []
    if getattr(row, "part", None) not in PARTS:
        seen = str(getattr(row, "part", None))[:40]
        facts = {"feature": number, "seen": seen, "allowed": PARTS}
        found.append(Fault("perimeter-part", facts))
    shape = getattr(row, "geometry", None)
    sound = shape is not None and shapely.get_type_id(shape) in _FLAT
    if not sound or shapely.is_empty(shape) or not shapely.is_valid(shape):
        found.append(Fault("perimeter-shape", {"feature": number}))
    for name in COUNTS:
        value = getattr(row, name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            facts = {"feature": number, "column": name, "seen": str(value)[:40]}
            found.append(Fault("perimeter-count", facts))
    return found
