"""A small synthetic country: three provinces of squares, two rule sets, one refused."""

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import shapely

from gis.rulesets import load_ruleset
from maps.national.record import National, Share
from tests.maps.publications import rules

DAY = date(2021, 9, 20)
FIRST = DAY - timedelta(days=29)
DAYS = 30
NAMES = {"01": "Tỉnh Một", "02": "Thành phố Hai", "03": "Tỉnh Ba"}


def country(**changes: object) -> National:
    """Build the country of 20 September; `changes` replace its fields.

    Each province has four communes: the first is green throughout, the second turns
    red (the worst level) on the last day, the third is red throughout, the fourth
    never reports. ``01`` is judged by green-red, ``02`` by four levels, ``03`` could
    not be published. Commune ``02-4`` has no polygon.
    """
    fields = {
        "day": DAY,
        "first": FIRST,
        "title": {"vi": "Bản đồ thử", "en": "Test map"},
        "shares": tuple(share(code) for code in NAMES),
        "common": None,
        "params": {},
        "drafted_by": "Tổ thử",
        "notices": ("simulated-cases", "unofficial-boundaries"),
    }
    return National(**(fields | changes))


def share(code: str, **changes: object) -> Share:
    """Build what one province gives."""
    ruleset = {"01": load_ruleset("green-red"), "02": rules(), "03": None}[code]
    worst = ruleset.levels[-1].level if ruleset else 0
    levels = np.zeros((4, DAYS), dtype=np.int8)
    if ruleset:
        levels[0], levels[1], levels[2] = 1, 1, worst
        levels[1, -1] = worst
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    fields = {
        "province": code,
        "name": NAMES[code],
        "units": squares(code),
        "levels": levels,
        "since": np.array([7, 7, 0, 0], dtype=np.int32),
        "reported": dict.fromkeys(days, (3, 4)) if ruleset else {},
        "ruleset": ruleset,
        "state": "proposed" if ruleset else "",
        "version": int(bool(ruleset)),
        "path": f"{code}/2021-09-20/v1" if ruleset else "",
        "manifest_sha256": code[-1] * 64 if ruleset else "",
        "refused": None
        if ruleset
        else {"vi": "Không đọc được cases.csv.", "en": "cases.csv cannot be read."},
    }
    return Share(**(fields | changes))


def squares(code: str) -> gpd.GeoDataFrame:
    """Give four communes of 0.2 by 0.2 degree in a row, north of the others' rows."""
    south = 10.0 + 0.2 * list(NAMES).index(code)
    shapes = [
        shapely.box(105 + 0.2 * n, south, 105.2 + 0.2 * n, south + 0.2)
        for n in range(4)
    ]
    if code == "02":
        shapes[3] = None
    columns = {
        "name": [f"Xã {code} số {n}" for n in range(1, 5)],
        "kind": ["Xã"] * 4,
        "district": [f"Huyện {code}"] * 4,
        "province": [code] * 4,
    }
    index = [f"{code}-{n}" for n in range(1, 5)]
    return gpd.GeoDataFrame(columns, geometry=shapes, index=index, crs=4326)
