"""What holds for a province that is handed in, schematic or real."""

from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from boundaries.measure import areas
from boundaries.sample import write_sample
from boundaries.sample.table import Province, read_table
from boundaries.spans import VIETNAM, day_start
from boundaries.topology.check import check_coverage
from boundaries.units import check_units
from gis.directives.force import in_force, periods
from gis.directives.frame import check_directives
from tests.provinces import HANDED_IN, Handed, mainland_of
from tests.realprovinces import write_real_province

TABLE = {province.code: province for province in read_table()}
PARAMS = [
    pytest.param(name, marks=[pytest.mark.realdata] if "real" in name else [])
    for name in HANDED_IN
]


@pytest.fixture(scope="module")
def schematic(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_sample(tmp_path_factory.mktemp("sample")).provinces


@pytest.fixture(scope="module", params=PARAMS)
def handed(
    request: pytest.FixtureRequest,
    schematic: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Handed:
    form, code = request.param.split()
    if form == "schematic":
        return Handed(code, schematic[code], schematic=True)
    folder = tmp_path_factory.mktemp("real")
    path = write_real_province(request.getfixturevalue("realdata"), folder, code)
    return Handed(code, path, schematic=False)


@pytest.fixture
def row(handed: Handed) -> Province:
    return TABLE[handed.code]


def test_units_keep_their_contract(handed: Handed) -> None:
    units = handed.units

    assert check_units(units) is units
    assert set(units["admin_level"]) >= {"province", "district", "commune"}
    assert set(units["parent"]) <= {*units.index, ""}


def test_each_district_has_the_communes_of_the_table(
    handed: Handed, row: Province
) -> None:
    counts = handed.listed["parent"].value_counts().to_dict()
    names = handed.at("district")["name"].to_dict()

    assert counts == {d.code: d.communes for d in row.districts}
    assert names == {d.code: d.name for d in row.districts}


def test_communes_are_one_coverage_and_their_parents_its_union(handed: Handed) -> None:
    communes = handed.at("commune")
    shapes = communes.geometry.to_numpy()
    districts, province = handed.at("district"), handed.units.loc[[handed.code]]

    assert shapely.coverage_is_valid(shapes)
    assert districts.index.is_unique
    for code, whole in districts.geometry.items():
        parts = shapes[(communes["parent"] == code).to_numpy()]

        assert areas(parts).sum() == pytest.approx(areas([whole])[0], rel=1e-9), code
    assert areas(shapes).sum() == pytest.approx(areas(province.geometry)[0], rel=1e-9)


def test_the_check_of_layers_finds_nothing(handed: Handed) -> None:
    assert check_coverage(handed.units).faults == ()


def test_no_commune_is_a_cell_of_a_grid(handed: Handed) -> None:
    """Hardly a border runs along an axis, and no commune fills a rectangle."""
    shapes = shapely.get_parts(handed.at("commune").geometry.to_numpy())
    rings = [shapely.get_coordinates(one) for one in shapely.get_exterior_ring(shapes)]
    sides = np.concatenate([np.diff(ring, axis=0) for ring in rings])
    length = np.hypot(sides[:, 0], sides[:, 1])
    along = (np.abs(sides) < 1e-9).any(axis=1)
    boxes = shapely.oriented_envelope(shapes)

    assert length[along].sum() < 0.01 * length.sum()
    assert (shapely.area(shapes) < 0.95 * shapely.area(boxes)).all()


def test_island_districts_touch_no_other_district(
    handed: Handed, row: Province
) -> None:
    districts = handed.at("district").geometry
    mainland = mainland_of(districts)
    for d in row.districts:
        own, others = districts[d.code], districts.drop(d.code)
        apart = [p for p in shapely.get_parts(own) if p.disjoint(mainland)]
        if d.islands == "all":
            assert others.disjoint(own).all(), d.name
            assert own.disjoint(mainland), d.name
        else:
            assert own.intersects(mainland), d.name
            assert d.islands == "none" or apart, d.name


def test_every_case_row_is_accepted(handed: Handed) -> None:
    rows, covers = handed.rows, handed.covers
    days = rows.accepted["day"]

    assert rows.read > 1000
    assert len(rows.accepted) == rows.read
    assert days.min() >= covers["from"]
    assert days.max() <= covers["to"]
    assert set(handed.listed.index) & set(rows.accepted["unit"])


def test_counts_keep_every_case(handed: Handed) -> None:
    accepted = handed.rows.accepted
    own = accepted[accepted["unit"].isin(handed.listed.index)]
    cases = handed.counts.values["cases"]

    assert np.nansum(cases) == own["cases"].sum()
    assert np.nansum(cases) > 1000


@pytest.mark.parametrize("day", [date(2021, 9, 13), date(2021, 9, 19)])
def test_not_every_commune_has_reported(handed: Handed, day: date) -> None:
    """On 13 September and on the eve of the 20th somebody is silent."""
    column = handed.counts.values["cases"][:, handed.counts.day_index(day)]
    silent = int(np.isnan(column).sum())

    assert 0 < silent < 0.05 * len(column)


def test_green_communes_turned_red_before_the_meeting(handed: Handed) -> None:
    """14 days without a case, then one, on a day from 1 to 13 September."""
    cases, index = handed.counts.values["cases"], handed.counts.day_index
    turned = sum(
        int(((cases[:, day - 14 : day] == 0).all(axis=1) & (cases[:, day] > 0)).sum())
        for day in range(index(date(2021, 9, 1)), index(date(2021, 9, 13)) + 1)
    )

    assert turned > 0


def test_some_communes_are_free_of_cases_and_some_have_many(handed: Handed) -> None:
    """In the fortnight up to the meeting of 13 September."""
    last = handed.counts.day_index(date(2021, 9, 13))
    totals = np.nansum(handed.counts.values["cases"][:, last - 13 : last + 1], axis=1)

    assert (totals == 0).any()
    assert (totals > 20).any()


def test_directives_stand_on_units_that_exist(handed: Handed) -> None:
    directives = handed.directives

    assert len(directives) >= 3
    assert check_directives(directives, handed.units) is directives


def test_no_number_or_signer_is_made_up(handed: Handed) -> None:
    """5275 is the one number that a report gives, and nobody's name."""
    directives = handed.directives
    numbered = directives[directives["number"] != ""]

    assert set(numbered["number"]) <= {"5275"}
    assert set(numbered["id"]) <= {"tg-15-tam-huyen"}
    assert (directives["signer"] == "").all()
    assert directives["basis"].str.startswith("Chỉ thị 1").all()


def level(handed: Handed, unit: str, at: datetime) -> str:
    """Give the national directive in force in a unit, "" where there is none."""
    found = in_force(handed.directives, handed.units, at)[unit]
    basis = handed.directives.set_index("id")["basis"]
    return str(basis[found]).split()[2].split("/")[0] if found else ""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 9, 14), {"899": "16", "914": "16", "911": "15", "909": "15"}),
        (date(2021, 9, 20), {"899": "16", "914": "16", "911": "15", "909": "15"}),
        (date(2021, 9, 21), {"899": "15", "914": "15", "911": "15", "909": "15"}),
        (date(2021, 9, 29), {"899": "15", "914": "15", "911": "15", "909": "15"}),
        (date(2021, 9, 30), {"899": "", "914": "", "911": "", "909": ""}),
        (date(2021, 9, 15), {"815": "16", "821": "16", "822": "16", "816": "16"}),
        (date(2021, 9, 16), {"815": "16", "821": "16", "822": "16", "816": "15"}),
        (date(2021, 9, 20), {"815": "16", "821": "16", "822": "16", "825": "15"}),
        (date(2021, 9, 21), {"815": "", "821": "", "822": "", "825": "15"}),
        (date(2021, 12, 1), {"815": "", "818": "15"}),
    ],
)
def test_what_is_in_force_is_what_the_reports_say(
    handed: Handed, day: date, expected: dict[str, str]
) -> None:
    asked = {
        unit: level for unit, level in expected.items() if unit in handed.units.index
    }
    noon = day_start(day).replace(hour=12)

    assert {unit: level(handed, unit, noon) for unit in asked} == asked


def test_fifteen_districts_of_kien_giang_are_under_one_of_two(handed: Handed) -> None:
    if handed.code != "91":
        return
    at = datetime(2021, 9, 17, tzinfo=VIETNAM)
    levels = [level(handed, code, at) for code in handed.at("district").index]

    assert sorted(levels) == ["15"] * 9 + ["16"] * 6


def test_excepted_communes_stay_under_directive_16(handed: Handed) -> None:
    directives = handed.directives
    excepted = [code for row in directives["excepted"] for code in row]
    own = [code for code in excepted if code in handed.units.index]
    at = datetime(2021, 9, 25, tzinfo=VIETNAM)

    assert len(own) == (5 if handed.code == "91" else 0)
    assert all(level(handed, code, at) == "16" for code in own)


def test_periods_begin_on_the_days_that_the_reports_give(handed: Handed) -> None:
    starts = {
        "82": ["01/08", "16/09", "21/09"],
        "91": ["01/08", "14/09", "21/09", "30/09"],
    }
    found = periods(
        handed.directives,
        handed.units,
        handed.code,
        date(2021, 8, 1),
        date(2021, 10, 5),
    )

    assert [f"{p.span.starts:%d/%m}" for p in found] == starts[handed.code]


def test_what_no_report_gives_is_marked_as_simulated(handed: Handed) -> None:
    """All but the two districtwise acts of Kiên Giang and the letter are marked so."""
    directives = handed.directives.set_index("id")["basis"]
    plain = {name for name, basis in directives.items() if "mô phỏng" not in str(basis)}

    assert plain <= {"kg-15-chin-huyen", "kg-16-sau-huyen", "tg-15-tam-huyen"}
    assert all("báo chí" in directives[i] for i in plain if i.startswith("tg-15"))


def test_roads_lead_over_the_border(handed: Handed) -> None:
    roads = gpd.read_file(handed.named("roads"))
    ring = handed.units.geometry[handed.code].boundary

    assert roads.geometry.intersects(ring).sum() >= 2
