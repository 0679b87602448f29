"""A Publication of a real province: real borders, roads and totals by day."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from boundaries.spans import Span
from gis.directives import Period
from gis.indicators import Indicators
from gis.rulesets import load_ruleset
from gis.zones import classify, transitions
from maps.publication.record import Publication
from tests.maps.publications import publication
from tests.realprovinces import NAMES, read_daily_cases, spread_cases

FIRST, DAY = date(2021, 8, 15), date(2021, 9, 19)
COMMUNES = "vn_communes_pre2025/communes_clean.parquet"
PROVINCES = "vn_communes_pre2025/provinces_clean.parquet"
ROADS = "vn_roads_national/giaothong.geojson"
KINDS = ("Thị trấn", "Phường", "Xã", "Thành phố", "Thị xã", "Huyện")


@cache
def province(realdata: Path, code: str) -> Publication:
    """Build a province of five weeks under one directive; older units are silent."""
    shapes = units(realdata, code)
    communes = sorted(shapes.index[shapes["admin_level"] == "commune"])
    ruleset = load_ruleset("green-red")
    zones = classify(ruleset, cases(realdata, code, communes), first=FIRST, last=DAY)
    told = zones[zones["level"].notna()].groupby("day")["unit"].size()
    span = Span.typed(FIRST, DAY)
    around = gpd.read_parquet(realdata / PROVINCES)
    around = around[around["province_vi"] != NAMES[code].removeprefix("Tỉnh ")]
    roads = gpd.read_file(realdata / ROADS)
    roads = roads[roads["loai_duong"] != "Đường sắt"]
    return publication(
        province=code,
        province_name=NAMES[code],
        day=DAY,
        units=shapes,
        ruleset=ruleset,
        zones=zones,
        transitions=transitions(zones),
        periods=(Period(span, pd.Series("kg-16", index=communes)),),
        reported={day: (int(told.get(day, 0)), len(communes)) for day in days()},
        people=shapes["people"],
        context=around.rename(columns={"province_vi": "name"})[["name", "geometry"]],
        roads=roads.assign(**{"class": "primary", "name": ""}),
        notices=("simulated-cases", "unofficial-boundaries"),
    )


def days() -> list[date]:
    """Give the days of the publication."""
    return [FIRST + timedelta(days=n) for n in range((DAY - FIRST).days + 1)]


def units(realdata: Path, code: str) -> gpd.GeoDataFrame:
    """Give the communes and districts of a province under the units contract."""
    whole = gpd.read_parquet(realdata / COMMUNES)
    own = whole[whole["province_vi"] == NAMES[code].removeprefix("Tỉnh ")]
    communes = _frame(own, "commune_vi", "commune", own["district_id5"])
    older = "old-" + own["commune_id7"].astype(str)
    communes.index = pd.Index(own["gso_code_2021"].fillna(older), name="code")
    communes["people"] = own["pop_worldpop2020"].to_numpy()
    districts = own.dissolve("district_id5")
    above = _frame(districts, "district_vi", "district", code)
    above.index = above.index.astype(str)
    return pd.concat([communes, above.rename_axis("code")]).sort_index()


def cases(realdata: Path, code: str, communes: list[str]) -> Indicators:
    """Deal the real series of the province to the communes that it can know."""
    daily = read_daily_cases(realdata, code)
    known = pd.Series(1.0, index=[c for c in communes if not c.startswith("old-")])
    dealt = spread_cases(daily, known).T.reindex(communes).to_numpy(dtype=float)
    return Indicators(
        tuple(communes), date.fromisoformat(daily.index[0]), {"cases": dealt}
    )


def _frame(
    rows: gpd.GeoDataFrame, name: str, level: str, parent: object
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "name": rows[name],
            "kind": [
                next((k for k in KINDS if n.startswith(k)), "") for n in rows[name]
            ],
            "admin_level": level,
            "parent": parent if isinstance(parent, str) else parent.astype(str),
        },
        geometry=rows.geometry,
    )


def _kind(name: str) -> str:
    return next((kind for kind in KINDS if name.startswith(kind)), "")
