"""Editions and their days: imported, listed, taken by the day that is published."""

import json
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import sqlalchemy as sa
from alembic import command

from api.services.editions import newest_edition, take_edition
from api.services.explain import explain_province
from api.services.province import read_province
from api.services.publish import draw_up
from api.services.units import import_file
from api.settings import Settings
from api.store.engine import alembic_config, connect, migrate, opened, reading, writing
from api.store.units import import_units, list_editions
from boundaries.refusal import Refused
from boundaries.spans import VIETNAM
from boundaries.terms import Term
from maps.publication.record import Publication
from tests.api.former import CROSSWALK, write_layers
from tests.api.places import AT, four_squares
from tests.published import Said, call

JULY = date(2025, 7, 1)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 3)
NOW = datetime(2025, 7, 10, 12, tzinfo=VIETNAM)
OLD_ROWS = "day,unit,cases\n2025-06-29,00001,2\n2025-06-30,00002,0\n"
NEW_ROWS = "day,unit,cases\n2025-07-02,00101,1\n2025-07-03,00102,0\n"
PROVINCE = """\
province = "7"
cases = "cases.csv"
directives = "directives.csv"
rules = "green-red"
by = "Sở Y tế"
params = { days = 2 }
"""


@pytest.fixture
def settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Give an empty store of each kind, which the commands use too."""
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", database_url)
    return Settings(database_url=database_url)


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Write units 00001 to 00005, and 00101 to 00104 that took their place."""
    old, new, _ = write_layers(tmp_path_factory.mktemp("layers"))
    return as_geojson(gpd.read_file(old), old), as_geojson(gpd.read_file(new), new)


def as_geojson(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """Write a layer in the form that is read without another process."""
    written = path.with_suffix(".geojson")
    written.write_text(frame.to_json(drop_id=True), "utf-8")
    return written


def taken(capsys: pytest.CaptureFixture[str], path: Path, *args: str) -> Said:
    return call(capsys, "units", "import", path, "--lang", "en", *args)


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    said = call(capsys, "units", "editions", "--json")
    assert said.code == 0
    return {edition["name"]: edition for edition in json.loads(said.out)}


def keep(layers: tuple[Path, Path], settings: Settings, last: date | None) -> None:
    """Keep the former units up to `last`, and those of July 2025."""
    old, new = layers
    import_file(old, "2021", AT, settings, first=date(2021, 1, 1), last=last)
    import_file(new, "2025", AT, settings, first=JULY)


def write_province(folder: Path, rows: str, keys: str = "") -> Path:
    (folder / "cases.csv").write_text(rows, "utf-8")
    heading = "id,number,issuer,signer,basis,unit,except,starts,ends,goal,deadline"
    (folder / "directives.csv").write_text(f"{heading},clause\n", "utf-8")
    (folder / "crosswalk.csv").write_text(CROSSWALK, "utf-8")
    path = folder / "province.toml"
    path.write_text(keys + PROVINCE, "utf-8")
    return path


def drawn(path: Path, day: date, settings: Settings) -> Publication:
    return draw_up(read_province(path), day, settings, NOW.date())[0]


def refusal(path: Path, day: date, settings: Settings) -> Refused:
    with pytest.raises(Refused) as caught:
        drawn(path, day, settings)
    return caught.value


def test_the_step_keeps_what_is_there_without_days_and_goes_back(
    database_url: str,
) -> None:
    engine = connect(database_url)
    migrate(engine, "0001")
    row = {"name": "2021", "sha256": "a" * 64, "at": "2021-09-14 01:00:00"}
    kept = "insert into editions (name, sha256, recorded_at) values (:name,:sha256,:at)"
    unit = (
        "insert into units (edition_id, code, name, kind, admin_level, parent) "
        "values (1, '01', 'Xã Một', 'xã', 'commune', '9')"
    )
    with writing(engine) as connection:
        connection.execute(sa.text(kept), row)
        connection.execute(sa.text(unit))
    migrate(engine)
    with reading(engine) as connection:
        (edition,) = list_editions(connection)
    with writing(engine) as connection:
        command.downgrade(alembic_config(connection), "0001")
    with reading(engine) as connection:
        columns = {c["name"] for c in sa.inspect(connection).get_columns("editions")}
        left = connection.exec_driver_sql("select edition_id from units").scalars()

        assert list(left) == [edition.id]
    engine.dispose()

    assert (edition.starts, edition.ends, edition.moved) == (None, None, "")
    assert columns == {"id", "name", "sha256", "recorded_at"}


def test_the_database_itself_refuses_days_backwards(store: sa.Engine) -> None:
    wrong = Term("x", JULY, BEFORE)

    with pytest.raises(sa.exc.IntegrityError), writing(store) as connection:
        import_units(connection, "x", four_squares(), AT, term=wrong)


def test_days_and_reason_are_kept_and_listed(
    settings: Settings,  # noqa: ARG001 - where the commands keep
    layers: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The layer of 2026 lies half a kilometre east of that of 2025."""
    old, new = layers
    frame = gpd.read_file(new)
    frame.geometry = frame.geometry.translate(0.005)
    moved = as_geojson(frame, tmp_path / "moved")
    days = ("--from", "2021-01-01", "--to", "2025-06-30")
    assert taken(capsys, old, "--edition", "2021", *days).code == 0
    assert taken(capsys, new, "--edition", "2025", "--from", "2025-07-01").code == 0
    why = ("--moved", " Đo lại ")
    again = ("--edition", "2026", "--from", "2026-01-01", *why)
    said = taken(capsys, moved, *again)
    assert said.code == 0
    assert "Edition 2025 is now in force 01/07/2025 - 31/12/2025 in: 7, 8" in said.err

    found = listed(capsys)
    told = {n: (e["from"], e["to"], e["units"], e["moved"]) for n, e in found.items()}
    assert told == {
        "2021": ("2021-01-01", "2025-06-30", 5, ""),
        "2025": ("2025-07-01", None, 4, ""),
        "2026": ("2026-01-01", None, 4, "Đo lại"),
    }
    assert found["2025"]["in_force"] == [
        {"from": "2025-07-01", "to": "2025-12-31", "provinces": ["7", "8"]}
    ]
    assert isinstance(found["2021"]["recorded_at"], str)
    said = call(capsys, "units", "editions", "--lang", "en")
    lines = said.out.splitlines()
    assert lines[0].startswith("1. 2021: 01/01/2021 - 30/06/2025; 5 units; imported")
    assert lines[1].startswith("2. 2025: 01/07/2025 - …; 4 units")
    assert lines[2] == "   Really in force 01/07/2025 - 31/12/2025 in: 7, 8."
    assert lines[4].endswith("off the edition before, for this reason: Đo lại.")


def test_no_edition_is_said_too(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    del settings
    said = call(capsys, "units", "editions", "--lang", "en")

    assert (said.code, said.out) == (0, "No edition has been imported.\n")


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (("--from", "2025-06-30"), "shares days with one of the same province"),
        (("--to", "2021-01-01"), "2021 (01/01/2021 - 30/06/2025)"),
        ((), "says no days, while the province has editions that do"),
        (("--from", "2026-01-02", "--to", "2026-01-01"), "is before the first"),
    ],
)
def test_days_of_another_edition_are_refused_and_nothing_is_kept(
    settings: Settings,
    layers: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    days: tuple[str, ...],
    code: str,
) -> None:
    old, new = layers
    first, last = date(2021, 1, 1), date(2025, 6, 30)
    import_file(old, "2021", AT, settings, first=first, last=last)

    said = taken(capsys, new, "--edition", "2025", *days)

    assert said.code == (2 if "2026-01-02" in days else 3)
    assert code in said.err
    assert list(listed(capsys)) == ["2021"]


def test_two_provinces_have_their_days_each(
    settings: Settings, layers: tuple[Path, Path], tmp_path: Path
) -> None:
    """Only province 8 changed in July: 7 keeps the edition of the whole country."""
    old, new = layers
    frame = gpd.read_file(new)
    eighth = as_geojson(frame[frame["parent"] == "8"], tmp_path / "8")
    import_file(old, "2021", AT, settings, first=date(2021, 1, 1))
    done = import_file(eighth, "8", AT, settings, first=JULY)
    remains, closed = done.notes[-2:]
    assert (remains.code, closed.code) == (
        "note-edition-remains",
        "note-edition-closed",
    )
    assert remains.facts == {"edition": "2021", "provinces": {"7"}}
    assert closed.facts["provinces"] == {"8"}

    with opened(settings.database_url) as engine, reading(engine) as connection:
        found = [
            take_edition(connection, province, day, "", carried=False)[0].name
            for province in ("7", "8")
            for day in (BEFORE, JULY)
        ]

    assert found == ["2021", "2021", "2021", "8"]


def test_a_publication_takes_the_edition_of_its_day(
    settings: Settings, layers: tuple[Path, Path], tmp_path: Path
) -> None:
    keep(layers, settings, last=None)
    former = drawn(write_province(tmp_path, OLD_ROWS), BEFORE, settings)
    path = write_province(tmp_path, NEW_ROWS)
    today = drawn(path, AFTER, settings)
    told = explain_province(path, "00101", AFTER, settings, NOW)

    assert former.edition.id == "2021"
    assert list(former.zones_of_day["zone"]) == ["red", "no_report", *["no_report"] * 2]
    assert today.edition.id == "2025"
    assert list(today.units.index) == ["00101", "00102", "00103"]
    assert told.explanation.reason.unit == "00101"


def test_what_was_imported_without_days_serves_every_day(
    settings: Settings, layers: tuple[Path, Path], tmp_path: Path
) -> None:
    """And the newest of them, as ever; with days it ends where the next begins."""
    old, new = layers
    path = write_province(tmp_path, OLD_ROWS)
    import_file(new, "wrong", AT, settings)
    import_file(old, "2021", AT, settings)
    ever = drawn(path, AFTER, settings)
    import_file(new, "2025", AT, settings, first=JULY)
    before = drawn(path, BEFORE, settings)

    assert ever.edition.id == before.edition.id == "2021"
    assert refusal(path, AFTER, settings).code == "day-without-data"
    with opened(settings.database_url) as engine, reading(engine) as connection:
        kept, term = take_edition(connection, "7", AFTER, "", carried=False)
    assert (kept.name, term) == ("2025", Term("2025", JULY))


def test_a_day_without_an_edition_is_refused_and_names_those_there_are(
    settings: Settings, layers: tuple[Path, Path], tmp_path: Path
) -> None:
    keep(layers, settings, last=date(2025, 5, 31))

    refused = refusal(write_province(tmp_path, OLD_ROWS), BEFORE, settings)

    assert refused.code == "edition-none-in-force"
    assert refused.facts["known"] == [
        "2021 (01/01/2021 - 31/05/2025)",
        "2025 (01/07/2025 - …)",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "day,unit,cases\n2025-06-30,00101,1\n2025-07-03,00102,0\n",
        NEW_ROWS,
    ],
)
def test_a_series_that_crosses_a_change_of_units_is_refused(
    settings: Settings, layers: tuple[Path, Path], tmp_path: Path, rows: str
) -> None:
    """By a row of the day before, or by the days that are said to be covered."""
    keep(layers, settings, last=None)
    covers = "covers = { from = 2025-06-30, to = 2025-07-03 }\n"
    keys = covers if rows == NEW_ROWS else ""

    refused = refusal(write_province(tmp_path, rows, keys), AFTER, settings)

    assert refused.code == "edition-series-crosses"
    assert refused.facts["first"] == BEFORE
    assert refused.facts["starts"] == JULY


def test_a_series_of_former_units_is_carried_across_the_change(
    settings: Settings, layers: tuple[Path, Path], tmp_path: Path
) -> None:
    """Two cases in Một on the 29th: 00101 is red on the 30th, in units of July."""
    keep(layers, settings, last=None)
    keys = 'crosswalk = "crosswalk.csv"\ncarry = "strictest"\nunits_before = "{}"\n'
    keys = keys.format(layers[0])
    across = "day,unit,cases\n2025-06-30,00001,2\n2025-07-01,00002,0\n"

    found = drawn(write_province(tmp_path, across, keys), JULY, settings)
    path = write_province(tmp_path, OLD_ROWS, f'edition = "2025"\n{keys}')
    named = drawn(path, BEFORE, settings)

    assert found.edition.id == named.edition.id == "2025"
    for publication in (found, named):
        zones = publication.zones_of_day["zone"]
        assert zones.to_dict()["00101"] == "red"
        assert publication.carried is not None


def test_an_edition_that_is_named_has_to_be_in_force_unless_figures_are_carried(
    settings: Settings, layers: tuple[Path, Path], tmp_path: Path
) -> None:
    """The one of 2021 was open until July; one without days is no way round it."""
    keep(layers, settings, last=None)
    asked = {
        name: refusal(
            write_province(tmp_path, OLD_ROWS, f'edition = "{name}"\n'), day, settings
        )
        for name, day in (("2025", BEFORE), ("2021", AFTER), ("2020", AFTER))
    }

    codes = [one.code for one in asked.values()]
    assert codes == [*["edition-named-not-in-force"] * 2, "edition-unknown"]
    assert asked["2021"].facts["days"] == "01/01/2021 - 30/06/2025"
    assert asked["2020"].facts["known"] == ["2021", "2025"]


def test_a_province_in_no_edition_is_unknown(
    settings: Settings, tmp_path: Path
) -> None:
    path = write_province(tmp_path, OLD_ROWS)
    none = refusal(path, BEFORE, settings)
    with opened(settings.database_url) as engine, writing(engine) as connection:
        import_units(connection, "9", four_squares(), AT)

    assert none.code == "units-none-imported"
    assert refusal(path, BEFORE, settings).code == "unit-unknown"


def test_files_that_name_no_province_leave_it_open_which_is_meant(
    store: sa.Engine,
) -> None:
    one = four_squares().loc[["01", "02"]].assign(parent="")
    other = four_squares().loc[["03"]].assign(parent="")
    with writing(store) as connection:
        import_units(connection, "a", one, AT, term=Term("a", JULY))
        only = take_edition(connection, "7", JULY, "", carried=False)[0].name
        import_units(connection, "b", other, AT, term=Term("b", None, AFTER))
        with pytest.raises(Refused, match="edition-two-in-force") as caught:
            take_edition(connection, "7", JULY, "", carried=False)
        named = take_edition(connection, "7", JULY, "a", carried=False)[0].name

    assert only == named == "a"
    assert caught.value.facts["known"] == [
        "a (01/07/2025 - …)",
        "b (… - 02/07/2025)",
    ]


def test_wrong_days_are_mended_by_the_same_file_under_another_name(
    settings: Settings, layers: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written over: the first stays listed, and is no longer in force."""
    old, new = layers
    taken(capsys, old, "--edition", "2021", "--from", "2021-10-01")
    same = taken(capsys, old, "--edition", "2021")
    differs = taken(capsys, old, "--edition", "2021", "--from", "2021-01-01")
    mended = taken(capsys, old, "--edition", "2021b", "--from", "2021-01-01")
    undated = taken(capsys, old, "--edition", "2021c")
    taken(capsys, new, "--edition", "2025", "--from", "2025-07-01")

    assert (same.code, differs.code, mended.code, undated.code) == (0, 3, 0, 3)
    assert "in force 01/10/2021 - …, which is not 01/01/2021 - …" in differs.err
    assert "Edition 2021 (01/10/2021 - …) holds the same units" in mended.err
    found = listed(capsys)
    assert list(found) == ["2021", "2021b", "2025"]
    assert (found["2021"]["from"], found["2021"]["to"]) == ("2021-10-01", None)
    assert (found["2021"]["in_force"], found["2021"]["replaced_by"]) == ([], "2021b")
    days = ("--from", "2021-01-01", "--to", "2025-06-30")
    ended = taken(capsys, old, "--edition", "2021d", *days)
    assert (ended.code, "Against edition" in ended.out) == (0, False)
    with opened(settings.database_url) as engine, reading(engine) as connection:
        day = date(2021, 3, 1)
        kept = take_edition(connection, "7", day, "", carried=False)[0]
        named = take_edition(connection, "7", day, "2021", carried=False)[0]
    assert (kept.name, named.name) == ("2021d", "2021")


def test_two_imports_at_once_never_share_a_day(
    settings: Settings, layers: tuple[Path, Path]
) -> None:
    """Neither is in the store when the other begins to look."""
    with opened(settings.database_url):
        pass  # its tables are made
    ended: list[str] = []

    def take(path: Path, name: str) -> None:
        try:
            import_file(path, name, datetime.now(UTC), settings, first=JULY)
            ended.append("kept")
        except Refused as refused:
            ended.append(refused.code)

    threads = [threading.Thread(target=take, args=(path, path.stem)) for path in layers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ended) == ["edition-days-overlap", "kept"]


def test_rows_are_read_against_the_edition_of_their_day(store: sa.Engine) -> None:
    """Former units that are added later are not taken for those of today."""
    today, former = four_squares(), four_squares()
    former.loc["01", "name"] = "Xã Cũ"
    other = today.rename(index={"9": "8"}).drop(index=["01", "02", "03", "01-1"])
    other.geometry = [shapely.box(106, 10, 106.1, 10.1)]
    with writing(store) as connection:
        import_units(connection, "today", today, AT, term=Term("today", JULY))
        term = Term.typed("former", None, BEFORE)
        import_units(connection, "former", former, AT, term=term)
        import_units(connection, "other", other, AT)
        found = [
            newest_edition(connection, day, province)
            for day, province in (
                (AFTER, "9"),
                (BEFORE, "9"),
                (None, "9"),
                (AFTER, "8"),
                (AFTER, "77"),
            )
        ]

    names = [edition.name for edition in found if edition]
    assert names == ["today", "former", "today", "other", "today"]
