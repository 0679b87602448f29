"""A small province and case files for the tests of case rows."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from gis.cases import CaseRows, judge_rows, read_cases


def small_province() -> gpd.GeoDataFrame:
    """Three communes side by side, one degree each, in district 899."""
    names = {"00101": "Hòa An", "00102": "Tân Phú", "00103": "Kiên Lương"}
    return gpd.GeoDataFrame(
        {
            "name": [f"Xã {name}" for name in names.values()],
            "kind": "Xã",
            "admin_level": "commune",
            "parent": "899",
        },
        geometry=[shapely.box(105 + i, 10, 106 + i, 11) for i in range(3)],
        index=pd.Index(names, name="code"),
        crs=4326,
    )


def judge_text(folder: Path, text: str, **how: object) -> CaseRows:
    """Write `text` to a file, read it, judge it against the small province."""
    path = folder / "cases.csv"
    path.write_bytes(text.encode("utf-8"))
    return judge_rows(read_cases(path), small_province(), **how)  # type: ignore[arg-type]


def codes(rows: CaseRows) -> dict[int, list[str]]:
    """Give the codes of the faults of each refused row."""
    return {
        row: [f.code for f in faults] for row, faults in rows.refused["faults"].items()
    }
