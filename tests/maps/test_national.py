import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image

from boundaries.refusal import Refused
from gis.rulesets import load_ruleset
from maps.layers import Mesh, unpack_rings
from maps.national import write_national
from maps.national.facts import build_facts
from maps.national.islands import archipelagos
from maps.national.legend_rows import legend_rows
from maps.national.reasons import say_changes
from maps.national.zones import count_zones, letters_of, require_zoning, zones_of
from maps.publication import verify_folder
from tests.maps.nationals import DAYS, FIRST, country, share

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_national(country(), tmp_path_factory.mktemp("national"))


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_bytes())


def test_the_folder_is_whole_and_pointed_at(published: Path) -> None:
    home = published.parents[1]

    assert published.parts[-3:] == ("national", "2021-09-20", "v1")
    names = {path.name for path in published.iterdir()}
    assert names == {"index.html", "manifest.json", "picture.png", "zones.csv"}
    latest = json.loads((home / "latest.json").read_bytes())
    assert (latest["day"], latest["version"]) == ("2021-09-20", 1)
    assert verify_folder(home) == []


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    folder = write_national(country(), tmp_path)
    with (folder / "zones.csv").open("ab") as file:
        file.write(b"x")

    found = [fault.code for fault in verify_folder(tmp_path / "national")]

    assert found == ["publication-file-changed"]


def test_equal_inputs_write_nothing_and_other_bytes_never(
    published: Path, tmp_path: Path
) -> None:
    again = write_national(country(), published.parents[2])
    elsewhere = write_national(country(), tmp_path)

    assert again == published
    for path in published.iterdir():
        assert path.read_bytes() == (elsewhere / path.name).read_bytes(), path.name


def test_a_province_that_changed_is_named_as_the_reason(tmp_path: Path) -> None:
    first = country()
    write_national(first, tmp_path)
    moved = replace(first.shares[0], manifest_sha256="f" * 64, version=2)
    second = replace(first, shares=(moved, *first.shares[1:]))
    reason = say_changes(second, tmp_path, "")

    folder = write_national(replace(second, reason=reason), tmp_path)

    assert folder.name == "v2"
    assert manifest_of(folder)["replaces"] == 1
    assert "Tỉnh Một" in manifest_of(folder)["reason"]
    assert "Thành phố Hai" not in manifest_of(folder)["reason"]


def test_levels_of_each_rule_set_keep_their_own_names_and_colours() -> None:
    zones = zones_of(country())

    told = [(zone.rules, zone.level, zone.id) for zone in zones]
    assert told == [
        (0, 1, "new_normal"),
        (0, 2, "risk"),
        (0, 3, "high"),
        (0, 4, "very_high"),
        (1, 1, "green"),
        (1, 2, "red"),
        (-1, 0, "no_report"),
    ]
    assert len({zone.letter for zone in zones}) == len(zones)


def test_the_counts_of_the_day_are_those_counted_by_hand() -> None:
    # 01: green, red, red, none; 02: new_normal, very_high twice, none; 03: none at all
    counts = count_zones(country())
    ids = {zone.letter: zone.id for zone in zones_of(country())}

    assert {ids[letter]: own for letter, own in counts.items()} == {
        "new_normal": [0, 1, 0],
        "risk": [0, 0, 0],
        "high": [0, 0, 0],
        "very_high": [0, 2, 0],
        "green": [1, 0, 0],
        "red": [2, 0, 0],
        "no_report": [1, 1, 4],
    }


def test_a_province_that_was_refused_is_no_report_and_never_green() -> None:
    letters = letters_of(country())

    assert set(letters[8:].ravel()) == {"-"}


def test_zones_csv_names_province_and_rule_set(published: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((published / "zones.csv").read_text())))

    assert len(rows) == 12 * DAYS
    by_key = {(row["unit"], row["day"]): row for row in rows}
    red = by_key["02-2", "2021-09-20"]
    assert (red["level"], red["zone"], red["province"]) == ("4", "very_high", "02")
    before = by_key["02-2", "2021-09-19"]
    assert (before["level"], before["zone"]) == ("1", "new_normal")
    silent = by_key["03-1", FIRST.isoformat()]
    assert (silent["level"], silent["zone"], silent["rules"]) == ("", "no_report", "")
    assert [row["unit"] for row in rows] == sorted(row["unit"] for row in rows)


def test_the_page_holds_geometry_once_and_one_letter_a_day_and_commune() -> None:
    facts = build_facts(country())

    assert len(facts["days"]) == DAYS
    assert all(len(day["zones"]) == 12 for day in facts["days"])
    mesh = Mesh(facts["ground"]["arcs"], facts["ground"]["shapes"])
    assert len(mesh.shapes) == 11  # 02-4 has no polygon
    drawn = [number for number in range(12) if number != 7]
    shapes = country().units.geometry.to_numpy()
    for place, number in enumerate(drawn):
        shell = unpack_rings(mesh, place)[0][0]
        apart = shapely.symmetric_difference(shapely.Polygon(shell), shapes[number])
        assert apart.area < 1e-9
    assert facts["units"]["undrawn"] == [7]


def test_neighbours_still_meet_after_the_borders_are_drawn_simpler() -> None:
    chance = np.random.default_rng(5)
    line = [
        (x, 10.2 + 0.0004 * chance.standard_normal()) for x in np.linspace(105, 106, 80)
    ]
    south = shapely.Polygon([*line, (106, 10), (105, 10)])
    north = shapely.Polygon([*line, (106, 10.4), (105, 10.4)])
    units = share("01").units.iloc[:2].set_geometry([south, north], crs=4326)
    one = share(
        "01",
        units=units,
        levels=np.ones((2, DAYS), np.int8),
        since=np.zeros(2, np.int32),
    )
    facts = build_facts(country(shares=(one,)))
    mesh = Mesh(facts["ground"]["arcs"], facts["ground"]["shapes"])
    parts = [shapely.Polygon(unpack_rings(mesh, n)[0][0]) for n in range(2)]

    assert shapely.get_num_coordinates(parts[0]) < shapely.get_num_coordinates(south)
    assert shapely.coverage_is_valid(parts)


def test_both_archipelagos_are_on_the_page_with_the_country_in_their_name() -> None:
    islands = build_facts(country())["islands"]

    assert [one["name"]["vi"] for one in islands] == [
        "Quần đảo Hoàng Sa (Việt Nam)",
        "Quần đảo Trường Sa (Việt Nam)",
    ]
    assert all(len(one["points"]) >= 8 for one in islands)
    assert all(one["units"] == [] for one in islands)


def test_a_commune_that_lies_in_an_archipelago_lends_it_its_level() -> None:
    units = share("01").units.rename(index={"01-1": "22736"})
    facts = build_facts(country(shares=(share("01", units=units),)))

    assert [one["units"] for one in facts["islands"]] == [[], [0]]


@pytest.mark.realdata
def test_the_islands_lie_where_the_units_of_2025_have_them(realdata: Path) -> None:
    layer = gpd.read_parquet(realdata / "vn_wards_2025" / "wards_s0.001.parquet")
    shapes = layer.set_index("code").geometry

    for group, code in zip(archipelagos(), ("20333", "22736"), strict=True):
        assert code in group.units
        for lon, lat in group.points:
            assert shapely.distance(shapely.Point(lon, lat), shapes[code]) < 0.1


def test_the_page_says_whose_levels_it_shows() -> None:
    announced = build_facts(country())["rulesTitle"]["vi"]
    rules = load_ruleset("green-red")
    common = build_facts(country(shares=(share("01"), share("03")), common=rules))

    assert "từng tỉnh công bố" in announced
    assert "2 bộ tiêu chí" in announced
    assert rules.title["vi"] in common["rulesTitle"]["vi"]
    assert "một bộ tiêu chí" in common["rulesTitle"]["vi"]
    assert common["stamp"]["vi"] == "DỰ THẢO"


def test_a_common_rule_set_that_was_not_in_force_says_so() -> None:
    late = country(common=load_ruleset("vn-4800"))  # in force from 12 October 2021
    always = country(common=load_ruleset("green-red"))

    assert "không có hiệu lực" in " ".join(
        x["vi"] for x in build_facts(late)["notices"]
    )
    told = " ".join(x["vi"] for x in build_facts(always)["notices"])
    assert "không có hiệu lực" not in told


def test_one_proposed_province_makes_the_country_a_draft() -> None:
    decided = tuple(share(code, state="decided") for code in ("01", "02"))

    assert country(shares=decided).state == "decided"
    assert country(shares=(decided[0], share("02"))).state == "proposed"
    assert country(shares=decided, common=load_ruleset("green-red")).state == "proposed"


def test_a_rule_set_that_gives_no_levels_colours_nothing() -> None:
    rules = load_ruleset("green-red").model_copy(update={"kind": "exit-test"})

    with pytest.raises(Refused) as refused:
        require_zoning(rules)
    assert refused.value.code == "national-exit-test"
    with pytest.raises(Refused):
        zones_of(country(shares=(share("01", ruleset=rules),)))


def test_the_page_names_no_host_and_its_policy_lets_nothing_in(published: Path) -> None:
    page = (published / "index.html").read_text("utf-8")

    assert not re.findall(r"https?://(?!www\.w3\.org/)", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page).group(1)
    assert policy.startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy


def test_names_from_a_file_become_text_not_markup(tmp_path: Path) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    units = share("01").units.assign(name=evil, district=evil)
    one = share("01", units=units, name=evil)

    folder = write_national(country(shares=(one,)), tmp_path)

    page = (folder / "index.html").read_text("utf-8")
    assert "<img src=x" not in page
    assert page.count("</script>") == page.count("<script")


def test_the_picture_has_the_size_that_phones_share(published: Path) -> None:
    with Image.open(published / "picture.png") as picture:
        assert picture.size == (1080, 1350)
    assert (published / "picture.png").stat().st_size < MEGABYTE


def code_cells(picture: Image.Image, count: int) -> np.ndarray:
    """Read `count` modules a side of the QR code in the lower right corner.

    It stands 36 pixels from the right edge and 140 from the foot, with a quiet zone
    of 4 modules of 5 pixels (4 where there are more than 33).
    """
    side = 4 if count > 33 else 5
    dark = np.asarray(picture.convert("L")) < 128
    right, foot = 1080 - 36 - 4 * side, 1350 - 140 - 4 * side
    code = dark[foot - count * side : foot, right - count * side : right]
    return code[side // 2 :: side, side // 2 :: side]


@pytest.mark.parametrize("link", ["", "https://moh.gov.vn/ban-do"])
def test_the_code_is_that_of_the_link_or_of_the_publication(
    tmp_path: Path, link: str
) -> None:
    import segno

    folder = write_national(country(link=link), tmp_path)
    manifest = manifest_of(folder)
    text = link or f"vungxanh national 2021-09-20 v1 {manifest['fingerprint'][:16]}"
    wanted = np.array([list(row) for row in segno.make(text, micro=False).matrix])

    with Image.open(folder / "picture.png") as picture:
        seen = code_cells(picture, len(wanted))

    assert (seen == (wanted > 0)).all()


def test_the_legend_of_the_picture_leaves_out_what_fewest_have_and_says_so() -> None:
    shares = [
        replace(share("02"), province=f"{n:02}", ruleset=_renamed(n)) for n in range(4)
    ]
    rows = legend_rows(country(shares=tuple(shares)))

    levels = [row for row in rows if row.swatch is not None]
    assert len(levels) == 9  # eight levels and no report
    assert any("8 mức nữa" in row.name for row in rows if row.swatch is None)


def _renamed(number: int) -> object:
    rules = country().shares[1].ruleset.model_copy(update={"id": f"rules-{number}"})
    rules._sha256 = f"{number}" * 64
    return rules
