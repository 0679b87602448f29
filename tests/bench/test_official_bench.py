"""180 days of a whole official decision over 11,163 communes, against NumPy and pandas.

The decision of October 2021: cases of 14 days per 100,000 a week in bands, two shares
of stocks, a table, one level more where the elderly target is missed, two days of
notice, and no lowering where care is not assured.
"""

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
from gis.rulesets.read import LIBRARY
from gis.zones import zones_of
from tests.bench.peers import official as peer

pytestmark = [pytest.mark.bench, pytest.mark.realdata]

DAYS = 180
ROUNDS = 3
FIRST = date(2021, 10, 12)
# the library's rule set of the decision that the peers know by heart
RULES = next(file.stem for file in LIBRARY.glob("*-4800.yaml"))


@pytest.fixture(scope="module")
def communes(realdata: Path) -> pd.Series:
    """Give the population of the real communes, at least 500."""
    file = realdata / "vn_communes_pre2025" / "communes_clean.parquet"
    found = pd.read_parquet(file, columns=["commune_id7", "pop_worldpop2020"])
    people = found["pop_worldpop2020"].fillna(0).clip(lower=500).round()
    return people.set_axis(found["commune_id7"].astype(str))


def _reports(people: NDArray[np.float64], silent: float) -> dict[str, Any]:
    """Simulate cases, and stocks that are reported once a week."""
    rng = np.random.default_rng(4800)
    rate = rng.gamma(1, 1, len(people))[:, None] * np.linspace(0, 8e-5, DAYS)
    cases = rng.poisson(people[:, None] * rate).astype(np.float64)
    cases[rng.random(cases.shape) < silent] = np.nan
    adults, elders = np.round(people * 0.7), np.round(people * 0.1)
    stocks = {
        "pop": people,
        "pop18": adults,
        "dose1_18": np.round(adults * rng.uniform(0.4, 1, len(people))),
        "pop_elder": elders,
        "full_elder": np.round(elders * rng.uniform(0.6, 1, len(people))),
    }
    failing = (rng.random(len(people)) < 0.1)[:, None] & (np.arange(DAYS) > 60)
    found = {"cases_community": cases, "care_ok": np.where(failing, 0.0, 1.0)}
    for name, values in stocks.items():
        found[name] = np.full(cases.shape, np.nan)
        found[name][:, ::7] = values[:, None]
    return found


def _best(work: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, Any]:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return min(times), found


@pytest.mark.parametrize("silent", [0.0, 0.02])
def test_levels_take_at_most_three_times_plain_numpy_and_a_fifth_of_groupby(
    communes: pd.Series, benchmark: Any, silent: float
) -> None:
    ruleset = load_ruleset(RULES)
    reports = _reports(communes.to_numpy(), silent)
    indicators = Indicators(tuple(communes.index), FIRST, dict(reports))
    columns = {name: values.ravel() for name, values in reports.items()}
    units = np.arange(len(communes)).repeat(DAYS)
    rows = pd.DataFrame({"unit": units, **columns})

    plain, wanted = _best(lambda: peer.with_numpy(reports))
    group, by_group = _best(lambda: peer.with_pandas(rows), rounds=1)
    level = benchmark.pedantic(
        lambda: judge(ruleset, indicators, outside_force=True).level,
        rounds=ROUNDS,
        warmup_rounds=1,
    )

    ours = benchmark.stats.stats.min
    benchmark.extra_info.update(numpy=plain, groupby=group)
    full = slice(peer.DAYS + peer.DELAY, None)
    np.testing.assert_array_equal(wanted[:, full], by_group[:, full])
    if not silent:  # the peers know a level only where every day was reported
        np.testing.assert_array_equal(level[:, full], wanted[:, full])
    assert ours <= 3 * plain, f"{ours:.3f} s against {plain:.3f} s of NumPy"
    assert group >= 5 * ours, f"{group:.3f} s of groupby against {ours:.3f} s"


def test_levels_and_the_reasons_of_the_last_day_take_under_three_seconds(
    communes: pd.Series, benchmark: Any
) -> None:
    ruleset = load_ruleset(RULES)
    reports = _reports(communes.to_numpy(), 0.02)
    indicators = Indicators(tuple(communes.index), FIRST, reports)

    def work() -> list[int]:
        judgement = judge(ruleset, indicators, outside_force=True)
        zones = zones_of(judgement, indicators.last, indicators.last)
        # what was seen is cited when it is read: each reason is read here
        return [len(one.because) + len(one.unknown) for one in zones["reason"]]

    seen = benchmark.pedantic(work, rounds=ROUNDS, warmup_rounds=1)

    assert len(seen) == len(communes)
    assert min(seen) >= 1
    assert benchmark.stats.stats.min < 3
