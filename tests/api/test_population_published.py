import hashlib
from datetime import date
from pathlib import Path

import pytest

from api.services.judged import Judged, judge_province
from api.services.province import read_province
from api.services.publish import draw_up
from api.settings import Settings
from boundaries.sample import Sample, write_sample

DAY, TODAY = date(2021, 9, 20), date(2021, 9, 30)
KEY = 'population = "../population.tif"\n'


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return write_sample(tmp_path_factory.mktemp("sample"))


def judged(sample: Sample, *, counted: bool) -> Judged:
    """Judge a rule set that asks for people, with the raster and without it."""
    path = sample.provinces["82"]
    text = path.read_text("utf-8").replace('rules = "green-red"', 'rules = "vn-4800"')
    other = path.with_name(f"counted-{counted}.toml")
    other.write_text(text if counted else text.replace(KEY, ""), "utf-8")
    settings = Settings(database_url=f"sqlite:///{path.parent / 'v.sqlite'}")
    province = read_province(other)
    return judge_province(province, DAY, settings, TODAY, outside_force=True)


def test_people_from_the_raster_serve_a_rule_set_that_asks_for_them(
    sample: Sample,
) -> None:
    """Without them no commune can be told; nothing else is different."""
    with_people, without = (judged(sample, counted=c) for c in (True, False))

    told = with_people.zones(DAY, DAY)["level"].notna().sum()
    assert told > 100
    assert without.zones(DAY, DAY)["level"].notna().sum() == 0


def test_the_raster_is_named_among_what_went_in(sample: Sample, tmp_path: Path) -> None:
    path = sample.provinces["82"]
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'v.sqlite'}")

    publication, _ = draw_up(read_province(path), DAY, settings, TODAY)

    raster = sample.folder / "population.tif"
    (source,) = [f for f in publication.inputs if f.name == raster.name]
    assert source.sha256 == hashlib.sha256(raster.read_bytes()).hexdigest()
    people = publication.people
    assert people is not None
    communes = publication.units.index[publication.units["admin_level"] == "commune"]
    assert people[communes].notna().all()
    assert 1.6e6 < people[communes].sum() < 1.8e6
    assert source.read == source.accepted + source.refused
