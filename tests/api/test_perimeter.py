"""``vungxanh perimeter design|compare``: from files to one perimeter file."""

import json
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner, Result

from api.cli import commands
from boundaries.refusal import Refused
from boundaries.sample import Sample
from gis.checkpoints.read import read_zone
from gis.perimeters.read import read_perimeters

DAY = "2021-09-14"


@pytest.fixture(scope="module")
def sample(bundled: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the bundled sample, and one of its provinces as a file quick to read."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(bundled.folder, folder, dirs_exist_ok=True)
    units = gpd.read_parquet(folder / "units.parquet")
    own = units["code"].str.startswith("9") | (units["admin_level"] == "hamlet")
    units[own].to_file(folder / "91.geojson", driver="GeoJSON")
    return folder


@pytest.fixture
def forced(tmp_path: Path) -> Path:
    return table(tmp_path / "in.csv", "90403,ổ dịch chợ", "90404,ổ dịch chợ")


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["unit,why", *rows]) + "\n", "utf-8")
    return path


def run(*args: object) -> Result:
    return CliRunner().invoke(commands, ["perimeter", *(str(arg) for arg in args)])


def files(sample: Path) -> list[object]:
    return [
        *("--units", sample / "91.geojson"),
        *("--roads", sample / "91" / "roads.geojson"),
        *("--population", sample / "population.tif"),
    ]


def design(out: Path, *args: object) -> dict[str, Any]:
    done = run("design", *args, "--out", out, "--json")
    assert done.exit_code == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_a_perimeter_is_written_whole_and_reads_back(
    sample: Path, forced: Path, tmp_path: Path
) -> None:
    out = tmp_path / "p.geojson"

    told = design(out, *files(sample), "--forced-in", forced, "--ring-km", 3)

    found = read_perimeters(out)
    assert found.record == told
    assert found.units == {"90403", "90404"}
    assert found.frame["part"].tolist() == ["perimeter", "ring"]
    assert told["proven"]
    assert told["flow"] + told["worth"] == pytest.approx(told["energy"])
    assert told["flow"] == told["cut"]
    assert told["forced_in"][0]["why"] == ["decision: ổ dịch chợ"]
    assert {"alpha", "rho", "barrier_share"} <= set(told["placeholders"])
    assert told["coefficients"]["household"]["source"]
    row = found.frame.iloc[0]
    assert row["people"] == told["figures"]["people"] > 10_000
    assert row["crossings"] == told["figures"]["crossings"] > 0
    assert row["households"] == round(row["people"] / 3.6)
    again = tmp_path / "again.geojson"
    design(again, *files(sample), "--forced-in", forced, "--ring-km", 3)
    assert again.read_bytes() == out.read_bytes()
    zone = read_zone(out)  # what the placing of posts starts from
    assert zone.shape.equals_exact(row["geometry"].normalize(), 1e-6) or (
        zone.shape.symmetric_difference(row["geometry"]).area < 1e-9
    )


def test_zones_and_cases_are_reasons_and_more_is_only_proposed(
    sample: Path, tmp_path: Path
) -> None:
    """Both provinces: the worst level of the rule set, and cases of 14 days."""
    zones = tmp_path / "zones.csv"
    indicators = sample / "91" / "cases.csv"
    rows = _daily(indicators, tmp_path)
    judged = CliRunner().invoke(
        commands,
        [
            *("classify", "--rules", "green-red", "--indicators", str(rows)),
            *("--from", "2021-09-10", "--to", DAY, "--out", str(zones)),
        ],
    )
    assert judged.exit_code == 0, judged.stderr
    asked = [*files(sample), "--zones", zones, "--rules", "green-red", "--day", DAY]
    asked[1] = sample / "units.parquet"
    out = tmp_path / "p.geojson"

    counted = [*asked, "--cases", indicators]
    told = design(out, *counted, "--cases-lock")

    kinds = {why.split(":")[0] for one in told["forced_in"] for why in one["why"]}
    assert kinds == {"level", "cases"}
    reasons = {one["unit"] for one in told["forced_in"]}
    assert read_perimeters(out).units == reasons
    assert told["figures"]["cases_inside"] > 0
    assert told["people_times"] == 1.0
    proposed = told["proposed"]
    assert proposed["units"]
    assert not reasons & {one["unit"] for one in proposed["units"]}
    assert all(one["people"] > 0 and one["saves"] > 0 for one in proposed["units"])
    assert proposed["people_times"] <= 2
    assert proposed["figures"]["cost"] < told["figures"]["cost"]

    unit = proposed["units"][0]["unit"]
    approval = ("--approve", unit, "--approved-by", "Nguyễn Văn A, Phó Chủ tịch")
    again = design(tmp_path / "q.geojson", *counted, "--cases-lock", *approval)
    inside = read_perimeters(tmp_path / "q.geojson").units
    assert inside - reasons <= {unit}
    assert [one["unit"] for one in again["added"]] == sorted(inside - reasons)


def _daily(cases: Path, folder: Path) -> Path:
    """Add the cases up by unit and day, and report the commune of each row only."""
    rows = [line.split(",") for line in cases.read_text("utf-8").splitlines()[1:]]
    sums: dict[tuple[str, str], int] = {}
    for day, unit, count, *_ in rows:
        if len(unit) == 5:
            sums[unit, day] = sums.get((unit, day), 0) + int(count or 0)
    days = [f"2021-{m:02d}-{d:02d}" for m in (8, 9) for d in range(1, 31)]
    units = sorted({unit for unit, _ in sums})
    lines = [f"{u},{d},{sums.get((u, d), 0)}" for u in units for d in days]
    path = folder / "rows.csv"
    path.write_text("\n".join(["unit,day,cases", *lines]) + "\n", "utf-8")
    return path


def test_hamlets_without_a_shape_are_listed_and_never_drawn(
    sample: Path, tmp_path: Path
) -> None:
    units = gpd.read_parquet(sample / "units.parquet")
    [hamlet, *_] = units["code"][units["admin_level"] == "hamlet"]
    out = tmp_path / "p.geojson"

    alone = design(
        out,
        *files(sample)[:2],
        "--forced-in",
        table(tmp_path / "h.csv", f"{hamlet},ca bệnh"),
    )

    assert [one["unit"] for one in alone["hamlets"]] == [hamlet]
    assert alone["hamlets"][0]["people"] is None
    assert len(read_perimeters(out).frame) == 0
    both = table(tmp_path / "b.csv", f"{hamlet},ca bệnh", "90403,ổ dịch")
    design(out, *files(sample)[:2], "--forced-in", both)
    assert read_perimeters(out).units == {"90403"}


def test_a_place_with_a_shape_of_its_own_is_an_area_of_its_own(
    sample: Path, tmp_path: Path
) -> None:
    units = gpd.read_parquet(sample / "units.parquet").set_index("code")
    shape = units.geometry["90403"]
    plant = shape.representative_point().buffer(0.002)
    row = {"name": "KCN mẫu", "kind": "", "admin_level": "area", "parent": "90403"}
    more = gpd.GeoDataFrame([row], index=["KCN1"], geometry=[plant], crs=4326)
    file = tmp_path / "units.parquet"
    pd.concat([units, more]).rename_axis("code").reset_index().to_parquet(file)
    asked = [
        *("--units", file, "--population", sample / "population.tif"),
        *("--forced-in", table(tmp_path / "k.csv", "KCN1,ổ dịch trong nhà máy")),
    ]

    design(tmp_path / "p.geojson", *asked)

    frame = read_perimeters(tmp_path / "p.geojson").frame
    assert frame["units"].tolist() == [("KCN1",)]
    assert frame["people"][0] > 0


@pytest.mark.parametrize("method", ["containment", "guard"])
def test_other_methods_say_what_they_are(
    method: str, sample: Path, forced: Path, tmp_path: Path
) -> None:
    out = tmp_path / "p.geojson"

    told = design(out, *files(sample)[:4], "--forced-in", forced, "--method", method)

    assert told["method"] == method
    assert told["faces"] == ("out" if method == "guard" else "in")
    assert told["proven"]
    parts = read_perimeters(out).frame["part"].tolist()
    assert parts == (
        ["perimeter", "ring"] if method == "containment" else ["perimeter"]
    )


def test_a_drawing_forces_units_in_or_is_the_perimeter(
    sample: Path, tmp_path: Path
) -> None:
    drawing = tmp_path / "drawn.geojson"
    shape = shapely.box(105.2, 9.9, 105.4, 10.05)
    gpd.GeoDataFrame(geometry=[shape], crs=4326).to_file(drawing, driver="GeoJSON")
    asked = [*files(sample), "--drawn", drawing]

    units = design(tmp_path / "u.geojson", *asked)
    itself = design(tmp_path / "s.geojson", *asked, "--drawn-as", "shape")

    assert all(one["why"][0].startswith("drawn: ") for one in units["forced_in"])
    found = read_perimeters(tmp_path / "s.geojson").frame
    assert found.geometry[0].equals_exact(shape.normalize(), 1e-9) or (
        found.geometry[0].symmetric_difference(shape).area < 1e-12
    )
    assert itself["figures"]["people"] > 10_000
    assert itself["figures"]["crossings"] > 0


def test_yesterdays_perimeter_is_read_back(
    sample: Path, forced: Path, tmp_path: Path
) -> None:
    first = tmp_path / "1.geojson"
    design(first, *files(sample)[:2], "--forced-in", forced)

    told = design(
        tmp_path / "2.geojson",
        *files(sample)[:2],
        "--forced-in",
        forced,
        "--yesterday",
        first,
    )

    assert told["yesterday"] == ["90403", "90404"]


def test_a_decision_about_a_district_speaks_for_each_commune(
    sample: Path, tmp_path: Path
) -> None:
    district = table(tmp_path / "d.csv", "914,phong tỏa toàn huyện")

    told = design(tmp_path / "p.geojson", *files(sample)[:2], "--forced-in", district)

    assert len(told["forced_in"]) == 5


def test_compare_tells_the_same_figures_for_every_way(
    sample: Path, forced: Path
) -> None:
    asked = [*files(sample), "--forced-in", forced]

    done = run("compare", *asked, "--frontier", "--json")
    said = run("compare", *asked)

    assert done.exit_code == said.exit_code == 0, done.stderr
    assert said.stdout.count("\n") >= 15
    told = json.loads(done.stdout)
    rows = {one.pop("method"): one for one in told["methods"]}
    assert list(rows) == ["cordon", "proposed", "dissolve", "ring-1", "ring-2"]
    assert len({frozenset(row) for row in rows.values()}) == 1
    assert rows["proposed"]["objective"] <= min(
        row["objective"] for row in rows.values()
    )
    assert rows["ring-1"]["people"] < rows["ring-2"]["people"]
    stops = told["frontier"]["stops"]
    assert [s["people"] for s in stops] == sorted(
        (s["people"] for s in stops), reverse=True
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_a_planner_reads_needs_no_json(
    lang: str, sample: Path, forced: Path, tmp_path: Path
) -> None:
    asked = [*files(sample), "--forced-in", forced, "--lang", lang]

    written = run("design", *asked, "--out", tmp_path / "p.geojson")

    assert written.exit_code == 0
    proof = {"vi": "Chứng minh: luồng", "en": "Proof: flow"}[lang]
    assert proof in written.stdout
    unknown = {"vi": "chưa rõ số ca", "en": "an unknown number of cases"}[lang]
    assert unknown in written.stdout  # no file of cases: not told is not none


def test_cases_alone_are_counted_and_lock_nobody(
    sample: Path, forced: Path, tmp_path: Path
) -> None:
    asked = [*files(sample), "--forced-in", forced, "--day", DAY]
    cases = ("--cases", sample / "91" / "cases.csv")

    plain = design(tmp_path / "p.geojson", *asked)
    told = design(tmp_path / "q.geojson", *asked, *cases)

    assert told["forced_in"] == plain["forced_in"]
    assert told["figures"]["cases_outside"] > 0
    assert plain["figures"]["cases_outside"] is None


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--forced-in", "{unknown}"], "perimeter-unit-unknown"),
        (["--forced-in", "{in}", "--forced-out", "{in}"], "perimeter-forced-both"),
        (["--forced-in", "{in}", "--approve", "90405"], "perimeter-approval-unnamed"),
        (["--forced-in", "{in}", "--ring-km", "-1"], "perimeter-ring"),
        (["--forced-in", "{in}", "--yesterday", "{in}"], "json-broken"),
        (["--cases", "{cases}"], "perimeter-day-missing"),
        ([], "perimeter-nothing-forced"),
    ],
)
def test_bad_asking_is_refused_and_nothing_is_written(
    args: list[str], code: str, sample: Path, forced: Path, tmp_path: Path
) -> None:
    places = {
        "{in}": forced,
        "{unknown}": table(tmp_path / "x.csv", "99999,không có"),
        "{cases}": sample / "91" / "cases.csv",
    }
    out = tmp_path / "p.geojson"

    done = run(
        "design", *files(sample), *(places.get(a, a) for a in args), "--out", out
    )

    assert isinstance(done.exception, Refused)
    assert done.exception.code == code
    assert not out.exists()


def test_no_file_that_is_read_is_written_over(sample: Path, forced: Path) -> None:
    before = forced.read_bytes()

    done = run("design", *files(sample), "--forced-in", forced, "--out", forced)

    assert done.exit_code != 0
    assert forced.read_bytes() == before


def test_zones_of_another_rule_set_are_refused(sample: Path, tmp_path: Path) -> None:
    zones = tmp_path / "zones.csv"
    zones.write_text(f"unit,day,level,zone\n90403,{DAY},2,red\n", "utf-8")
    asked = ["--units", sample / "91.geojson", "--zones", zones, "--day", DAY]
    out = ("--out", tmp_path / "p.geojson")

    told = [
        run("design", *asked, *rules, *out).exception.code  # type: ignore[union-attr]
        for rules in ([], ["--rules", "vn-2686"], ["--rules", "vn-3989"])
    ]

    assert told == ["perimeter-rules-missing", "zones-broken", "perimeter-rules-exit"]
    assert run("design", *asked, "--rules", "green-red", *out).exit_code == 0
