"""The folder as people get it, with every writer."""

import json
from pathlib import Path

import geopandas as gpd
import pytest

from maps.publication import verify_folder, write_publication
from tests.maps.provinces import province
from tests.maps.publications import publication

FILES = {
    *("index.html", "manifest.json", "map-a3.pdf", "map-a4.pdf", "map.png"),
    *("transitions.csv", "zones.csv", "zones.geojson", "zones.gpkg", "zones.xlsx"),
}
MEGABYTE = 1_000_000


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def test_a_folder_holds_every_file_of_the_contract_with_the_same_bytes_twice(
    tmp_path: Path,
) -> None:
    first = write_publication(publication(), tmp_path / "a")
    pages = {f"period-2021-{day}.html" for day in ("08-31", "09-07", "09-14")}
    seen = bytes_of(first)
    assert set(seen) == FILES | pages
    assert seen["index.html"] == seen["period-2021-09-14.html"]
    assert verify_folder(first) == []
    assert bytes_of(write_publication(publication(), tmp_path / "b")) == seen


@pytest.mark.realdata
@pytest.mark.parametrize("code", ["82", "91"])
def test_a_real_province_is_published_whole(
    code: str, realdata: Path, tmp_path: Path
) -> None:
    real = province(realdata, code)
    folder = write_publication(real, tmp_path)
    assert verify_folder(tmp_path / code) == []
    communes = real.units.index[real.units["admin_level"] == "commune"]
    drawn = gpd.read_file(folder / "zones.gpkg")
    assert set(drawn["unit"]) == set(communes)
    counts = json.loads((folder / "manifest.json").read_text("utf-8"))["counts"]
    assert sum(counts.values()) == len(communes)
    older = sum(code.startswith("old-") for code in communes)
    assert counts["no_report"] >= older
    assert (folder / "index.html").stat().st_size <= MEGABYTE
    for name in ("map.png", "map-a4.pdf", "map-a3.pdf"):
        assert (folder / name).stat().st_size <= MEGABYTE
