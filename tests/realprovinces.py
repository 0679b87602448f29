"""Real Kiên Giang and Tiền Giang for tests: real polygons, totals, roads, people.

Nobody published case rows by commune; these are simulated, and their sum over the
communes is the real series of the province, day by day.
"""

import csv
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from boundaries.sample.directives import COLUMNS, Chosen, list_directives

FIRST, LAST = date(2021, 4, 27), date(2021, 9, 19)
NAMES = {"82": "Tỉnh Tiền Giang", "91": "Tỉnh Kiên Giang"}
UNITS = "vn_communes_pre2025/communes_clean.parquet"
SERIES = "vn_cases_province_daily/vn_province_daily.csv.gz"
ROADS = "vn_roads_national/giaothong.geojson"
_UNEVEN = 1.6
_EXCEPTED = 5


def write_real_country(
    realdata: Path, folder: Path, codes: Sequence[str] = (), first: date = FIRST
) -> list[Path]:
    """Write what all provinces hand in, or those of `codes`, from `first` on.

    Each gets simulated cases that add up to its real series and no directive of its
    own; beside them lies a ``national.toml``.
    """
    names = read_names(realdata)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "national.toml").write_text(
        'title = "Mức độ nguy cơ dịch theo xã (số ca mô phỏng)"\n'
        'title_en = "Risk levels by commune (simulated cases)"\n'
        'by = "Tổ bản đồ (thử)"\n'
        f'units = "{realdata / UNITS}"\n'
        'notices = ["simulated-cases", "unofficial-boundaries"]\n',
        encoding="utf-8",
    )
    return [
        write_real_province(realdata, folder, code, names[code], first)
        for code in codes or sorted(names)
    ]


def write_real_province(
    realdata: Path, folder: Path, code: str, name: str = "", first: date = FIRST
) -> Path:
    """Write what a province hands in; the large layers stay where they are.

    Parameters
    ----------
    realdata
        Folder of the real data.
    folder
        Where ``<code>/province.toml`` and the files beside it go.
    code, name
        "82" or "91", which have directives; others need a name.
    first
        First day of its rows.

    Returns
    -------
    Path
        The province file.
    """
    home = folder / code
    home.mkdir(parents=True, exist_ok=True)
    communes = read_communes(realdata, code)
    daily = read_daily_cases(realdata, code).loc[first.isoformat() :]
    cases = spread_cases(daily, communes)
    counts = cases.stack()  # noqa: PD013 - a day and a unit make the index
    _write(
        home / "cases.csv",
        ("day", "unit", "cases"),
        [(day, unit, n) for (day, unit), n in counts[counts > 0].items()],
    )
    _write(home / "covered.csv", ("unit",), [(unit,) for unit in communes.index])
    latest = cases.iloc[-7:].sum().sort_values(ascending=False, kind="stable")
    chosen = Chosen(sorted(latest.index[:_EXCEPTED]), ())
    known = []
    if code in NAMES:
        directives = list_directives(code, NAMES[code], chosen)
        known = [row.values() for row in directives if row["unit"]]
    _write(home / "directives.csv", COLUMNS, known)
    path = home / "province.toml"
    path.write_text(
        f"""\
province = "{code}"
province_name = "{name or NAMES[code]}"
edition = "communes-pre2025"
units = "{realdata / UNITS}"
cases = "cases.csv"
directives = "directives.csv"
roads = "{realdata / ROADS}"
rules = "green-red"
by = "Tổ bản đồ, Sở Y tế (thử)"
notices = ["simulated-cases", "unofficial-boundaries"]

[covers]
from = {first}
to = {LAST}
units = "covered.csv"
""",
        encoding="utf-8",
    )
    return path


def read_communes(realdata: Path, code: str) -> pd.Series:
    """Give the people of each commune that the code list of 2021 knows."""
    units = _people(realdata)
    own = units[units["gso_province_code"] == code]
    people = own.set_index("gso_code_2021")["pop_worldpop2020"].sort_index()
    return people.rename_axis("unit")


def read_names(realdata: Path) -> dict[str, str]:
    """Give the name of every province by its code."""
    named = _people(realdata).dropna(subset="gso_province_code")
    return dict(zip(named["gso_province_code"], named["gso_province_full"]))


@cache
def _people(realdata: Path) -> pd.DataFrame:
    columns = ["gso_code_2021", "gso_province_code", "gso_province_full"]
    return pd.read_parquet(realdata / UNITS, columns=[*columns, "pop_worldpop2020"])


def read_daily_cases(realdata: Path, code: str) -> pd.Series:
    """Give the new cases of each day of the series, index ISO day.

    A total that falls was corrected: the lower one is believed, and the days before
    it are cut back to it, so that no day is negative and the last total stands.
    """
    series = pd.read_csv(realdata / SERIES, dtype={"gso_province_code": str})
    own = series[series["gso_province_code"] == code].set_index("date")
    total = own["cases_cum"].sort_index()
    believed = total[::-1].cummin()[::-1]
    daily = believed.diff().fillna(believed).astype(int)
    return daily.loc[FIRST.isoformat() : LAST.isoformat()]


def spread_cases(daily: pd.Series, people: pd.Series) -> pd.DataFrame:
    """Deal each day's cases to communes: by people, unevenly, always the same way.

    Returns
    -------
    DataFrame, days x communes, int
        Each row adds up to its day.
    """
    chance = np.random.default_rng([2021, len(people), int(daily.sum())])
    heat = np.exp(_UNEVEN * chance.standard_normal(len(people)))
    share = people.to_numpy() * heat
    dealt = chance.multinomial(daily.to_numpy(), share / share.sum())
    return pd.DataFrame(dealt, index=daily.index, columns=people.index)


def _write(path: Path, header: tuple[str, ...], rows: list[object]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
