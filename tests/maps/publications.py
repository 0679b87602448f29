"""A small synthetic Publication: two districts, a dozen communes, three weeks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.spans import VIETNAM, Span
from maps.publication.record import Edition, InputFile, Publication, Reported

FIRST, DAY = date(2021, 8, 31), date(2021, 9, 20)
DAYS = [FIRST + timedelta(days=n) for n in range((DAY - FIRST).days + 1)]
ZONES = (None, "new_normal", "risk", "high", "very_high")
DISTRICTS = {"899": "Thành phố Rạch Giá", "912": "Huyện Kiên Hải"}
KINDS = ("Phường", "Xã", "Thị trấn")


@dataclass(frozen=True)
class StandInLevel:
    level: int
    id: str
    name: MappingProxyType
    colour: str


@dataclass(frozen=True)
class StandInRules:
    id: str
    sha256: str
    kind: str
    title: MappingProxyType
    decision: MappingProxyType
    levels: tuple


@dataclass(frozen=True)
class StandInPeriod:
    span: Span
    in_force: pd.Series


@dataclass(frozen=True)
class StandInReason:
    text: str


def publication(**changes: object) -> Publication:
    """Build the publication of 20 September; `changes` replace its fields."""
    shapes = units()
    zones = zones_of(shapes)
    fields = {
        "province": "91",
        "province_name": "Tỉnh Kiên Giang",
        "day": DAY,
        "units": shapes,
        "ruleset": rules(),
        "zones": zones,
        "transitions": transitions_of(zones),
        "periods": periods(shapes),
        "directives": directives(),
        "reported": {day: Reported(11, 12) for day in DAYS},
        "inputs": (InputFile("cases.csv", "c" * 64, 40, 37, 2, 1),),
        "edition": Edition("vn-2021-schematic", "e" * 64),
        "drafted_by": "Ban Chỉ đạo tỉnh",
        "notices": ("schematic", "simulated-cases", "unofficial-boundaries"),
    }
    return Publication(**(fields | changes))


def units() -> gpd.GeoDataFrame:
    """Give a province of twelve Voronoi communes inside a coast, and an island."""
    coast = shapely.Polygon(
        [(104.8, 9.6), (105.3, 9.55), (105.42, 9.9), (105.2, 10.2), (104.95, 10.12)]
    )
    seeds = shapely.MultiPoint(
        np.random.default_rng(7).uniform((104.8, 9.55), (105.4, 10.2), (11, 2))
    )
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=coast))
    cells = sorted(
        (c & coast for c in cells if c.intersects(coast)), key=lambda c: c.centroid.x
    )
    shapes = [*cells, shapely.Point(104.6, 9.75).buffer(0.05)]
    rows = []
    for n, shape in enumerate(shapes):
        parent = "912" if n < 3 or n == len(shapes) - 1 else "899"
        rows.append(
            (
                f"{30700 + n}",
                f"{KINDS[n % 3]} Vĩnh {n + 1}",
                KINDS[n % 3],
                "commune",
                parent,
                shape,
            )
        )
    for code, name in DISTRICTS.items():
        own = shapely.union_all([r[5] for r in rows if r[4] == code])
        rows.append((code, name, name.split()[0], "district", "91", own))
    rows.append(
        ("91", "Tỉnh Kiên Giang", "Tỉnh", "province", "", shapely.union_all(shapes))
    )
    columns = ["code", "name", "kind", "admin_level", "parent", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, crs=4326).set_index("code")


def zones_of(shapes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give levels that wander from day to day; the last commune never reports."""
    chance = np.random.default_rng(3)
    communes = shapes.index[shapes["admin_level"] == "commune"]
    rows = []
    for unit in sorted(communes):
        level, since = int(chance.integers(1, 5)), FIRST
        for day in DAYS:
            if chance.random() < 0.15:
                level, since = int(np.clip(level + chance.choice((-1, 1)), 1, 4)), day
            silent = unit == communes[-1]
            rows.append(
                {
                    "unit": unit,
                    "day": day,
                    "level": pd.NA if silent else level,
                    "zone": "no_report" if silent else ZONES[level],
                    "clause": "" if silent else "II.1;II.2",
                    "reason": StandInReason(f"{level} ca trong 14 ngày"),
                    "effective_from": FIRST if silent else since,
                    "next_better": None
                    if silent or level == 1
                    else day + timedelta(days=14),
                    "fragile": bool(level == 2),
                }
            )
    return pd.DataFrame(rows).astype({"level": "Int64", "fragile": bool})


def transitions_of(zones: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of `zones` at which the zone is not the day before's."""
    before = zones.groupby("unit")[["zone", "level"]].shift()
    changed = before["zone"].notna() & (before["zone"] != zones["zone"])
    rows = zones[changed]
    return pd.DataFrame(
        {
            "unit": rows["unit"],
            "day": rows["day"],
            "from_zone": before["zone"][changed],
            "to_zone": rows["zone"],
            "from_level": before["level"][changed].astype("Int64"),
            "to_level": rows["level"],
            "cause": rows["reason"],
            "worse": (rows["level"] > before["level"][changed]).astype(bool),
        }
    ).reset_index(drop=True)


def periods(shapes: gpd.GeoDataFrame) -> tuple[StandInPeriod, ...]:
    """Give three periods: nothing in force, Directive 16, then 15 beside it."""
    spans = (
        Span.typed(FIRST, date(2021, 9, 6)),
        Span.typed(date(2021, 9, 7), date(2021, 9, 13)),
        Span.typed(date(2021, 9, 14), date(2021, 9, 20)),
    )
    codes = shapes.index[shapes["admin_level"] == "commune"]
    first = shapes.loc[codes, "parent"] == "899"
    forces = (
        pd.Series("", index=codes),
        pd.Series("kg-16", index=codes),
        pd.Series(np.where(first, "kg-16", "kg-15"), index=codes),
    )
    return tuple(StandInPeriod(s, f) for s, f in zip(spans, forces))


def directives() -> pd.DataFrame:
    """Give the two provincial acts that the periods name."""
    open_from = datetime(2021, 9, 6, 17, tzinfo=UTC).astimezone(VIETNAM)
    until = datetime(2021, 9, 21, tzinfo=VIETNAM)
    rows = [
        (
            "kg-16",
            "",
            "UBND tỉnh Kiên Giang",
            "",
            "Chỉ thị 16/CT-TTg (mô phỏng)",
            ("899",),
            (),
        ),
        (
            "kg-15",
            "",
            "UBND tỉnh Kiên Giang",
            "",
            "Chỉ thị 15/CT-TTg (mô phỏng)",
            ("912",),
            ("30701",),
        ),
    ]
    frame = pd.DataFrame(
        rows, columns=["id", "number", "issuer", "signer", "basis", "units", "excepted"]
    )
    goal = "Kiểm soát dịch trên toàn tỉnh"
    return frame.assign(
        starts=open_from, ends=until, goal=goal, deadline=DAY, clause=""
    )


def rules() -> StandInRules:
    """Give four levels named as Decision 2686 names them."""
    names = (
        ("new_normal", "Bình thường mới", "New normal", "green"),
        ("risk", "Nguy cơ", "Risk", "yellow"),
        ("high", "Nguy cơ cao", "High risk", "orange"),
        ("very_high", "Nguy cơ rất cao", "Very high risk", "red"),
    )
    levels = tuple(
        StandInLevel(n, key, MappingProxyType({"vi": vi, "en": en}), colour)
        for n, (key, vi, en, colour) in enumerate(names, start=1)
    )
    title = MappingProxyType({"vi": "Quyết định 2686", "en": "Decision 2686"})
    return StandInRules(
        "vn-2686", "a" * 64, "zoning", title, MappingProxyType({}), levels
    )
