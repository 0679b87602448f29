"""A small synthetic Publication: two districts, a dozen communes, three weeks."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.spans import VIETNAM, Span
from gis.directives import Period
from gis.indicators import Indicators
from gis.rulesets import RuleSet
from gis.rulesets.schema import build_ruleset
from gis.zones import classify, transitions
from maps.publication.record import Edition, InputFile, Publication

FIRST, DAY = date(2021, 8, 31), date(2021, 9, 20)
DAYS = [FIRST + timedelta(days=n) for n in range((DAY - FIRST).days + 1)]
WINDOW = 7
DISTRICTS = {"899": "Thành phố Rạch Giá", "912": "Huyện Kiên Hải"}
KINDS = ("Phường", "Xã", "Thị trấn")


RULES = """
format: 1
id: four-levels
kind: zoning
title:
  vi: "Bốn mức theo số ca 7 ngày (thử)"
  en: "Four levels by the cases of 7 days (test)"
decision:
  number: null
  issuer: {vi: "Bộ thử", en: "Tests"}
  in_force: {first: null, last: null}
  status: local
  sources: []
levels:
  - level: 1
    id: new_normal
    colour: green
    name: {vi: "Bình thường mới", en: "New normal"}
  - level: 2
    id: risk
    colour: yellow
    name: {vi: "Nguy cơ", en: "Risk"}
  - level: 3
    id: high
    colour: orange
    name: {vi: "Nguy cơ cao", en: "High risk"}
  - level: 4
    id: very_high
    colour: red
    name: {vi: "Nguy cơ rất cao", en: "Very high risk"}
inputs:
  cases:
    kind: flow
    counts_cases: true
    label: {vi: "ca", en: "case", en_many: "cases"}
    unit: {vi: "ca", en: "case", en_many: "cases"}
clauses:
  "1": {vi: "từ 1 ca", en: "1 case or more"}
  "2": {vi: "từ 3 ca", en: "3 cases or more"}
  "3": {vi: "từ 6 ca", en: "6 cases or more"}
judge:
  - at: all
    steps:
      - {level: 4, clause: "3", when: {of: {sum: cases, days: 7}, at_least: 6}}
      - {level: 3, clause: "2", when: {of: {sum: cases, days: 7}, at_least: 3}}
      - {level: 2, clause: "1", when: {of: {sum: cases, days: 7}, at_least: 1}}
      - {level: 1, otherwise: true}
"""


def publication(**changes: object) -> Publication:
    """Build the publication of 20 September; `changes` replace its fields."""
    shapes, zones = units(), judged()
    fields = {
        "province": "91",
        "province_name": "Tỉnh Kiên Giang",
        "day": DAY,
        "units": shapes,
        "ruleset": rules(),
        "zones": zones,
        "transitions": transitions(zones),
        "periods": periods(shapes),
        "directives": directives(),
        "reported": dict.fromkeys(DAYS, (11, 12)),
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


@cache
def judged() -> pd.DataFrame:
    """Give the zones of the twelve communes; read only."""
    return zones_of(units())


def zones_of(shapes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Judge the reports of the communes."""
    return classify(rules(), reports(shapes), None, None, FIRST, DAY)


def reports(shapes: gpd.GeoDataFrame) -> Indicators:
    """Give cases that come in short runs; the last commune never reports."""
    chance = np.random.default_rng(3)
    communes = sorted(shapes.index[shapes["admin_level"] == "commune"])
    before = WINDOW - 1
    cases = chance.poisson(0.1, (len(communes), before + len(DAYS))).astype(float)
    for row, share in enumerate(np.linspace(0, 1.2, len(communes))):
        start = int(chance.integers(0, before + len(DAYS) - 8))
        cases[row, start : start + 8] += chance.poisson(share, 8)
    cases[0], cases[1, -1] = 0, 9
    cases[-1] = np.nan
    start = FIRST - timedelta(days=before)
    return Indicators(tuple(communes), start, {"cases": cases})


def periods(shapes: gpd.GeoDataFrame) -> tuple[Period, ...]:
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
    return tuple(Period(s, f) for s, f in zip(spans, forces))


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


def rules() -> RuleSet:
    """Give four levels by the cases of a week, made up for these tests."""
    return build_ruleset(RULES.encode("utf-8"), file="four-levels.yaml")
