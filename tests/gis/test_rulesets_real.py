"""Both real provinces with their real neighbours, against the plain reading."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from boundaries.topology.neighbours import neighbours
from gis.indicators import Indicators
from gis.rulesets import list_rulesets, load_ruleset
from gis.rulesets.read import LIBRARY
from gis.rulesets.schema.walk import needs_neighbours
from gis.rulesets.syntax import parse
from gis.zones import check_zones, classify
from maps.words.reasons import render
from tests.gis.naive_rules import Reading

DAYS = 16
FIRST = date(2021, 9, 1)
WANTED = (
    "gso_code_2021",
    "gso_district_code",
    "gso_province_code",
    "commune_vi",
    "geometry",
)


def _communes(folder: Path, province: str) -> gpd.GeoDataFrame:
    file = folder / "vn_communes_pre2025" / "communes_clean.parquet"
    every = gpd.read_parquet(file, columns=list(WANTED))
    own = every[every["gso_province_code"] == province].set_index("gso_code_2021")
    own.index.name = "code"
    return own.assign(name=own["commune_vi"], kind="xã", admin_level="commune").rename(
        columns={"gso_district_code": "parent"}
    )


def _with_parents(communes: gpd.GeoDataFrame, province: str) -> pd.DataFrame:
    districts = sorted(set(communes["parent"]))
    above = pd.DataFrame(
        {
            "admin_level": ["district"] * len(districts) + ["province"],
            "parent": [province] * len(districts) + [""],
        },
        index=[*districts, province],
    )
    return pd.concat([communes[["admin_level", "parent"]], above])


def _reports(inputs: list[str], units: pd.DataFrame, file: Any) -> Indicators:
    rng = np.random.default_rng(914)
    values = {}
    for name in inputs:
        seen = (rng.random((len(units), DAYS)) < 0.01).astype(float)
        if file["inputs"][name].get("scale") == "share":
            seen *= rng.integers(1, 10, seen.shape) / 10
        seen[rng.random(seen.shape) < 0.004] = np.nan
        values[name] = seen
    return Indicators(tuple(units.index), FIRST, values)


def _looks_around(ruleset_id: str) -> bool:
    """Say whether a rule set looks at neighbours, or judges units of every kind."""
    ruleset = load_ruleset(ruleset_id)
    return ruleset.kind == "zoning" and any(
        section.at == "all" or needs_neighbours(ruleset, section)
        for section in ruleset.judge
    )


@pytest.mark.realdata
@pytest.mark.parametrize("province", ["82", "91"])
@pytest.mark.parametrize("ruleset_id", [*filter(_looks_around, list_rulesets())])
def test_a_real_province_is_judged_as_the_plain_reading_judges_it(
    realdata: Path, province: str, ruleset_id: str
) -> None:
    communes = _communes(realdata, province)
    units, pairs = _with_parents(communes, province), neighbours(communes)
    ruleset = load_ruleset(ruleset_id)
    file: Any = parse(
        (LIBRARY / f"{ruleset_id}.yaml").read_text("utf-8"), file="x"
    ).data
    indicators = _reports(list(ruleset.inputs), units, file)
    last = FIRST + timedelta(days=DAYS - 1)
    zones = check_zones(
        classify(ruleset, indicators, units, pairs, last - timedelta(days=1), last)
    )
    plain = Reading(
        file=_scales(file),
        reports={
            (name, unit, day): Fraction(str(value))
            for name in ruleset.inputs
            for unit, row in zip(units.index, _table(indicators, name))
            for day, value in enumerate(row)
            if not np.isnan(value)
        },
        units={u: (r.admin_level, r.parent) for u, r in units.iterrows()},
        neighbours=frozenset(zip(pairs["a"], pairs["b"])),
        params={},
        first=FIRST,
    )

    assert set(zones["unit"]) == set(units.index)
    for row in zones.itertuples():
        level = None if row.zone == "no_report" else row.level
        assert level == plain.level(row.unit, (row.day - FIRST).days), row.unit
    assert len(set(zones["zone"])) >= 3
    for reason in zones["reason"]:
        assert render(reason, "vi", communes["name"].to_dict()).endswith(".")


def _table(indicators: Indicators, name: str) -> np.ndarray:
    found = indicators.reports(name)
    assert found is not None
    return found


def _scales(file: Any) -> Any:
    """Write out the scale that an input has when it names none."""
    for given in file["inputs"].values():
        given.setdefault("scale", "count")
    return file
