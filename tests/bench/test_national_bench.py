"""The country's 30 days against one Folium layer a day, and an empty Leaflet page."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from playwright.sync_api import Browser

from boundaries.provinces import heads
from boundaries.read import read_units
from gis.rulesets import load_ruleset
from maps.assets import script, style
from maps.national.page import write_page
from maps.national.record import National, Share
from maps.palette import COLOURS
from tests.bench.peers import layers as peer
from tests.browser import DESKTOP, chromium

pytestmark = [pytest.mark.bench, pytest.mark.realdata]

DAY, DAYS = date(2021, 9, 19), 30
FIRST = DAY - timedelta(days=DAYS - 1)
ROUNDS = 5
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def communes(realdata: Path) -> gpd.GeoDataFrame:
    file = realdata / "vn_communes_pre2025" / "communes_clean.parquet"
    units = read_units(file).units
    names = units["name"].to_dict()
    units["province"] = heads(units)
    units["district"] = [names.get(code, "") for code in units["parent"]]
    return units[units["admin_level"] == "commune"].sort_index()


@pytest.fixture(scope="module")
def national(communes: gpd.GeoDataFrame) -> National:
    """Colour every commune by chance, four levels and no report, 30 days."""
    rules = load_ruleset("vn-2686")
    chance = np.random.default_rng(30)
    shares = []
    for code, own in communes.groupby("province"):
        levels = chance.integers(0, 5, (len(own), DAYS)).astype(np.int8)
        shares.append(
            Share(
                province=str(code),
                name=f"Tỉnh {code}",
                units=own[["name", "kind", "district", "province", "geometry"]],
                levels=levels,
                since=np.zeros(len(own), dtype=np.int32),
                reported={},
                ruleset=rules,
                state="proposed",
                path=f"{code}/2021-09-19/v1",
            )
        )
    return National(
        day=DAY,
        first=FIRST,
        title={"vi": "Cả nước", "en": "The country"},
        shares=tuple(shares),
        common=None,
        params={},
        drafted_by="",
        notices=("unofficial-boundaries",),
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def test_thirty_days_are_at_most_4_mb_and_fifty_times_smaller_than_layers(
    national: National, communes: gpd.GeoDataFrame, tmp_path: Path, benchmark: Any
) -> None:
    page, layer = tmp_path / "national.html", tmp_path / "layer.html"
    fill = {n: COLOURS[level.colour].fill for n, level in enumerate(_levels(), 1)}
    fills = [fill.get(int(n), "#505058") for n in national.levels[:, -1]]

    benchmark.pedantic(lambda: write_page(national, page), rounds=1)
    peer.one_day(communes, fills, str(layer))

    ours, theirs = page.stat().st_size, DAYS * layer.stat().st_size
    benchmark.extra_info.update(mb=ours / MEGABYTE, layers_mb=theirs / MEGABYTE)
    assert ours <= 4 * MEGABYTE
    assert theirs >= 50 * ours, f"{theirs / ours:.1f} times"


def _levels() -> list[Any]:
    return sorted(load_ruleset("vn-2686").levels, key=lambda level: level.level)


def test_the_page_is_interactive_about_as_soon_as_an_empty_map(
    national: National, browser: Browser, tmp_path: Path, benchmark: Any
) -> None:
    page, empty = tmp_path / "national.html", tmp_path / "empty.html"
    write_page(national, page)
    bare = peer.empty_page(script("leaflet"), style("leaflet_css"))
    empty.write_text(bare, encoding="utf-8")

    theirs = min(_interactive(browser, empty, False) for _ in range(ROUNDS))
    benchmark.pedantic(lambda: _interactive(browser, page, True), rounds=ROUNDS)

    ours = benchmark.stats.stats.min
    benchmark.extra_info.update(empty=theirs)
    assert ours <= 1.5 * theirs + 1, f"{ours:.2f} s against {theirs:.2f} s"


def _interactive(browser: Browser, file: Path, switch: bool) -> float:  # noqa: FBT001 - of one module
    """Open a page until it answers; ours must also have switched to another day."""
    context = browser.new_context(viewport=DESKTOP)
    try:
        page = context.new_page()
        begin = time.perf_counter()
        page.goto(file.as_uri())
        page.wait_for_selector(".leaflet-map-pane", state="attached")
        if switch:
            page.click("#previous")
            assert page.inner_text("#day-now").endswith("18/09/2021")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => done()))")
        return time.perf_counter() - begin
    finally:
        context.close()
