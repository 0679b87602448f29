import csv
import gzip
import json
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from api.services.carry import compose_crosswalk
from api.services.explain import explain_province
from api.services.judged import judge_province
from api.services.province import read_province
from api.services.publish import draw_up
from api.settings import Settings
from boundaries.read import read_units
from boundaries.read.crosswalk import read_crosswalk
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from boundaries.units import within
from gis.carry import draw_crosswalk
from gis.population import read_people
from maps.page.data import build_facts
from maps.words.reasons import render
from tests.api.former import CROSSWALK, write_former, write_layers
from tests.boundaries.test_read_crosswalk import GSO
from tests.gis.grids import WORLDPOP
from tests.published import call
from tests.realprovinces import write_real_province

DAY = date(2021, 9, 3)
TODAY = date(2021, 9, 30)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path / 'v.sqlite'}")


def refusal(path: Path, settings: Settings, day: date = DAY) -> Refused:
    with pytest.raises(Refused) as caught:
        draw_up(read_province(path), day, settings, TODAY)
    return caught.value


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8").splitlines()))


def test_levels_of_former_units_are_carried_by_the_strictest(
    tmp_path: Path, settings: Settings
) -> None:
    """On the 3rd Một is green and Hai red; of Bốn only one day is known."""
    path = write_former(tmp_path, "strictest")

    publication, faults = draw_up(read_province(path), DAY, settings, TODAY)

    zones = publication.zones_of_day["zone"]
    assert zones.to_dict() == {
        "00101": "red",
        "00102": "red",
        "00103": "red",
    }
    why = render(publication.zones_of_day["reason"]["00101"])
    assert why.startswith("Theo đơn vị cũ Xã Hai: ")
    assert publication.reported[DAY] == (2, 3)
    assert publication.people is not None
    assert publication.people["00101"] == pytest.approx(300)
    assert [fault.code for fault in faults] == ["cover-rows-outside"]


def test_counts_of_former_units_are_carried_by_population(
    tmp_path: Path, settings: Settings
) -> None:
    """Four cases of Hai: one goes to 00101, three to 00102. Bốn adds one to 00103."""
    province = read_province(write_former(tmp_path, "population"))

    judged = judge_province(province, DAY, settings, TODAY)

    cases = judged.indicators.reports("cases")
    assert cases is not None
    rows = [judged.indicators.units.index(u) for u in ("00101", "00102", "00103")]
    assert cases[rows, 0].tolist() == [2, 0, pytest.approx(np.nan, nan_ok=True)]
    assert cases[rows, 1].tolist() == [1, 3, 1]
    assert judged.zones(DAY, DAY)["zone"].tolist()[:2] == ["red", "red"]


@pytest.mark.parametrize(
    ("way", "said"),
    [("strictest", "cách chặt nhất"), ("population", "cách theo dân số")],
)
def test_the_way_is_named_on_the_page_and_in_the_manifest(
    tmp_path: Path, settings: Settings, way: str, said: str
) -> None:
    path = write_former(tmp_path, way)

    publication, _ = draw_up(read_province(path), DAY, settings, TODAY)
    facts = build_facts(publication, publication.current_period)

    notices = json.dumps(facts["notices"], ensure_ascii=False)
    sources = json.dumps(facts["sources"], ensure_ascii=False)
    assert said in notices
    assert "4 đơn vị cũ (1 bị chia)" in sources
    assert "crosswalk.csv" in sources
    assert publication.carried is not None
    assert publication.carried.way == way
    assert "crosswalk.csv" in [file.name for file in publication.inputs]


def test_directives_on_former_units_hold_on_the_new_ones(
    tmp_path: Path, settings: Settings
) -> None:
    """All of province 7 but Ba: 00102 is Ba and three quarters of Hai, and is held."""
    publication, _ = draw_up(
        read_province(write_former(tmp_path, "strictest")), DAY, settings, TODAY
    )

    held = publication.current_period.in_force
    assert held[["00101", "00102", "00103"]].tolist() == ["1", "1", "1"]


def test_a_former_unit_that_the_crosswalk_forgets_is_refused(
    tmp_path: Path, settings: Settings
) -> None:
    forgets = CROSSWALK.replace("00003,00102,1,Xã Ba,072,7\n", "")
    keys = 'units_before = "old.gpkg"'
    changes = {"crosswalk.csv": forgets, "keys.toml": keys}

    refused = refusal(write_former(tmp_path, "strictest", **changes), settings)

    assert refused.code == "crosswalk-untold"
    assert refused.facts["units"] == ["00003"]


def test_a_divided_unit_without_weights_is_refused(
    tmp_path: Path, settings: Settings
) -> None:
    bare = CROSSWALK.replace(",0.25,", ",,").replace(",0.75,", ",,")

    refused = refusal(
        write_former(tmp_path, "strictest", **{"crosswalk.csv": bare}), settings
    )

    assert refused.code == "crosswalk-weights-missing"


@pytest.mark.parametrize("line", ['crosswalk = "crosswalk.csv"', 'carry = "strictest"'])
def test_one_key_without_the_other_is_refused(
    tmp_path: Path, settings: Settings, line: str
) -> None:
    path = write_former(tmp_path, "strictest")
    path.write_text(path.read_text("utf-8").replace(line, ""), "utf-8")

    assert refusal(path, settings).code == "carry-half"


def test_an_unknown_way_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="province-key-wrong"):
        read_province(write_former(tmp_path, "mean"))


def test_a_day_on_which_the_units_were_not_in_force_is_refused(
    tmp_path: Path, settings: Settings
) -> None:
    """Unless the rows are carried to them, which every page says."""
    keys = {"keys.toml": "edition_from = 2025-07-01"}
    path = write_former(tmp_path, "strictest", **keys)
    carried, _ = draw_up(read_province(path), DAY, settings, TODAY)
    bare = path.read_text("utf-8").replace('carry = "strictest"', "")
    path.write_text(bare.replace('crosswalk = "crosswalk.csv"', ""), "utf-8")

    refused = refusal(path, settings)

    assert carried.carried is not None
    assert refused.code == "edition-not-in-force"
    assert refused.facts["first"] == date(2025, 7, 1)


def test_a_crosswalk_is_drawn_up_and_then_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list names what it names without weights; 100 of 400 live on the west."""
    old, new, raster = write_layers(tmp_path)
    listed, out = tmp_path / "list.csv", tmp_path / "walk.csv"
    listed.write_text("old,new\n00002,00101\n00002,00102\n00003,00102\n", "utf-8")

    command = ("units", "crosswalk", "--old", old, "--new", new, "--raster", raster)
    drawn = call(capsys, *command, "--list", listed, "--out", out, "--lang", "en")

    assert drawn.code == 0
    assert "3 former units are not in the list" in drawn.err
    assert [row[:3] for row in table(out)[1:]] == [
        ["00001", "00101", "1"],
        ["00002", "00101", "0.25"],
        ["00002", "00102", "0.75"],
        ["00003", "00102", "1"],
        ["00004", "00103", "1"],
        ["00005", "00104", "1"],
    ]


def test_rows_and_zones_are_carried_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rate is refused; whole cases stay whole; people are told by zone."""
    walk, out = tmp_path / "walk.csv", tmp_path / "out.csv"
    rows, people = tmp_path / "rows.csv", tmp_path / "people.csv"
    walk.write_text(CROSSWALK, "utf-8")
    rows.write_text("unit,day,cases\n00001,2021-09-01,2\n00002,2021-09-01,3\n", "utf-8")
    people.write_text("unit,people\n00001,100\n00002,400\n00003,\n", "utf-8")
    zones = tmp_path / "zones.csv"
    zones.write_text(
        "unit,day,level,zone,clause,reason,effective_from,next_better\n"
        "00001,2021-09-01,1,green,1,Không có ca,2021-08-01,\n"
        "00002,2021-09-01,2,red,1,Có ca,2021-08-30,2021-09-15\n",
        "utf-8",
    )
    always = ("--crosswalk", walk, "--rules", "green-red", "--out", out)

    parts = call(capsys, "units", "carry", rows, "--way", "population", *always)
    shared = table(out)
    call(capsys, "units", "carry", rows, "--way", "population", *always, "--whole")
    whole = table(out)
    call(capsys, "units", "carry", zones, "--way", "strictest", *always)
    worst = table(out)
    weights = ("--weights", people)
    refused = call(capsys, "units", "carry", zones, "--way", "population", *always)
    unknown = call(
        capsys, "units", "carry", zones, "--way", "population", *always, *weights
    )
    people.write_text("unit,people\n00001,100\n00002,400\n00003,50\n", "utf-8")
    call(capsys, "units", "carry", zones, "--way", "population", *always, *weights)
    lived = table(out)
    levels = call(capsys, "units", "carry", rows, "--way", "strictest", *always)

    assert parts.code == 0
    assert shared[1:] == [["00101", "2021-09-01", "2.75"], ["00102", "2021-09-01", ""]]
    assert "2.25" in parts.err.replace(",", ".")
    assert whole[1] == ["00101", "2021-09-01", "3"]
    assert [row[:4] for row in worst[1:]] == [
        ["00101", "2021-09-01", "2", "red"],
        ["00102", "2021-09-01", "2", "red"],
    ]
    assert worst[1][5:] == ["Theo đơn vị cũ Xã Hai: Có ca", "2021-08-30", "2021-09-15"]
    assert (refused.code, unknown.code, levels.code) == (2, 3, 3)
    assert lived[1:] == [
        ["00101", "2021-09-01", "green", "100.0", "0.5"],
        ["00101", "2021-09-01", "red", "100.0", "0.5"],
        ["00102", "2021-09-01", "no_report", "50.0", "0.142857"],
        ["00102", "2021-09-01", "red", "300.0", "0.857143"],
    ]


def test_people_are_written_whole_and_blank_where_untold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, _, raster = write_layers(tmp_path)
    out = tmp_path / "people.csv"

    command = ("units", "people", "--units", old, "--raster", raster, "--out", out)
    said = call(capsys, *command, "--lang", "en")

    assert said.code == 0
    assert table(out)[1:] == [
        ["00001", "200"],
        ["00002", "400"],
        ["00003", "200"],
        ["00004", "200"],
        ["00005", "200"],
    ]
    assert "Communes: 5, 1200 people." in said.out
    assert "no figure speaks against it" in said.out


def test_a_carried_level_is_explained_by_its_former_units(
    tmp_path: Path, settings: Settings
) -> None:
    path = write_former(tmp_path, "strictest")
    now = datetime(2021, 9, 30, tzinfo=VIETNAM)

    with pytest.raises(Refused) as caught:
        explain_province(path, "00101", DAY, settings, now)
    told = explain_province(path, "00002", DAY, settings, now)

    assert caught.value.facts["parts"] == ["Xã Một (00001)", "Xã Hai (00002)"]
    assert told.explanation.reason.level == 2
    assert told.names["00002"] == "Xã Hai"


OLD = "vn_communes_pre2025/communes_clean.parquet"
NEW = "vn_wards_2025/wards_s0.001.parquet"


@pytest.fixture(scope="module")
def walk(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Draw up the crosswalk of the two former provinces that are An Giang now."""
    listed = tmp_path_factory.mktemp("gso") / "gso.csv"
    listed.write_bytes(gzip.decompress((realdata / GSO).read_bytes()))
    every, today = (read_units(realdata / layer).units for layer in (OLD, NEW))
    before = pd.concat([within(every, code) for code in ("91", "89")])
    old, new = (f[f["admin_level"] == "commune"] for f in (before, within(today, "91")))
    told = read_crosswalk(listed).frame
    own = told[told["new"].isin(new.index)]
    drawn = draw_crosswalk(old, new, read_people(realdata / WORLDPOP), own)
    return compose_crosswalk(drawn.crosswalk)


@pytest.mark.realdata
@pytest.mark.parametrize("way", ["strictest", "population"])
def test_the_series_of_2021_on_the_units_of_2025(
    realdata: Path,
    tmp_path: Path,
    settings: Settings,
    walk: bytes,
    way: str,
) -> None:
    """Every simulated case of Kiên Giang is on a unit of today or told as withheld."""
    path = write_real_province(realdata, tmp_path, "91")
    given = path.read_text("utf-8")
    old, new = realdata / OLD, realdata / NEW
    given = given.replace(str(old), str(new)).replace("Kiên Giang", "An Giang")
    keys = f'crosswalk = "../walk.csv"\ncarry = "{way}"\nunits_before = "{old}"\n'
    path.write_text(keys + given, "utf-8")
    (tmp_path / "walk.csv").write_bytes(walk)

    judged = judge_province(read_province(path), date(2021, 9, 19), settings, TODAY)
    zones = judged.zones(date(2021, 9, 19), date(2021, 9, 19))

    cases = judged.indicators.reports("cases")
    total = judged.rows.accepted["cases"].sum()
    assert cases is not None
    communes = judged.ground.own["admin_level"] == "commune"
    assert communes.sum() == 102
    assert set(zones["unit"]) == set(judged.ground.own.index[communes])
    if way == "population":
        (rest,) = judged.faults
        kept = np.nansum(cases) + float(str(rest.facts["withheld"]))
        assert total == rest.facts["total"]
        assert kept + float(str(rest.facts["beside"])) == pytest.approx(total, abs=0.02)
    red = zones["zone"] == "red"
    assert red.sum() > 40
    if way == "strictest":
        parts = judged.before.crosswalk if judged.before else None
        assert parts is not None
        seen = set(
            judged.rows.accepted["unit"][judged.rows.accepted["day"] > date(2021, 9, 5)]
        )
        hit = set(parts["new"][parts["old"].isin(seen)])
        assert hit <= set(zones["unit"][red])
