"""``vungxanh units import`` holds a layer against the edition before it (C2 to C5)."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import sqlalchemy as sa

from api.settings import Settings
from api.store.engine import opened, reading
from api.store.tables import units as unit_table
from api.store.units import list_editions
from boundaries.sample import Sample
from boundaries.units import within
from tests.published import Said, call

DEGREE_M = 109_600  # of longitude at 10 N


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Give an empty store that the commands use."""
    url = f"sqlite:///{tmp_path / 'v.sqlite'}"
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", url)
    return Settings(database_url=url)


@pytest.fixture(scope="module")
def both(bundled: Sample) -> gpd.GeoDataFrame:
    """Give the sample's two provinces."""
    return gpd.read_parquet(bundled.folder / "units.parquet")


def province(both: gpd.GeoDataFrame, code: str) -> pd.Series:
    """Say which rows of the sample are of one province."""
    inside = within(both.set_index("code"), code).index
    return both["code"].isin(inside)


@pytest.fixture(scope="module")
def sample(both: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give its Tiền Giang."""
    return gpd.GeoDataFrame(both[province(both, "82")])


def kept(store: Settings) -> tuple[list[str], int]:
    """Give the names of the stored editions and the number of stored units."""
    with opened(store.database_url) as engine, reading(engine) as connection:
        names = [edition.name for edition in list_editions(connection)]
        count = connection.scalar(sa.select(sa.func.count()).select_from(unit_table))
    return names, int(count or 0)


def written(path: Path, units: gpd.GeoDataFrame, east: float = 0) -> Path:
    """Write a layer that lies so many metres too far east."""
    moved = shapely.transform(
        units.geometry.to_numpy(), lambda xy: xy + np.array([east / DEGREE_M, 0])
    )
    units.set_geometry(moved, crs=4326).to_parquet(path)
    return path


def taken(capsys: pytest.CaptureFixture[str], path: Path, *args: str) -> Said:
    return call(capsys, "units", "import", path, "--lang", "en", *args)


def test_c5_vn_2000_labelled_as_wgs_84_is_refused_and_nothing_is_stored(
    store: Settings,
    sample: gpd.GeoDataFrame,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    right = written(tmp_path / "right.parquet", sample)
    labelled = sample.to_crs(4756).set_crs(4326, allow_override=True)
    wrong = written(tmp_path / "wrong.parquet", labelled)
    assert taken(capsys, right, "--edition", "2021").code == 0
    before = kept(store)

    said = taken(capsys, wrong, "--edition", "new")
    assert said.code == 3
    assert said.out == ""
    assert "226 m off edition 2021" in said.err
    assert "VN-2000 (EPSG:4756) → WGS 84 (EPSG:4326)" in said.err
    assert kept(store) == before
    assert taken(capsys, wrong, "--edition", "new", "--moved", " ").code == 3

    said = taken(capsys, wrong, "--edition", "new", "--moved", "Surveyed anew")
    assert said.code == 0
    assert "Surveyed anew" in said.err
    assert "226 m off" in said.err
    assert kept(store) == (["2021", "new"], 2 * before[1])


def test_c3_what_the_file_was_read_as_makes_the_guess_one(
    store: Settings,
    sample: gpd.GeoDataFrame,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A survey in 5897 whose file says 9210: eleven pairs of zones lie so far apart."""
    taken(capsys, written(tmp_path / "right.parquet", sample), "--edition", "2021")
    path = tmp_path / "wrong.gpkg"
    zone = sample.reset_index().to_crs(5897).set_crs(9210, allow_override=True)
    zone.to_file(path, driver="GPKG")
    said = taken(capsys, path)

    assert said.code == 3
    assert ": VN-2000 / TM-3 zone 482 (EPSG:5897) → " in said.err
    assert said.err.count("→") == 1
    assert "inside that province of edition 2021" in said.err
    assert kept(store)[0] == ["2021"]


def test_a_small_shift_is_noted_a_smaller_one_is_not(
    store: Settings,
    sample: gpd.GeoDataFrame,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    taken(capsys, written(tmp_path / "a.parquet", sample), "--edition", "a")
    near = taken(capsys, written(tmp_path / "b.parquet", sample, 10), "--edition", "b")
    far = taken(capsys, written(tmp_path / "c.parquet", sample, 50), "--edition", "c")

    assert (near.code, near.err) == (0, "")
    drawn = sample.geometry.notna().sum()
    assert f"Against edition a: {drawn} drawn units in both, 0 new, 0 gone" in near.out
    assert far.code == 0
    assert "40 m off edition b" in far.err  # the newest, not the first
    assert kept(store)[0] == ["a", "b", "c"]


def test_an_edition_that_stands_already_is_held_against_nothing(
    store: Settings,
    sample: gpd.GeoDataFrame,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The first is sent again after another was taken with a reason."""
    first = written(tmp_path / "a.parquet", sample)
    other = written(tmp_path / "b.parquet", sample, 500)
    taken(capsys, first)
    assert taken(capsys, other, "--moved", "Resolution").code == 0

    again = taken(capsys, first)
    assert again.code == 0
    assert "nothing changed" in again.out
    assert again.err == ""
    assert len(kept(store)[0]) == 2


def test_a_layer_of_other_units_is_held_against_nothing(
    store: Settings,
    sample: gpd.GeoDataFrame,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One commune here and there is too little among many others."""
    communes = sample[sample["admin_level"] == "commune"]
    few = gpd.GeoDataFrame(communes.iloc[::20])
    taken(capsys, written(tmp_path / "few.parquet", few), "--edition", "few")
    said = taken(capsys, written(tmp_path / "all.parquet", communes, 500))

    assert said.code == 0
    assert "Against" not in said.out
    assert len(kept(store)[0]) == 2


def test_each_province_is_held_against_its_own_newest_edition(
    store: Settings,
    both: gpd.GeoDataFrame,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A later edition of 82 alone says nothing about 91, which lies 225 m off."""
    tien_giang = province(both, "82").to_numpy()
    one = gpd.GeoDataFrame(both[tien_giang])
    taken(capsys, written(tmp_path / "all.parquet", both), "--edition", "all")
    said = taken(capsys, written(tmp_path / "one.parquet", one), "--edition", "82")
    assert "Against edition all" in said.out
    shapes = both.geometry.to_numpy().copy()
    shapes[~tien_giang] = shapely.transform(
        shapes[~tien_giang], lambda xy: xy + np.array([225 / DEGREE_M, 0])
    )
    mixed = both.set_geometry(shapes, crs=4326)

    said = taken(capsys, written(tmp_path / "mixed.parquet", mixed))
    assert said.code == 3
    assert "226 m off edition all" in said.err or "225 m off edition all" in said.err
    assert "edition 82" not in said.err
    assert kept(store)[0] == ["all", "82"]
