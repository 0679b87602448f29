"""180 days of the two-colour rule over 11,163 communes, against pandas."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from gis.indicators import Indicators
from gis.rulesets import judge, load_ruleset
from tests.bench.peers import rolling as peer

pytestmark = [pytest.mark.bench, pytest.mark.realdata]

DAYS = 180
WINDOW = 14
ROUNDS = 3
FIRST = date(2021, 4, 27)


@pytest.fixture(scope="module")
def cases(realdata: Path) -> Indicators:
    """Simulate cases by the population of the real communes, 2 % of days silent."""
    file = realdata / "vn_communes_pre2025" / "communes_clean.parquet"
    communes = pd.read_parquet(file, columns=["commune_id7", "pop_worldpop2020"])
    people = communes["pop_worldpop2020"].fillna(0).clip(lower=0).to_numpy()
    rng = np.random.default_rng(180)
    rate = people[:, None] * np.linspace(0, 3e-5, DAYS)
    counts = rng.poisson(rate).astype(np.float64)
    counts[rng.random(counts.shape) < 0.02] = np.nan
    codes = tuple(communes["commune_id7"].astype(str))
    return Indicators(codes, FIRST, {"cases": counts})


def _best(work: Callable[[], Any]) -> tuple[float, Any]:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return min(times), found


def _counts(cases: Indicators) -> NDArray[np.float64]:
    found = cases.reports("cases")
    assert found is not None
    return found


def test_levels_are_five_times_as_fast_as_groupby_and_twice_a_wide_rolling(
    cases: Indicators, benchmark: Any
) -> None:
    ruleset = load_ruleset("green-red")
    counts = _counts(cases)
    table = pd.DataFrame(counts.T.copy(), columns=list(cases.units))
    units = np.arange(len(cases.units)).repeat(DAYS)
    rows = pd.DataFrame({"unit": units, "cases": counts.ravel()})

    group, by_group = _best(lambda: peer.by_group(rows, WINDOW))
    wide, by_table = _best(lambda: peer.wide(table, WINDOW))
    least, _ = _best(lambda: peer.wide_sum_only(table, WINDOW))
    level = benchmark.pedantic(
        lambda: judge(ruleset, cases).level, rounds=ROUNDS, warmup_rounds=1
    )

    ours = benchmark.stats.stats.min
    benchmark.extra_info.update(groupby=group, wide=wide, wide_sum=least)
    # before the data begin our windows know that days are missing; pandas does not
    full = slice(WINDOW - 1, None)
    wanted = by_group["level"].to_numpy().reshape(level.shape)
    np.testing.assert_array_equal(level[:, full], wanted[:, full])
    np.testing.assert_array_equal(level[:, full], by_table.T[:, full])
    assert group >= 5 * ours, f"{group:.3f} s against {ours:.3f} s"
    assert min(wide, least) >= 2 * ours, f"{least:.3f} s against {ours:.3f} s"
