"""The daily command of a province, on the sample and on the real polygons."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.services.explain import explain_province
from api.services.publish import Published, _daily, publish_province
from api.settings import Settings
from boundaries.refusal import Refused
from gis.rulesets import load_ruleset
from maps.publication import verify_folder
from maps.words.explain_document import document_explanation
from maps.words.reasons import render
from tests.published import SAMPLE_DAY, call, publish_real, publish_sample

FILES = {
    *("index.html", "zones.csv", "zones.geojson", "zones.gpkg", "zones.xlsx"),
    *("transitions.csv", "map.png", "map-a4.pdf", "map-a3.pdf", "manifest.json"),
}
PAGE_LIMIT = 1_000_000

pytestmark = pytest.mark.xdist_group("published")


@pytest.fixture(scope="module")
def kept() -> dict[str, Published]:
    """Keep what was published: it takes half a minute, and nobody changes it."""
    return {}


@pytest.fixture(
    scope="module",
    params=[
        "sample 91",
        *(pytest.param(f"real {c}", marks=pytest.mark.realdata) for c in ("82", "91")),
    ],
)
def published(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    kept: dict[str, Published],
) -> Published:
    """Give the sample's Kiên Giang, and both real provinces."""
    if request.param in kept:
        return kept[request.param]
    kind, code = request.param.split()
    folder = tmp_path_factory.mktemp(kind)
    if kind == "sample":
        made = publish_sample(folder, [code])[code]
    else:
        made = publish_real(request.getfixturevalue("realdata"), folder, code)
    return kept.setdefault(request.param, made)


def home_of(published: Published) -> Path:
    """Give the folder of what the province handed in."""
    top, code = published.folder.parents[3], published.publication.province
    sample = top / "sample" / code
    return sample if sample.is_dir() else top / code


def test_a_folder_holds_what_the_contract_names(published: Published) -> None:
    found = {path.name for path in published.folder.iterdir()}
    periods = {name for name in found if name.startswith("period-")}

    assert found - periods == FILES
    assert len(periods) == len(published.publication.periods)
    assert verify_folder(published.folder) == []
    latest = json.loads((published.folder.parents[1] / "latest.json").read_text())
    assert (latest["day"], latest["version"]) == (str(published.publication.day), 1)


def test_every_page_of_a_province_is_at_most_a_megabyte(published: Published) -> None:
    for page in published.folder.glob("*.html"):
        assert page.stat().st_size <= PAGE_LIMIT, page.name


def test_zones_are_told_for_every_commune_hamlet_and_day(published: Published) -> None:
    text = (published.folder / "zones.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    keys = [(row["unit"], row["day"]) for row in rows]
    p = published.publication
    judged = p.units.index[p.units["admin_level"].isin(["commune", "hamlet"])]
    days = (p.day - p.first_day).days + 1

    assert not text.startswith("\ufeff")
    assert keys == sorted(keys)
    assert {unit for unit, _ in keys} == set(judged)
    assert len(keys) == len(judged) * days
    assert all((row["level"] == "") == (row["zone"] == "no_report") for row in rows)


def test_colours_are_what_a_plain_reading_of_the_rows_gives(
    published: Published,
) -> None:
    """Red: a case in the last 14 days. Green: all 14 reported and none. Else grey."""
    p = published.publication
    text = home_of(published).joinpath("cases.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    window = {str(p.day - timedelta(days=back)) for back in range(14)}
    recent = [row for row in rows if row["day"] in window]
    red = {row["unit"] for row in recent if row["cases"] not in {"", "0"}}
    blank = {row["unit"] for row in recent if row["cases"] == ""}
    communes = set(p.units.index[p.units["admin_level"] == "commune"])
    covered = communes
    if (home_of(published) / "covered.csv").is_file():
        listed = home_of(published).joinpath("covered.csv").read_text("utf-8")
        covered = set(listed.split()[1:])
    zones = p.zones_of_day["zone"]
    told = {name: {u for u in communes if zones[u] == name} for name in set(zones)}

    assert told["red"] == red & communes
    assert told["green"] == covered - red - blank
    assert told["no_report"] == communes - told["red"] - told["green"]
    assert told["no_report"]


def test_rows_in_are_rows_out(published: Published) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text("utf-8"))
    for source in manifest["inputs"]:
        total = source["accepted"] + source["refused"] + source["duplicate"]

        assert source["read"] == total, source["name"]
    assert manifest["state"] == "proposed"
    assert (
        sum(manifest["counts"].values())
        == published.publication.reported[published.publication.day][1]
    )


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("again")
    return publish_sample(folder, ["91"])["91"]


def again(out: Path, **more: str) -> Published:
    """Publish the sample again with more lines in its province file."""
    path = out.parent / "sample" / "91" / "province.toml"
    kept = path.read_text("utf-8")
    lines = "".join(f"{key} = {value}\n" for key, value in more.items())
    path.write_text(lines + kept, encoding="utf-8")
    try:
        return publish_province(path, SAMPLE_DAY, out, settings=Settings())
    finally:
        path.write_text(kept, encoding="utf-8")


def test_the_same_inputs_write_nothing_and_others_need_a_reason(
    sample: Published,
) -> None:
    out = sample.folder.parents[2]

    assert not again(out).wrote
    with pytest.raises(Refused) as refused:
        again(out, params="{days = 7}")
    assert refused.value.code == "publication-reason-missing"
    second = again(out, params="{days = 7}", reason='"Xét 7 ngày"')
    manifest = json.loads((second.folder / "manifest.json").read_text("utf-8"))
    assert (second.version, manifest["replaces"]) == (2, 1)


def test_a_day_before_the_first_row_is_refused(sample: Published) -> None:
    path = sample.folder.parents[3] / "sample" / "91" / "province.toml"
    with pytest.raises(Refused) as refused:
        publish_province(
            path, date(2021, 7, 31), path.parent / "out", settings=Settings()
        )

    assert refused.value.code == "day-without-data"
    assert not (path.parent / "out").exists()


def test_the_command_says_where_to_look_and_verify_names_what_changed(
    sample: Published, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sample.folder.parents[3] / "sample" / "91" / "province.toml"
    said = call(
        capsys, "publish", path, "--day", SAMPLE_DAY, "--out", tmp_path / "p", "--json"
    )
    document = json.loads(said.out)

    assert said.code == 0
    assert document["counts"] == sample.zone_counts()
    assert call(capsys, "verify", document["path"]).code == 0
    (Path(document["path"]) / "zones.csv").write_text("unit\n")
    (Path(document["path"]) / "more.txt").write_text("x")
    wrong = call(capsys, "verify", document["path"])
    assert wrong.code == 1
    assert "zones.csv" in wrong.out
    assert "more.txt" in wrong.out


def test_imported_rows_publish_the_same_zones_as_the_file(
    sample: Published,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Units and cases come from the store, and the map is the same."""
    home = sample.folder.parents[3] / "sample"
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", f"sqlite:///{tmp_path / 'v.sqlite'}")
    assert call(capsys, "units", "import", home / "units.parquet").code == 0
    rows = call(
        capsys,
        *("cases", "import", home / "91" / "cases.csv", "--province", "91"),
        *("--covers-from", "2021-08-01", "--covers-to", "2021-10-05"),
    )
    assert rows.code == 0, rows.err
    text = (home / "91" / "province.toml").read_text("utf-8")
    kept = [
        line
        for line in text.split("[covers]")[0].splitlines()
        if not line.startswith(("units", "cases", "edition"))
    ]
    path = home / "91" / "stored.toml"
    path.write_text("\n".join(kept), encoding="utf-8")
    stored = publish_province(
        path, SAMPLE_DAY, tmp_path / "out", settings=Settings.from_env()
    )

    assert stored.zone_counts() == sample.zone_counts()
    zones = [p.folder / "zones.csv" for p in (stored, sample)]
    assert zones[0].read_bytes() == zones[1].read_bytes()


def test_the_explanation_of_a_unit_is_that_of_its_published_row(
    published: Published,
) -> None:
    """Three communes of the day: colour, reason and spell; the rows add up."""
    settings = Settings(database_url="sqlite://")
    path, day = home_of(published) / "province.toml", published.publication.day
    zones = csv.DictReader(io.StringIO((published.folder / "zones.csv").read_text()))
    today = [row for row in zones if row["day"] == str(day)]

    for row in today[:: len(today) // 3 + 1]:
        told = explain_province(path, row["unit"], day, settings)
        found = document_explanation(told.explanation, "vi", told.names)
        assert found["zone"] == row["zone"]
        assert found["reason"] == render(told.explanation.reason, "vi", told.names)
        assert str(found["effective_from"]) == row["effective_from"]
        assert str(found["next_better"] or "") == row["next_better"]
        lines = found["sources"][0]["rows"]
        read = sum(int(one["values"]["cases"]) for one in lines)
        counted = found["paths"][0]["inputs"][0]["reports"]
        assert read == sum(value or 0 for value in counted)


def test_a_day_before_the_decision_was_in_force_is_not_put_down_to_rows(
    sample: Published, tmp_path: Path
) -> None:
    """More rows would not help; the rows begin long before that day."""
    home = sample.folder.parents[3] / "sample" / "91"
    text = (home / "province.toml").read_text("utf-8")
    path = home / "later.toml"
    path.write_text(text.replace('"green-red"', '"vn-4800"'), "utf-8")
    with pytest.raises(Refused) as refused:
        publish_province(path, date(2021, 10, 5), tmp_path, settings=Settings())

    assert refused.value.code == "outside-force"
    assert refused.value.facts["from_day"] == date(2021, 10, 12)


@pytest.mark.parametrize(
    ("rules", "daily"),
    [
        ("green-red", ["cases"]),
        ("vn-4800", ["cases_community"]),  # care_ok stands until it is told anew
    ],
)
def test_what_carries_its_last_value_need_not_be_reported_every_day(
    rules: str, daily: list[str]
) -> None:
    """It left 0 of 144 communes reported beside 118 green ones."""
    assert _daily(load_ruleset(rules)) == daily
