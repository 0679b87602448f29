"""The files that needs are reckoned from: norms, act, ground, perimeter, cases."""

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from gis.checkpoints.needs.keys import Ground
from gis.checkpoints.needs.read import (
    read_act,
    read_doubling,
    read_ground,
    read_norms,
    read_place,
)
from gis.checkpoints.needs.record import Place

HEAD = "format: vungxanh-norms-1\nnorms:\n"
LAST = date(2021, 9, 14)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def codes(refused: Refused) -> list[str]:
    return [fault.code for fault in refused.faults] or [refused.code]


def test_every_norm_has_a_source_or_says_that_it_is_assumed() -> None:
    norms, files = read_norms()

    assert len(files) == 1
    assert norms["rest_factor"].placeholder
    assert norms["rest_factor"].value == Fraction(7, 5)
    assert not norms["monitoring_households"].placeholder
    for norm in norms.values():
        assert set(norm.what) == set(norm.unit) == {"vi", "en"}
        assert norm.value > 0


def test_own_norms_stand_over_the_built_in_ones_and_keep_their_words(
    tmp_path: Path,
) -> None:
    text = HEAD + "  rest_factor:\n    value: 1.25\n    source: Công văn 12\n"
    norms, files = read_norms(written(tmp_path, "own.yaml", text))
    base, _ = read_norms()

    assert [one.name for one in files] == ["norms.yaml", "own.yaml"]
    assert norms["rest_factor"].value == Fraction(5, 4)
    assert norms["rest_factor"].source["vi"] == "Công văn 12"
    assert norms["rest_factor"].what == base["rest_factor"].what
    assert norms["patrol_km"] == base["patrol_km"]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("rest_factr: {value: 1, source: x}", "norm-unknown"),
        ("rest_factor: {value: 1}", "norm-source"),
        ("rest_factor: {value: 1, source: x, placeholder: true}", "norm-source"),
        ("rest_factor: {value: 0.5, source: x}", "norm-range"),
        ("meal_share: {value: 1.5, source: x}", "norm-range"),
        ("patrol_km: {value: 0, source: x}", "norm-range"),
        ("patrol_km: {value: -3, source: x}", "norm-range"),
        ('patrol_km: {value: "3", source: x}', "norm-value"),
        ("patrol_km: {source: x}", "norm-value"),
        ("patrol_km: {value: 3, source: x, per: 2}", "norm-form"),
        ("patrol_km: 3", "norm-form"),
    ],
)
def test_a_norm_that_nobody_can_use_is_refused(
    tmp_path: Path, entry: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_norms(written(tmp_path, "own.yaml", f"{HEAD}  {entry}\n"))

    assert codes(refused.value) == [code]
    assert refused.value.faults[0].facts["line"] == 3


@pytest.mark.parametrize("text", ["[]", "norms: {}", "format: x\nnorms: {}", "a: *b"])
def test_what_is_no_norms_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match=r"norms-(broken|syntax)"):
        read_norms(written(tmp_path, "own.yaml", text))


def test_an_act_says_only_what_is_given(tmp_path: Path) -> None:
    text = (
        'number = "12/QĐ-UBND"\nstarts = "2021-09-14T06:00"\nends = 2021-09-20\n'
        'basis = ["Luật"]\nrecipients = "Sở Y tế"\n'
    )
    act, source = read_act(written(tmp_path, "act.toml", text))

    assert act.number == "12/QĐ-UBND"
    assert act.starts is not None
    assert act.starts.isoformat() == "2021-09-14T06:00:00+07:00"
    assert act.ends == date(2021, 9, 20)
    assert (act.basis, act.recipients) == (("Luật",), ("Sở Y tế",))
    assert (act.signer, act.issued, act.open_ended) == ("", None, False)
    assert source.what == "act"


def test_until_further_notice_is_said_and_another_clock_is_told_by_ours(
    tmp_path: Path,
) -> None:
    text = 'starts = 2021-09-13T23:00:00Z\nends = "open"\n'
    act, _ = read_act(written(tmp_path, "act.toml", text))

    assert act.open_ended
    assert act.ends is None
    assert act.starts is not None
    assert f"{act.starts:%H:%M %d}" == "06:00 14"
    assert act.starts.tzinfo == VIETNAM  # type: ignore[union-attr] # an instant here


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('numbr = "1"', "key-unknown"),
        ("number = 12", "key-text"),
        ('basis = [1, "x"]', "key-texts"),
        ('starts = "14/9/2021"', "key-when"),
        ('issued = "2021-09-14T06:00"', "key-day"),
        ("number = ", "keys-toml"),
        (f'number = "{"x" * 2001}"', "key-text"),
    ],
)
def test_a_broken_act_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_act(written(tmp_path, "act.toml", text))

    assert codes(refused.value) == [code]


def test_an_unknown_key_is_told_with_the_nearest_known_one(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_act(written(tmp_path, "act.toml", 'in_chrage = "x"'))

    facts = refused.value.faults[0].facts
    assert (facts["key"], facts["near"]) == ("in_chrage", "in_charge")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("landings = -1", "key-number"),
        ("landings = 1.5", "key-number"),
        ("landings = true", "key-number"),
        ("land_border_km = nan", "key-number"),
        ("doubling_days = 0", "key-number"),
        ("covers_from = 2021-09-01", "ground-covers"),
        ("covers_from = 2021-09-02\ncovers_to = 2021-09-01", "ground-covers"),
    ],
)
def test_a_broken_ground_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_ground(written(tmp_path, "ground.toml", text))

    assert codes(refused.value) == [code]


def perimeter(folder: Path, people: list[int | None], hamlets: int = 0) -> Path:
    ring = [[105, 10], [105.1, 10], [105.1, 10.1], [105, 10]]
    features = [
        {
            "type": "Feature",
            "properties": {
                "part": "perimeter",
                "id": f"A{at}",
                "units": [f"0000{at}"],
                "people": count,
                "households": 10,
                "cases_inside": None,
                "cases_outside": None,
                "crossings": None,
                "km": 1.0,
            },
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for at, count in enumerate(people)
    ]
    named = [{"unit": f"h{at}", "name": f"Ấp {at}"} for at in range(hamlets)]
    record = {"format": "vungxanh-perimeter-1", "hamlets": named}
    told = {"type": "FeatureCollection", "vungxanh": record, "features": features}
    return written(folder, "per.geojson", json.dumps(told))


def test_the_areas_of_a_perimeter_add_up_and_their_units_are_named(
    tmp_path: Path,
) -> None:
    names = {"00000": "Xã A"}
    read = read_place(perimeter(tmp_path, [100, 50]), Ground(), names)

    assert (read.place.people, read.place.households) == (150, 20)
    assert read.place.units == ("Xã A", "00001")
    assert read.codes == ("00000", "00001")


@pytest.mark.parametrize(("people", "hamlets"), [([100, None], 0), ([100, 50], 1)])
def test_one_area_that_nobody_counted_leaves_the_sum_untold(
    tmp_path: Path, people: list[int | None], hamlets: int
) -> None:
    read = read_place(perimeter(tmp_path, people, hamlets), Ground(), {})

    assert read.place.people is None
    assert len(read.place.units) == 2 + hamlets


def test_a_figure_of_the_ground_stands_for_that_of_the_file_and_says_so(
    tmp_path: Path,
) -> None:
    ground = Ground(Place(people=160, landings=2))
    read = read_place(perimeter(tmp_path, [100, 50]), ground, {})

    assert (read.place.people, read.place.landings) == (160, 2)
    assert [note.code for note in read.notes] == ["needs-replaced"]


def test_a_file_without_a_perimeter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="needs-no-perimeter"):
        read_place(perimeter(tmp_path, []), Ground(), {})


def cases(folder: Path, counts: list[int], skip: int = -1) -> Path:
    first = LAST - timedelta(days=13)
    rows = [
        f"{first + timedelta(days=at)},{unit},{count if unit == '00000' else 0}"
        for at, count in enumerate(counts)
        for unit in ("00000", "00001")
        if at != skip
    ]
    return written(folder, "cases.csv", "\n".join(["day,unit,cases", *rows, ""]))


UNITS = ("00000", "00001")


def test_cases_of_two_weeks_give_the_doubling_time(tmp_path: Path) -> None:
    path = cases(tmp_path, [2] * 7 + [4] * 7)
    told, source, faults = read_doubling(path, UNITS, Ground())

    assert (told.days, told.before, told.after) == (7.0, 14, 28)
    assert told.last == LAST
    assert not faults
    assert source.what == "cases"


def test_a_day_that_a_unit_is_silent_on_is_no_zero(tmp_path: Path) -> None:
    path = cases(tmp_path, [2] * 7 + [4] * 7, skip=5)
    told, _, _ = read_doubling(path, UNITS, Ground())
    declared = Ground(covers=(LAST - timedelta(days=20), LAST))
    covered, _, _ = read_doubling(path, UNITS, declared)

    assert told.state == "unreported"
    assert (covered.before, covered.after) == (12, 28)


@pytest.mark.parametrize(("cell", "refused"), [("x", 1), ("", 0)])
def test_a_row_that_cannot_be_read_and_a_blank_hide_cases(
    tmp_path: Path, cell: str, refused: int
) -> None:
    path = cases(tmp_path, [2] * 7 + [4] * 7)
    broken = path.read_text("utf-8").replace(",00000,2\n", f",00000,{cell}\n", 1)
    path.write_text(broken, "utf-8")
    declared = Ground(covers=(LAST - timedelta(days=20), LAST))
    told, _, faults = read_doubling(path, UNITS, declared)

    assert told.state == "unreported"
    assert len(faults) == refused


def test_a_blank_beside_a_count_of_the_same_day_hides_cases(tmp_path: Path) -> None:
    first = LAST - timedelta(days=13)
    days = [first + timedelta(days=at) for at in range(14)]
    rows = [f"{day},{unit},2,community" for day in days for unit in UNITS]
    path = written(
        tmp_path,
        "cases.csv",
        "\n".join(["day,unit,cases,setting", *rows, f"{LAST},00000,,quarantine", ""]),
    )
    told, _, _ = read_doubling(path, UNITS, Ground())

    assert told.state == "unreported"


def test_cases_with_places_only_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", "case_id,day,lon,lat\n1,2021-09-01,105,10\n")

    with pytest.raises(Refused, match="needs-cases-places"):
        read_doubling(path, UNITS, Ground())
