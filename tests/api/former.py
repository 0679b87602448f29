"""A province whose rows are on former units: five of them, of which three were made."""

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from tests.gis.grids import write_grid

DIRECTIVES = (
    "id,number,issuer,signer,basis,unit,except,starts,ends,goal,deadline,clause\n"
    "1,,UBND tỉnh,,Chỉ thị 16/CT-TTg,7,00003,2021-09-01,,,,\n"
)
CROSSWALK = """\
old,new,weight,old_name,old_district,old_province
00001,00101,1,Xã Một,071,7
00002,00101,0.25,Xã Hai,071,7
00002,00102,0.75,Xã Hai,071,7
00003,00102,1,Xã Ba,072,7
00004,00103,1,Xã Bốn,072,7
00005,00104,1,Xã Năm,081,8
"""
CASES = "day,unit,cases\n2021-09-01,00001,2\n2021-09-02,00002,4\n2021-09-02,00004,1\n"
COVERED = "unit\n00001\n00002\n00003\n"


def write_layers(folder: Path) -> tuple[Path, Path, Path]:
    """Write the former units, the new ones, and the people of both.

    Former units 00001 to 00005 are columns of 0.02° from 105 E; 00002 is cut where a
    quarter of its 400 people live on the west.
    """
    cuts = [105, 105.02, 105.04, 105.06, 105.08, 105.1]
    old = _layer(cuts, ["00001", "00002", "00003", "00004", "00005"])
    new = _layer(
        [105, 105.03, 105.06, 105.08, 105.1], ["00101", "00102", "00103", "00104"]
    )
    people = np.full((4, 10), 25, "float32")
    people[:, 3] = 75
    raster = write_grid(folder / "people.tif", people)
    old.to_file(folder / "old.gpkg", driver="GPKG")
    new.to_file(folder / "new.gpkg", driver="GPKG")
    return folder / "old.gpkg", folder / "new.gpkg", raster


def write_former(folder: Path, way: str, **changes: str) -> Path:
    """Write the province file and what it names; `changes` replace files."""
    write_layers(folder)
    files = {
        "crosswalk.csv": CROSSWALK,
        "cases.csv": CASES,
        "covered.csv": COVERED,
        "directives.csv": DIRECTIVES,
        "keys.toml": "",
    } | changes
    keys = files.pop("keys.toml")
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    path = folder / "province.toml"
    path.write_text(
        f"""\
province = "7"
province_name = "Tỉnh Bảy"
units = "new.gpkg"
population = "people.tif"
cases = "cases.csv"
directives = "directives.csv"
crosswalk = "crosswalk.csv"
carry = "{way}"
rules = "green-red"
by = "Sở Y tế"
{keys}
[params]
days = 2
[covers]
from = 2021-09-01
to = 2021-09-03
units = "covered.csv"
""",
        "utf-8",
    )
    return path


def _layer(cuts: list[float], codes: list[str]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(w, 10.96, e, 11) for w, e in pairwise(cuts)]
    parents = ["8" if code in {"00005", "00104"} else "7" for code in codes]
    words = {"code": codes, "name": [f"Xã {c}" for c in codes], "kind": "xã"}
    frame = gpd.GeoDataFrame(words, geometry=shapes, crs=4326)
    return frame.assign(admin_level="commune", parent=parents)
